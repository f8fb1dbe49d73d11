import { EligibilityState } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadRow } from '../store/types';

/** In this order: exempt, not applicable, unknown, eligible. */
export function eligibilityOf(facts: {
  exemptByAnnotation: boolean;
  typeExcluded: boolean;
  /** Read workloads that belong to the entity. */
  workloads: WorkloadRow[];
  annotated: boolean;
  darkCounts: boolean;
  /** It ran within `entities.idleAfter`. */
  ranRecently: boolean;
}): { state: EligibilityState; reason?: string } {
  const { workloads } = facts;
  const notApplicable = (reason: string) =>
    ({ state: 'not-applicable', reason } as const);
  if (facts.exemptByAnnotation) {
    return { state: 'exempt', reason: 'annotation' };
  }
  if (facts.typeExcluded) return notApplicable('type-excluded');

  const running = workloads.filter(w => w.facts.activity === 'running');
  if (running.length > 0) {
    return running.every(w => w.facts.infrastructure)
      ? notApplicable('mesh-infrastructure')
      : { state: 'eligible' };
  }
  if (workloads.some(w => w.facts.activity === 'not-running')) {
    return { state: 'eligible', reason: 'no-workload-running' };
  }
  // What a cluster that cannot be read holds may be running.
  if (facts.darkCounts) return { state: 'unknown', reason: 'unreadable' };
  if (workloads.length > 0) {
    return facts.ranRecently
      ? { state: 'eligible', reason: 'idle' }
      : notApplicable('scaled-to-zero');
  }
  return notApplicable(
    facts.annotated ? 'annotated-but-nothing-matched' : 'not-linked',
  );
}
