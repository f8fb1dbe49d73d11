import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { unreadable, whyUnreadable } from '../../shared/records';
import { matchesSelector } from '../../shared/selector';
import { INJECT, INJECTION, REVISION } from '../names';
import { injectorWebhooks, revisionsOf, Webhook } from '../webhooks';
import { webhooksOverlap } from './codes';

type Labels = Record<string, string>;

const SHOWN = 10;

/** Every way in which labels ask for a sidecar, with each revision and without any. */
const waysToAsk = (
  key: string,
  values: string[],
  revisions: string[],
): Labels[] =>
  [undefined, ...revisions].flatMap(revision =>
    [undefined, ...values].map(value => ({
      ...(value === undefined ? {} : { [key]: value }),
      ...(revision === undefined ? {} : { [REVISION]: revision }),
    })),
  );

/** One bit for each label set that a selector matches: pairs are then compared at once. */
const bitsOf = (selector: Webhook['namespaceSelector'], sets: Labels[]) =>
  sets.reduce(
    (bits, labels, i) =>
      // eslint-disable-next-line no-bitwise
      matchesSelector(selector, labels) === true
        ? bits | (1n << BigInt(i))
        : bits,
    0n,
  );

const both = (a: bigint, b: bigint) =>
  // eslint-disable-next-line no-bitwise
  a & b;

/** The first of the label sets that both match. */
const example = (bits: bigint, sets: Labels[], none: string) => {
  const at = sets.findIndex((_, i) => both(bits, 2n ** BigInt(i)) !== 0n);
  const words = Object.entries(sets[at]).map(([k, v]) => `${k}=${v}`);
  return words.length > 0 ? words.join(' and ') : none;
};

/**
 * Webhooks of injectors that match the same pod, which would be injected twice. Whether such a pod
 * is there is not asked.
 *
 * istio: pkg/config/analysis/analyzers/webhook/webhook.go Analyze
 */
export function overlappingWebhooks(
  snapshot: ClusterSnapshot,
): ClusterFinding[] {
  const hooks = injectorWebhooks(snapshot);
  const revisions = revisionsOf(hooks);
  const namespaces = waysToAsk(INJECTION, ['enabled', 'disabled'], revisions);
  const pods = waysToAsk(INJECT, ['true', 'false'], revisions);
  const bits = hooks
    .map(hook => ({
      name: `${hook.configuration.name}/${hook.name}`,
      configuration: hook.configuration.name,
      namespace: bitsOf(hook.namespaceSelector, namespaces),
      pod: bitsOf(hook.objectSelector, pods),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  // Of two configurations that overlap in many webhooks one pair says enough.
  const found = new Map<string, string>();
  bits.forEach((a, i) => {
    for (const b of bits.slice(i + 1)) {
      const namespace = both(a.namespace, b.namespace);
      const pod = both(a.pod, b.pod);
      const pair = `${a.configuration} ${b.configuration}`;
      if (namespace === 0n || pod === 0n || found.has(pair)) continue;
      found.set(
        pair,
        `Webhooks ${a.name} and ${b.name} both match a namespace with ${example(
          namespace,
          namespaces,
          'none of Istio’s labels',
        )} and a pod with ${example(pod, pods, 'none of Istio’s labels')}`,
      );
    }
  });
  return [...found.values()].slice(0, SHOWN).map(evidence => ({
    ...finding(webhooksOverlap, {
      evidence,
      fix: [
        {
          label: 'See which revisions and tags inject',
          command: 'istioctl tag list',
        },
      ],
    }),
    reach: 'cluster',
  }));
}

const WEBHOOKS = 'mutatingwebhookconfigurations';

export const unseenWebhooks = (snapshot: ClusterSnapshot): NotEvaluated[] =>
  unreadable(snapshot, WEBHOOKS)
    ? [
        {
          code: webhooksOverlap.code,
          because: `${WEBHOOKS} not read: ${whyUnreadable(snapshot, WEBHOOKS)}`,
        },
      ]
    : [];
