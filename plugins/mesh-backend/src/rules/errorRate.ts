import { RuleContext } from './context';
import { AlertRule } from './types';

/** When a success rate is judged, and by what. */
export interface Objective {
  successRate: number;
  /** PromQL duration. */
  window: string;
  minimumRequests: number;
}

/** How one mesh counts requests. */
export interface RequestCounter {
  mesh: string;
  title: string;
  /** Groups series by workload. */
  by: string[];
  /** All requests that are served. */
  all: string;
  /** Those that failed: series of any of these. */
  failed: string[];
  /** Names the workload, in a template. */
  workload: string;
}

const SHORT = '5m';

/**
 * Too many failures over the objective's window, and still now. Below the minimum nothing is
 * judged, and nothing is divided by zero: what served nothing is no row.
 */
export function highErrorRate(
  counter: RequestCounter,
  objective: Objective,
  context: RuleContext,
): AlertRule {
  const { successRate, window, minimumRequests } = objective;
  // 1 - 0.999 is 0.0010000000000000009 otherwise.
  const allowed = Number((1 - successRate).toPrecision(12));
  const sum = (of: string) =>
    `sum by (${context.labels(...counter.by)}) (${of})`;
  const failed = (how: string, range: string) =>
    sum(counter.failed.map(s => `${how}(${s}[${range}])`).join(' or '));
  const all = (how: string, range: string) =>
    sum(`${how}(${counter.all}[${range}])`);
  return {
    alert: 'HighMeshErrorRate',
    expr: `(
  ${failed('increase', window)}
  /
  (${all('increase', window)} >= ${minimumRequests})
) > ${allowed}
and
(
  ${failed('rate', SHORT)}
  /
  (${all('rate', SHORT)} > 0)
) > ${allowed}`,
    for: '2m',
    labels: { severity: 'warning', mesh: counter.mesh },
    annotations: {
      summary: `${counter.workload} fails more requests than its objective allows`,
      description: `{{ $value | humanizePercentage }} of the requests to ${
        counter.workload
      }${context.inCluster} failed over ${window}, as ${
        counter.title
      } counts them. The objective allows ${Number(
        (allowed * 100).toPrecision(12),
      )} %.`,
      ...context.runbook('/mesh'),
    },
  };
}
