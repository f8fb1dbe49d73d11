import {
  ConfigMapRecord,
  PodRecord,
  WebhookRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { containerOf, metaOf, podOf } from './records';

const SKIP = 'config.linkerd.io/skip-inbound-ports';
const SUBNETS = 'config.linkerd.io/skip-subnets';

/** A pod as Linkerd's injector leaves it. */
export function linkerdPod(
  namespace: string,
  name: string,
  parts: Partial<PodRecord> & {
    native?: boolean;
    ready?: boolean;
    skip?: string;
  } = {},
): PodRecord {
  const {
    native = true,
    ready = true,
    labels,
    annotations,
    skip = `4190,4191,${annotations?.[SKIP] ?? '4567,4568'}`,
    ...rest
  } = parts;
  const base = podOf(namespace, name, rest);
  const proxy = containerOf('linkerd-proxy', {
    image: 'cr.l5d.io/linkerd/proxy:edge-26.8.3',
    ready,
    ...(native ? { restartPolicy: 'Always' } : {}),
  });
  const init = containerOf('linkerd-init', {
    args: [
      '--inbound-ports-to-ignore',
      skip,
      ...(annotations?.[SUBNETS]
        ? ['--subnets-to-ignore', annotations[SUBNETS]]
        : []),
    ],
  });
  return {
    ...base,
    labels: { 'linkerd.io/control-plane-ns': 'linkerd', ...labels },
    annotations: {
      'linkerd.io/proxy-version': 'edge-26.8.3',
      ...annotations,
    },
    containers: native ? base.containers : [...base.containers, proxy],
    initContainers: [...base.initContainers, init, ...(native ? [proxy] : [])],
  };
}

export function linkerdConfig(
  policy = 'all-unauthenticated',
  extra = '',
): ConfigMapRecord {
  return {
    ...metaOf('linkerd', 'linkerd-config'),
    data: {
      values: `proxy:\n  defaultInboundPolicy: ${policy}\nproxyInit:\n  ignoreInboundPorts: 4567,4568\n${extra}`,
    },
  };
}

export function linkerdWebhook(
  parts: { createdAt?: string; failurePolicy?: string } = {},
): WebhookRecord {
  const { createdAt, failurePolicy = 'Ignore' } = parts;
  return {
    ...metaOf('', 'linkerd-proxy-injector-webhook-config'),
    ...(createdAt ? { createdAt } : {}),
    webhooks: [
      {
        name: 'linkerd-proxy-injector.linkerd.io',
        failurePolicy,
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'config.linkerd.io/admission-webhooks',
              operator: 'NotIn',
              values: ['disabled'],
            },
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['kube-system', 'cert-manager'],
            },
          ],
        },
      },
    ],
  };
}
