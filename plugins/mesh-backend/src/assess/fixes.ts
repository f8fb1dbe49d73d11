import { Fix } from '@meshboard/backstage-plugin-mesh-common';
import { manifestOf } from '../meshes/shared/manifest';
import { WorkloadRow } from '../store/types';
import { fixTarget, FixTarget } from './fixTarget';

/** Entities that have workloads in a place, by ref; the whole namespace where no workload is named. */
export type OwnersOf = (place: {
  cluster: string;
  namespace: string;
  /** Lower case, as kubectl takes it. */
  kind?: string;
  name?: string;
}) => string[];

/** A page of names is no help: the rest is counted. */
const MAX_NAMED = 50;

/** What of a place decides how it is changed. */
export type Place = Pick<WorkloadRow, 'cluster'> & {
  facts: Pick<WorkloadRow['facts'], 'managedBy' | 'namespaceManagedBy'>;
};

function touching(
  others: string[],
): Pick<Fix, 'alsoAffects' | 'alsoAffectsHidden'> {
  if (others.length === 0) return {};
  const unnamed = others.length - MAX_NAMED;
  return {
    alsoAffects: others.slice(0, MAX_NAMED),
    ...(unnamed > 0 ? { alsoAffectsHidden: unnamed } : {}),
  };
}

function manifestFix(
  target: FixTarget,
  fix: Fix,
  others: string[],
  { facts }: Place,
): Fix | undefined {
  if (!target.object) return undefined;
  const tool = target.name ? facts.managedBy : facts.namespaceManagedBy;
  const shared = !target.name && others.length > 0;
  if (!tool && !shared) return undefined;
  return {
    label: tool
      ? `${fix.label}: change it where ${tool} has it from, a live change would be reverted`
      : `${fix.label}: namespace ${target.namespace} is shared, so change it where it is kept`,
    manifest: manifestOf(target.object),
  };
}

/**
 * Fixes with where they are typed, whom else they touch and, where the object is shared or a delivery
 * tool keeps it as its repository has it, what to change there first.
 */
export function withReach(
  fixes: Fix[],
  place: Place,
  entityRef: string,
  ownersOf: OwnersOf,
): Fix[] {
  const { cluster } = place;
  return fixes.flatMap(fix => {
    const target = fix.command ? fixTarget(fix.command) : undefined;
    const inCluster = fix.command || fix.manifest ? { cluster } : {};
    if (!target) return [{ ...inCluster, ...fix }];
    const { namespace, kind, name } = target;
    const others = ownersOf({ cluster, namespace, kind, name })
      .filter(ref => ref !== entityRef)
      .sort();
    const touched = { ...inCluster, ...touching(others) };
    const manifest = manifestFix(target, fix, others, place);
    return [
      ...(manifest ? [{ ...manifest, ...touched }] : []),
      { ...fix, ...touched },
    ];
  });
}

/** A workload with the reach of all that is said of it. */
export function rowWithReach(
  row: WorkloadRow,
  reach: (fixes: Fix[], place: Place) => Fix[],
): WorkloadRow {
  const { facts } = row;
  return {
    ...row,
    facts: {
      ...facts,
      membership: {
        ...facts.membership,
        reasons: facts.membership.reasons.map(reason =>
          reason.fix ? { ...reason, fix: reach(reason.fix, row) } : reason,
        ),
      },
      findings: facts.findings.map(finding => ({
        ...finding,
        fix: reach(finding.fix, row),
      })),
    },
  };
}
