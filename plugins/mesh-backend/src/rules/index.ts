import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { MeshConfig, PrometheusConfig } from '../config';
import { HeldCluster, RuleContext, ruleContext } from './context';
import { Objective } from './errorRate';
import { istioRules } from './istio';
import { linkerdRules } from './linkerd';
import { recordingRules } from './recording';
import { promDuration } from '../sources/prometheus/queryContext';
import { AlertRule, RuleGroup } from './types';

const ALERTS: Record<
  string,
  (context: RuleContext, objective: Objective) => AlertRule[]
> = { istio: istioRules, linkerd: linkerdRules };

/** What rules are made of. */
export interface RulesInput {
  config: Pick<MeshConfig, 'objectives' | 'mtls'>;
  /** undefined: none is configured; rules are for a server of one cluster then. */
  server?: Pick<
    PrometheusConfig,
    'name' | 'clusterLabel' | 'matchers' | 'clusters'
  >;
  adapters: MeshAdapter[];
  /** As they were last read. */
  clusters: ClusterStatus[];
  recording: boolean;
  /** Address of the portal, for links. */
  portal?: string;
}

/** A server's rules, and what was left out of them. */
export interface ServerRules {
  groups: RuleGroup[];
  /** In words. */
  leftOut: string[];
}

const heldBy = (
  clusters: PrometheusConfig['clusters'],
  name: string,
): HeldCluster | undefined =>
  clusters ? clusters.find(c => c.name === name) : { name, labelValue: name };

/** Rules for the meshes that are installed in the clusters that a server holds. */
export function rulesOf(input: RulesInput): ServerRules {
  const { config, adapters, recording, portal } = input;
  const server = input.server ?? { matchers: {} };
  const prefix = input.server ? `meshboard-${input.server.name}` : 'meshboard';
  const objective = {
    successRate: config.objectives.successRate,
    window: promDuration(config.objectives.windowMs),
    minimumRequests: config.objectives.minimumRequests,
  };
  const leftOut: string[] = [];
  const groups = adapters.flatMap((adapter): RuleGroup[] => {
    const held = input.clusters.flatMap(cluster => {
      const mesh = cluster.meshes.find(m => m.mesh === adapter.id);
      const place = heldBy(input.server?.clusters, cluster.name);
      return mesh && place ? [{ mesh, place }] : [];
    });
    if (held.length === 0 || !adapter.metrics) return [];
    // Without one of its own, a cluster is served from elsewhere: a missing one means nothing there.
    const without = held.filter(({ mesh }) => mesh.controlPlane?.total === 0);
    for (const { place } of without) {
      leftOut.push(
        `no control plane of ${adapter.title} was seen in ${place.name}, so none is missed there`,
      );
    }
    const context = ruleContext(
      server,
      held.map(h => h.place).sort((a, b) => (a.name < b.name ? -1 : 1)),
      held
        .filter(h => !without.includes(h))
        .map(h => h.place)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      portal,
    );
    const alerts = ALERTS[adapter.id]?.(context, objective) ?? [];
    const records = recording
      ? recordingRules(
          adapter,
          adapter.metrics({
            mtls: promDuration(config.mtls.windowMs),
            objective: objective.window,
          }),
          context,
          input.server?.name,
        )
      : [];
    return [
      { name: `${prefix}-${adapter.id}`, rules: alerts },
      { name: `${prefix}-${adapter.id}-recording`, rules: records },
    ].filter(group => group.rules.length > 0);
  });
  return { groups, leftOut };
}
