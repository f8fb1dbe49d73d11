import {
  Counts,
  Health,
  MembershipState,
  PlainCounts,
  Stage,
  withShares,
} from '@meshboard/backstage-plugin-mesh-common';

const STAGES: Stage[] = [
  'not-meshed',
  'meshed',
  'encrypted',
  'strict',
  'zero-trust',
  'unknown',
];
const MEMBERSHIPS: MembershipState[] = [
  'meshed',
  'partial',
  'not-meshed',
  'unknown',
];
const HEALTHS: Health[] = [
  'healthy',
  'unhealthy',
  'too-few-requests',
  'no-traffic',
  'unknown',
];

const when = (condition: string, alias: string) =>
  `sum(case when ${condition} then 1 else 0 end) as ${alias}`;

const ofEligible = (column: string, values: string[]) =>
  values.map((value, i) =>
    when(
      `eligibility = 'eligible' and ${column} = '${value}'`,
      `${column}_${i}`,
    ),
  );

/** Aggregates over rows of entities, in SQL; read by {@link toCounts}. */
export const COUNT_COLUMNS = [
  'count(*) as total',
  when("eligibility = 'eligible'", 'eligible'),
  when("eligibility = 'exempt'", 'exempt'),
  when("eligibility = 'not-applicable'", 'not_applicable'),
  when("eligibility = 'unknown'", 'unknown'),
  ...ofEligible('stage', STAGES),
  ...ofEligible('membership', MEMBERSHIPS),
  ...ofEligible('health', HEALTHS),
  'sum(running_pods) as running_pods',
  'sum(meshed_pods) as meshed_pods',
  'sum(workloads) as workloads',
  'sum(meshed_workloads) as meshed_workloads',
  'min(as_of) as as_of',
].join(', ');

type CountRow = Record<string, number | string | null>;

/** PostgreSQL tells sums as text, and the sum of nothing is null. */
const number = (row: CountRow, column: string) => Number(row[column] ?? 0);

function byValue<T extends string>(
  row: CountRow,
  column: string,
  values: T[],
): Record<T, number> {
  return Object.fromEntries(
    values.map((value, i) => [value, number(row, `${column}_${i}`)]),
  ) as Record<T, number>;
}

export function toCounts(
  row: CountRow,
  notApplicableBy: Record<string, number>,
  coverage: number | null,
): Counts {
  const counts: PlainCounts = {
    total: number(row, 'total'),
    eligible: number(row, 'eligible'),
    exempt: number(row, 'exempt'),
    notApplicable: number(row, 'not_applicable'),
    notApplicableBy,
    unknown: number(row, 'unknown'),
    stages: byValue(row, 'stage', STAGES),
    membership: byValue(row, 'membership', MEMBERSHIPS),
    health: byValue(row, 'health', HEALTHS),
    pods: {
      running: number(row, 'running_pods'),
      meshed: number(row, 'meshed_pods'),
    },
    workloads: {
      total: number(row, 'workloads'),
      meshed: number(row, 'meshed_workloads'),
    },
    coverage,
  };
  return withShares(counts);
}
