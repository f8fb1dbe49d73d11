import { ClusterSpec, NamespaceSpec } from '../types';
import { workloadsOf } from './build';
import { kubeSystem } from './controlPlanes';

/*
 * What was to join a mesh in the rehearsal and is in none, each for a reason of its own.
 */

type Part = Pick<ClusterSpec, 'namespaces' | 'workloads'>;

const INJECT = 'sidecar.istio.io/inject';

const home = (
  name: string,
  labels: Record<string, string>,
  annotations?: Record<string, string>,
): NamespaceSpec => ({ name: `left-${name}`, labels, annotations });

const namespaces = {
  // A revision that has been taken away.
  gone: home('gone', { 'istio.io/rev': '1-27' }),
  off: home('off', { 'istio-injection': 'disabled' }),
  asked: home('asked', { 'istio-injection': 'enabled' }),
  plain: home('plain', {}),
  ambient: home('ambient', { 'istio.io/dataplane-mode': 'ambient' }),
  // What its installer was told to keep out of.
  shut: home(
    'shut',
    { 'config.linkerd.io/admission-webhooks': 'disabled' },
    { 'linkerd.io/inject': 'enabled' },
  ),
  linkerd: home('linkerd', {}, { 'linkerd.io/inject': 'enabled' }),
  kuma: home('kuma', { 'kuma.io/sidecar-injection': 'enabled' }),
  cilium: home('cilium', { 'io.cilium/mtls-enabled': 'true' }),
};

const NODES = 3;
const asks = { [INJECT]: 'true' };

/** The rehearsal's part. */
export const leftOut: Part = {
  namespaces: Object.values(namespaces),
  workloads: [
    workloadsOf(namespaces.gone)('left-relic', 1),
    workloadsOf(namespaces.off)('left-guard', 1, { podLabels: asks }),
    workloadsOf(namespaces.asked)('left-riddle', 1),
    // The label is on the Deployment, where nobody looks.
    workloadsOf(namespaces.plain)('left-note', 1, { labels: asks }),
    workloadsOf(namespaces.plain)('left-copy', 1, {
      dataPlane: 'istio-by-hand',
    }),
    workloadsOf(kubeSystem)('left-dns', 1, { podLabels: asks }),
    // On each node, and ztunnel is on two of three.
    workloadsOf(namespaces.ambient)('left-ferry', NODES, {
      kind: 'DaemonSet',
      podAnnotations: { 'ambient.istio.io/redirection': 'pending' },
    }),
    workloadsOf(namespaces.shut)('left-island', 1),
    workloadsOf(namespaces.linkerd)('left-twin', 1, {
      dataPlane: 'istio-by-hand',
    }),
    workloadsOf(namespaces.linkerd)('left-mute', 1, { withoutToken: true }),
    workloadsOf(namespaces.kuma)('left-bear', 1),
    workloadsOf(namespaces.cilium)('left-bee', 1),
  ],
};
