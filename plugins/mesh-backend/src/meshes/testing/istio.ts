import {
  PodRecord,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { containerOf, metaOf, podOf } from './records';

/** A pod as Istio's injector leaves it. */
export function istioPod(
  namespace: string,
  name: string,
  parts: Partial<PodRecord> & { native?: boolean; ready?: boolean } = {},
): PodRecord {
  const { native = true, ready = true, annotations, ...rest } = parts;
  const base = podOf(namespace, name, rest);
  const proxy = containerOf('istio-proxy', {
    image: 'docker.io/istio/proxyv2:1.30.3',
    args: ['proxy', 'sidecar', '--domain', 'x'],
    ready,
    ...(native ? { restartPolicy: 'Always' } : {}),
  });
  const init = containerOf('istio-init', {
    args: ['istio-iptables', '-b', '*', '-d', '15090,15021,15020'],
  });
  return {
    ...base,
    annotations: {
      'sidecar.istio.io/status': JSON.stringify({ revision: 'default' }),
      ...annotations,
    },
    containers: native ? base.containers : [...base.containers, proxy],
    initContainers: [...base.initContainers, init, ...(native ? [proxy] : [])],
  };
}

/** A pod whose traffic a ztunnel carries. */
export function ambientPod(
  namespace: string,
  name: string,
  parts: Partial<PodRecord> = {},
): PodRecord {
  return podOf(namespace, name, {
    ...parts,
    annotations: {
      'ambient.istio.io/redirection': 'enabled',
      ...parts.annotations,
    },
  });
}

/** A proxy that is a job of its own: `router`, `waypoint` or `ztunnel`. */
export function istioProxyPod(
  role: 'router' | 'waypoint' | 'ztunnel',
  namespace: string,
  name: string,
  parts: Partial<PodRecord> = {},
): PodRecord {
  return podOf(namespace, name, {
    containers: [
      containerOf('istio-proxy', {
        image: `docker.io/istio/${
          role === 'ztunnel' ? 'ztunnel' : 'proxyv2'
        }:1.30.3`,
        args: ['proxy', role],
      }),
    ],
    ...parts,
  });
}

export function istiodPod(revision = 'default', namespace = 'istio-system') {
  return podOf(namespace, `istiod-${revision}`, {
    labels: { app: 'istiod', 'istio.io/rev': revision },
    containers: [
      containerOf('discovery', { image: 'docker.io/istio/pilot:1.30.3' }),
    ],
  });
}

const notOptedOut = {
  key: 'sidecar.istio.io/inject',
  operator: 'NotIn',
  values: ['false'],
};
const absent = (key: string) => ({ key, operator: 'DoesNotExist' });
const oneOf = (key: string, ...values: string[]) => ({
  key,
  operator: 'In',
  values,
});

/** The webhooks that an install of one revision registers. */
export function istioWebhooks(
  revision = 'default',
  parts: {
    createdAt?: string;
    failurePolicy?: string;
    /** istiod runs outside the cluster, and is called by URL. */
    external?: boolean;
  } = {},
): WebhookRecord {
  const { createdAt, failurePolicy = 'Fail', external = false } = parts;
  const hook = (prefix: string, namespace: any[], object: any[]) => ({
    name: `${prefix}.sidecar-injector.istio.io`,
    failurePolicy,
    namespaceSelector: { matchExpressions: namespace },
    objectSelector: { matchExpressions: object },
    ...(external
      ? {}
      : { service: { namespace: 'istio-system', name: 'istiod' } }),
  });
  const rev = oneOf('istio.io/rev', revision);
  return {
    ...metaOf('', `istio-sidecar-injector-${revision}`, {
      'istio.io/rev': revision,
    }),
    ...(createdAt ? { createdAt } : {}),
    webhooks: [
      hook('rev.namespace', [rev, absent('istio-injection')], [notOptedOut]),
      hook(
        'rev.object',
        [absent('istio.io/rev'), absent('istio-injection')],
        [notOptedOut, rev],
      ),
      ...(revision === 'default'
        ? [
            hook(
              'namespace',
              [oneOf('istio-injection', 'enabled')],
              [notOptedOut],
            ),
            hook(
              'object',
              [absent('istio-injection'), absent('istio.io/rev')],
              [
                oneOf('sidecar.istio.io/inject', 'true'),
                absent('istio.io/rev'),
              ],
            ),
          ]
        : []),
    ],
  };
}
