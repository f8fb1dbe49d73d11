import { WebhookRecord } from '@meshboard/backstage-plugin-mesh-node';
import { istioWebhooks } from '../../testing/istio';
import { metaOf, snapshotOf } from '../../testing/records';
import { overlappingWebhooks, unseenWebhooks } from './overlap';

const never = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
const one = (
  name: string,
  namespaceSelector?: object,
  objectSelector?: object,
  hook = 'x.sidecar-injector.istio.io',
): WebhookRecord => ({
  ...metaOf('', name),
  webhooks: [
    { name: hook, failurePolicy: 'Fail', namespaceSelector, objectSelector },
  ],
});
const renamed = (hook: WebhookRecord, name: string) => ({ ...hook, name });
const found = (...webhooks: WebhookRecord[]) =>
  overlappingWebhooks(snapshotOf({ webhooks }));
const REV = 'istio.io/rev';
const absent = (key: string) => ({ key, operator: 'DoesNotExist' });
const enabled = { matchLabels: { 'istio-injection': 'enabled' } };

/** istio: pkg/config/analysis/analyzers/webhook/webhook.go Analyze */
describe('istio: analyzers/webhook, a pod is matched by one webhook at most', () => {
  it.each<[string, WebhookRecord[]]>([
    ['nothing is installed', []],
    ['the default revision', [istioWebhooks()]],
    ['one revision', [istioWebhooks('canary')]],
    [
      'the default and two revisions',
      [istioWebhooks(), istioWebhooks('1-29'), istioWebhooks('1-30')],
    ],
    [
      'the default, and one that was deactivated when a tag took over',
      [istioWebhooks(), one('istio-sidecar-injector-old', never, never)],
    ],
    [
      'the default, with enableNamespacesByDefault',
      [
        istioWebhooks(),
        one(
          'auto',
          { matchExpressions: [absent('istio-injection'), absent(REV)] },
          {
            matchExpressions: [absent('sidecar.istio.io/inject'), absent(REV)],
          },
        ),
      ],
    ],
    [
      'two that ask for different values',
      [
        one('a', enabled),
        one('b', { matchLabels: { 'istio-injection': 'disabled' } }),
      ],
    ],
    [
      'a selector that is not valid matches nobody',
      [
        one('a', enabled),
        one('b', { matchExpressions: [{ key: 'x', operator: 'Odd' }] }),
      ],
    ],
    [
      'two for other labels than Istio’s',
      [
        one('a', { matchLabels: { team: 'a' } }),
        one('b', { matchLabels: { team: 'a' } }),
      ],
    ],
    [
      'another project’s webhook for all pods',
      [istioWebhooks(), one('policy', {}, {}, 'mutate.example.test')],
    ],
  ])('%s', (_, webhooks) => {
    expect(found(...webhooks)).toEqual([]);
  });

  it.each<[string, WebhookRecord[], string]>([
    [
      'the default revision twice, as a tag beside an injector that is still on',
      [istioWebhooks(), renamed(istioWebhooks(), 'istio-revision-tag-default')],
      'istio-injection=enabled',
    ],
    [
      'one revision twice',
      [istioWebhooks('1-30'), renamed(istioWebhooks('1-30'), 'copy')],
      'istio.io/rev=1-30',
    ],
    [
      'the namespace label, written in two ways',
      [istioWebhooks(), one('own', enabled)],
      'istio-injection=enabled',
    ],
    [
      'one without selectors, which is for every pod',
      [istioWebhooks('1-30'), one('all')],
      'istio.io/rev=1-30',
    ],
    [
      'two for every namespace without a label',
      [
        one('a', {
          matchExpressions: [
            { key: 'istio-injection', operator: 'DoesNotExist' },
          ],
        }),
        one('b'),
      ],
      'none of Istio’s labels',
    ],
  ])('%s', (_, webhooks, labels) => {
    const findings = found(...webhooks);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      code: 'injector-webhooks-overlap',
      severity: 'critical',
      reach: 'cluster',
      fix: [{ command: 'istioctl tag list' }],
    });
    for (const { name } of webhooks) {
      expect(findings[0].evidence).toContain(`${name}/`);
    }
    expect(findings[0].evidence).toContain(`a namespace with ${labels}`);
    expect(found(...[...webhooks].reverse())).toEqual(findings);
  });

  it('of many copies some are named', () => {
    const copies = Array.from({ length: 8 }, (_, i) =>
      renamed(istioWebhooks('x'), `copy-${i}`),
    );
    expect(found(...copies)).toHaveLength(10);
  });

  it('unread, it is not known', () => {
    const access = {
      mutatingwebhookconfigurations: {
        outcome: 'not-permitted',
      },
    } as const;
    expect(unseenWebhooks(snapshotOf())).toEqual([]);
    expect(unseenWebhooks(snapshotOf({ access }))).toMatchObject([
      { code: 'injector-webhooks-overlap' },
    ]);
  });
});
