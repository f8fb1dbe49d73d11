import { WorkloadFacts } from './types';

/** What is said of a workload before any mesh has looked at its objects. */
export const UNDECIDED: Pick<
  WorkloadFacts,
  | 'findings'
  | 'notEvaluated'
  | 'features'
  | 'allowed'
  | 'managedBy'
  | 'namespaceManagedBy'
  | 'serviceAccounts'
  | 'versions'
  | 'proxies'
> = {
  findings: [],
  notEvaluated: [],
  features: [],
  allowed: [],
  managedBy: null,
  namespaceManagedBy: null,
  serviceAccounts: [],
  versions: [],
  proxies: null,
};
