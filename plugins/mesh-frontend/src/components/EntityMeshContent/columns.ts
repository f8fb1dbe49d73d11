/** Columns of the table of workloads, the opener aside. */
export const COLUMNS = [
  'cluster',
  'namespace',
  'kind',
  'name',
  'pods',
  'mesh',
  'mtls',
  'success',
  'rps',
  'p95',
] as const;
