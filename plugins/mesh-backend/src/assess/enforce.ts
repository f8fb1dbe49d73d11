import { Fix, PortMtls } from '@meshboard/backstage-plugin-mesh-common';
import { setOnTemplate } from '../meshes/shared/fixes';
import { lastingLabels } from '../meshes/shared/lastingLabels';
import { manifestOf } from '../meshes/shared/manifest';
import { list } from '../meshes/shared/values';
import { WorkloadRow } from '../store/types';

/*
 * What requires mTLS of a workload, and what goes on letting plaintext in on one of its ports.
 */

type Labels = Record<string, string>;

/** A page of manifests is no help. */
const MAX_WORKLOADS = 5;

const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';

/** Labels that every pod of the workload has, and keeps; null: none. */
export const selectorOf = (row: WorkloadRow): Labels | null =>
  lastingLabels(row.facts.podLabelSets);

function peerAuthentication(
  { namespace, name }: WorkloadRow,
  matchLabels: Labels,
  exempt?: number,
): string {
  return manifestOf({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels },
      mtls: { mode: 'STRICT' },
      ...(exempt !== undefined
        ? { portLevelMtls: { [exempt]: { mode: 'PERMISSIVE' } } }
        : {}),
    },
  });
}

/** What lets plaintext in on these ports is nothing that a new policy would change. */
function decidedElsewhere(row: WorkloadRow, open: PortMtls[]): Fix[] {
  const bySource = new Map<string, PortMtls[]>();
  for (const port of open) {
    bySource.set(port.source, [...(bySource.get(port.source) ?? []), port]);
  }
  return [...bySource].slice(0, MAX_WORKLOADS).map(([source, ports]) => ({
    label: `${ports.length > 1 ? 'Ports' : 'Port'} ${list(
      ports.map(p => `${p.port}`),
    )} of ${row.name}: change what decides there, ${source}`,
    cluster: row.cluster,
  }));
}

/** Decided by PeerAuthentications or the want of any, where the control plane reads them. */
const isByPolicy = ({ source }: PortMtls) =>
  /PeerAuthentication\b/.test(source) && !source.includes('discoverySelectors');

function istio(row: WorkloadRow): Fix[] {
  const { cluster, name } = row;
  const { ports } = row.facts.mtls;
  const matchLabels = selectorOf(row);
  const open = ports.filter(p => p.mode !== 'strict' && p.mode !== 'unknown');
  const byPolicy = open.filter(isByPolicy);
  const elsewhere = decidedElsewhere(
    row,
    open.filter(p => !isByPolicy(p)),
  );
  if (!matchLabels || (ports.length > 0 && byPolicy.length === 0)) {
    return elsewhere;
  }
  const deciding = byPolicy
    .map(p => /^PeerAuthentication \S+/.exec(p.source)?.[0])
    .find(source => source !== undefined);
  // Of several that select a workload the oldest wins (istio: ComposePeerAuthentication).
  const caution = deciding
    ? `; where ${deciding} selects it, change that one instead: the older wins`
    : '';
  const exempt = byPolicy[0]?.port;
  return [
    {
      label: `Require mTLS of ${name}${caution}`,
      cluster,
      manifest: peerAuthentication(row, matchLabels),
    },
    ...(exempt !== undefined
      ? [
          {
            label: `Require mTLS of ${name}, but not on port ${exempt}`,
            cluster,
            manifest: peerAuthentication(row, matchLabels, exempt),
          },
        ]
      : []),
    ...elsewhere,
  ];
}

/** What says it where no Server does: the annotation takes its place. */
const BY_DEFAULT =
  /^(default inbound policy \S+|annotation config\.linkerd\.io\/default-inbound-policy=\S+)$/;

const isByDefault = ({ source }: PortMtls) =>
  source.split('; ').every(part => BY_DEFAULT.test(part));

function linkerd(row: WorkloadRow): Fix[] {
  const { cluster, namespace, name } = row;
  const matchLabels = selectorOf(row);
  const { ports } = row.facts.mtls;
  const open = ports.filter(p => p.mode !== 'strict' && p.mode !== 'unknown');
  const [byDefault] = open.filter(isByDefault);
  const exempt = byDefault?.port;
  const require =
    byDefault || ports.length === 0
      ? setOnTemplate(
          row,
          'annotations',
          DEFAULT_POLICY,
          'all-authenticated',
        ).map(fix => ({
          ...fix,
          label: `Require mTLS of ${name}: this makes its pods anew`,
          cluster,
        }))
      : [];
  return [
    ...require,
    ...decidedElsewhere(
      row,
      open.filter(p => !isByDefault(p)),
    ),
    ...(matchLabels && exempt !== undefined
      ? [
          {
            label: `Go on letting plaintext in on port ${exempt} of ${name}`,
            cluster,
            manifest: manifestOf({
              apiVersion: 'policy.linkerd.io/v1beta3',
              kind: 'Server',
              metadata: { name: `${name}-${exempt}`, namespace },
              spec: {
                podSelector: { matchLabels },
                port: exempt,
                accessPolicy: 'all-unauthenticated',
              },
            }),
          },
        ]
      : []),
  ];
}

/** For workloads that are in a mesh and do not require mTLS on every port. */
export function enforceFixes(workloads: WorkloadRow[]): Fix[] {
  return workloads
    .filter(
      ({ facts }) =>
        facts.membership.state === 'meshed' &&
        facts.mtls.configured !== 'strict' &&
        facts.mtls.configured !== 'unknown',
    )
    .slice(0, MAX_WORKLOADS)
    .flatMap(row => {
      const meshes = new Set(row.facts.membership.meshes.map(m => m.mesh));
      if (meshes.size !== 1) return [];
      if (meshes.has('istio')) return istio(row);
      return meshes.has('linkerd') ? linkerd(row) : [];
    });
}
