import { Fix, MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodMtls,
  PodRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { removeFromTemplate } from '../../shared/fixes';
import { lastingLabels } from '../../shared/lastingLabels';
import { manifestOf } from '../../shared/manifest';
import { readable } from '../../shared/records';
import { list } from '../../shared/values';
import { PROXY_PORTS } from '../capture';
import { RootNamespace } from '../meshConfig';
import { PEER_AUTHENTICATIONS } from '../names';
import {
  composePeerAuthentication,
  governed,
  indexPolicies,
} from '../peerAuthentication';
import { isAmbient, revisionOf } from '../proxies';
import { bypass } from './codes';

/** The annotations of the pod template that keep ports from the proxy. */
const blamed = (view: WorkloadView, sources: string[]): string[] =>
  Object.keys(view.controller?.podAnnotations ?? {}).filter(key =>
    sources.some(source => source.includes(key)),
  );

/** Tells clients in the mesh what the ports take. */
function plaintextFor(
  ports: number[],
  view: WorkloadView,
  own: CustomRecord | undefined,
): Fix[] {
  const { namespace, name } = view.reference;
  const portLevelMtls = Object.fromEntries(
    ports.map(port => [port, { mode: 'DISABLE' }]),
  );
  const label = `Or have clients in the mesh send plaintext to ${list(
    ports.map(String),
  )}`;
  // Of several that select a workload the oldest decides alone.
  if (own) {
    const patch = JSON.stringify({ spec: { portLevelMtls } });
    return [
      {
        label,
        command: `kubectl patch peerauthentication/${own.name} -n ${own.namespace} --type=merge -p '${patch}'`,
      },
    ];
  }
  const matchLabels = lastingLabels(view.meshed.map(pod => pod.labels));
  return matchLabels
    ? [
        {
          label,
          manifest: manifestOf({
            apiVersion: 'security.istio.io/v1',
            kind: 'PeerAuthentication',
            metadata: { name, namespace },
            spec: { selector: { matchLabels }, portLevelMtls },
          }),
        },
      ]
    : [];
}

/**
 * Ports that no policy reaches. Clients in the mesh go by the policies all the same, and send mTLS
 * there unless one says DISABLE: then it is the application that gets it.
 *
 * istio: pilot/pkg/xds/endpoints/mtls_checker.go checkMtlsEnabled
 */
export function bypassFindings(
  snapshot: ClusterSnapshot,
  options: {
    root: (revision: string | null) => RootNamespace;
    mtls: (pod: PodRecord, ports: number[]) => PodMtls;
    /** Whether clients use mTLS without being told. */
    autoMtls: boolean;
  },
): (view: WorkloadView) => MeshFinding[] {
  const policies = readable(snapshot, PEER_AUTHENTICATIONS);
  const find = indexPolicies(policies ?? []);
  const { mtls, autoMtls } = options;

  /** Of these, the ports to which clients in the mesh send mTLS, and the policy to say otherwise. */
  const expected = (
    pod: PodRecord,
    ports: number[],
  ): { mutual: number[]; own?: CustomRecord } => {
    const root = options.root(revisionOf(pod));
    if (!policies || !autoMtls || 'unknown' in root || isAmbient(pod)) {
      return { mutual: [] };
    }
    const applying = find(root.name, governed(pod));
    const { mode, ports: byPort } = composePeerAuthentication(applying);
    return {
      mutual: ports.filter(port => (byPort.get(port) ?? mode) !== 'DISABLE'),
      own: applying.workload,
    };
  };

  return view => {
    const found = new Map<string, MeshFinding>();
    for (const pod of view.meshed) {
      const round = mtls(pod, view.ports(pod)).ports.filter(
        p =>
          p.mode === 'disabled' &&
          !p.source.startsWith('PeerAuth') &&
          !PROXY_PORTS.has(p.port),
      );
      if (round.length === 0) continue;
      const { mutual, own } = expected(
        pod,
        round.map(p => p.port),
      );
      const f = finding(bypass, {
        evidence: `${round.map(p => `port ${p.port}: ${p.source}`).join('; ')}${
          mutual.length > 0
            ? `. No policy says DISABLE for ${list(
                mutual.map(String),
              )}, so clients in the mesh send mTLS to the application itself`
            : ''
        }`,
        fix: [
          ...blamed(
            view,
            round.map(p => p.source),
          ).flatMap(key =>
            removeFromTemplate(view.reference, 'annotations', key),
          ),
          ...(mutual.length > 0 ? plaintextFor(mutual, view, own) : []),
        ],
      });
      found.set(f.evidence, f);
    }
    return [...found.values()];
  };
}
