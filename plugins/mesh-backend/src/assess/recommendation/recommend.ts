import {
  Recommendation,
  RecommendationVerdict,
} from '@meshboard/backstage-plugin-mesh-common';
import { deadMesh } from './deadMesh';
import { fewServices } from './fewServices';
import { hostNetwork } from './hostNetwork';
import { meshInCluster } from './meshInCluster';
import { standard } from './standard';
import { Criterion, Opinion, RecommendationInput } from './types';

const CRITERIA: Criterion[] = [
  hostNetwork,
  deadMesh,
  meshInCluster,
  fewServices,
  standard,
];

/** The first that some criterion argues for wins, whatever the weights. */
const PRECEDENCE: Exclude<RecommendationVerdict, 'unknown'>[] = [
  'not-meshable',
  'migrate',
  'keep',
  'not-needed',
  'adopt',
];

function unknown(summary: string): Recommendation {
  return {
    verdict: 'unknown',
    mesh: null,
    dataPlane: null,
    confidence: 'low',
    summary,
    reasons: [],
    blockers: [],
    alternatives: [],
  };
}

function describe(verdict: RecommendationVerdict, mesh: string | null): string {
  switch (verdict) {
    case 'not-meshable':
      return 'It cannot join a mesh as it runs now.';
    case 'migrate':
      return mesh
        ? `Move it to ${mesh}: its mesh is no longer maintained.`
        : 'Move it to a maintained mesh: its own no longer is.';
    case 'keep':
      return `Keep it on ${mesh}.`;
    case 'not-needed':
      return 'No mesh is needed here.';
    default:
      return mesh
        ? `Bring it into ${mesh}.`
        : 'A mesh would help; choose one first.';
  }
}

function decide(input: RecommendationInput): Recommendation {
  const opinions = CRITERIA.flatMap(criterion => criterion(input) ?? []);
  const verdict = PRECEDENCE.find(v => opinions.some(o => o.verdict === v));
  if (!verdict) {
    return unknown(
      input.meshes === null
        ? `Which meshes ${input.cluster} has could not be seen.`
        : 'No mesh runs in its cluster and none is set as the standard (mesh.recommendation.standard), so nothing decides between them.',
    );
  }
  const weight = (o: Opinion) =>
    o.reasons.reduce((sum, reason) => sum + reason.weight, 0);
  const winner = opinions
    .filter(o => o.verdict === verdict)
    .sort((a, b) => weight(b) - weight(a))[0];
  const mesh = winner.mesh ?? null;
  return {
    verdict,
    mesh,
    dataPlane: winner.dataPlane ?? null,
    // Seen in the cluster beats a rule of thumb.
    confidence:
      verdict === 'not-needed' || verdict === 'adopt' ? 'medium' : 'high',
    summary: describe(verdict, mesh && input.title(mesh)),
    reasons: opinions
      .flatMap(o => o.reasons)
      .sort((a, b) => b.weight - a.weight),
    blockers: opinions.flatMap(o => o.blockers ?? []),
    alternatives: verdict === 'not-needed' ? winner.alternatives ?? [] : [],
  };
}

/**
 * What to do with one entity. Clusters are decided one by one; where they differ the one whose
 * verdict ranks first speaks for the entity, and `perCluster` tells each.
 */
export function recommend(clusters: RecommendationInput[]): Recommendation {
  const decided = clusters
    .filter(input => input.workloads.length > 0)
    .map(input => ({ cluster: input.cluster, ...decide(input) }));
  if (decided.length === 0) {
    return unknown('No running workload of it was read.');
  }
  const rank = (verdict: RecommendationVerdict) =>
    verdict === 'unknown' ? PRECEDENCE.length : PRECEDENCE.indexOf(verdict);
  const [{ cluster: _, ...first }] = [...decided].sort(
    (a, b) =>
      rank(a.verdict) - rank(b.verdict) || a.cluster.localeCompare(b.cluster),
  );
  const different = decided.some(
    d =>
      d.verdict !== first.verdict ||
      d.mesh !== first.mesh ||
      d.dataPlane !== first.dataPlane,
  );
  return different
    ? {
        ...first,
        perCluster: decided.map(({ cluster, verdict, mesh, dataPlane }) => ({
          cluster,
          verdict,
          mesh,
          dataPlane,
        })),
      }
    : first;
}
