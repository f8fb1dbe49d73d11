import {
  LabelSelectorRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { istioWebhooks } from '../testing/istio';
import { metaOf, namespaceOf, podOf, snapshotOf } from '../testing/records';
import { istioAdapter } from '.';
import { refused } from './injector';
import { InjectorSettings, readInjectorConfigs } from './injectorConfig';

const INJECT = 'sidecar.istio.io/inject';
const workload = { kind: 'Deployment', name: 'cart', namespace: 'shop' };
const settings = (
  policy: string,
  selectors: {
    never?: LabelSelectorRecord[];
    always?: LabelSelectorRecord[];
  } = {},
): InjectorSettings => ({
  source: 'ConfigMap istio-system/istio-sidecar-injector',
  policy,
  never: [],
  always: [],
  image: null,
  ...selectors,
});
const equals = { matchLabels: { foo: 'bar' } };
const has = (key: string) => ({
  matchExpressions: [{ key, operator: 'Exists' }],
});
const on = settings('enabled');
const off = settings('disabled');
const says = (value: string) => ({ annotations: { [INJECT]: value } });
const labelled = (labels: Record<string, string>) => ({ labels });
const foo = { foo: '', foo2: 'bar2' };

describe('istio: pkg/kube/inject/webhook_test.go TestInjectRequired', () => {
  it.each<[string, InjectorSettings, Partial<PodRecord>, boolean]>([
    ['no-policy', on, {}, true],
    ['force-on-policy', on, says('true'), true],
    ['force-off-policy', on, says('false'), false],
    ['no-policy, disabled', off, {}, false],
    ['force-on-policy, disabled', off, says('true'), true],
    ['force-off-policy, disabled', off, says('false'), false],
    ['host network', on, { hostNetwork: true }, false],
    ['wrong-policy', settings('wrong_policy'), {}, false],
    [
      'policy-enabled-always-inject-no-labels',
      settings('enabled', { always: [equals] }),
      {},
      true,
    ],
    [
      'policy-enabled-always-inject-with-labels',
      settings('enabled', { always: [equals] }),
      labelled({ foo: 'bar1' }),
      true,
    ],
    [
      'policy-disabled-always-inject-no-labels',
      settings('disabled', { always: [equals] }),
      {},
      false,
    ],
    [
      'policy-disabled-always-inject-with-labels',
      settings('disabled', { always: [equals] }),
      labelled({ foo: 'bar' }),
      true,
    ],
    [
      'policy-enabled-never-inject-no-labels',
      settings('enabled', { never: [equals] }),
      {},
      true,
    ],
    [
      'policy-enabled-never-inject-with-labels',
      settings('enabled', { never: [equals] }),
      labelled({ foo: 'bar' }),
      false,
    ],
    [
      'policy-disabled-never-inject-no-labels',
      settings('disabled', { never: [equals] }),
      {},
      false,
    ],
    [
      'policy-disabled-never-inject-with-labels',
      settings('disabled', { never: [equals] }),
      labelled({ foo: 'bar' }),
      false,
    ],
    [
      'policy-enabled-never-inject-with-empty-label',
      settings('enabled', { never: [has('foo')] }),
      labelled(foo),
      false,
    ],
    [
      'policy-disabled-always-inject-with-empty-label',
      settings('disabled', { always: [has('foo')] }),
      labelled(foo),
      true,
    ],
    [
      'policy-disabled-always-never-inject-with-label-returns-true',
      settings('disabled', { always: [has('always')], never: [has('never')] }),
      labelled({ always: 'bar' }),
      true,
    ],
    [
      'policy-disabled-always-never-inject-with-label-returns-false',
      settings('disabled', { always: [has('always')], never: [has('never')] }),
      labelled({ never: 'bar' }),
      false,
    ],
    [
      'policy-disabled-always-never-inject-with-both-labels',
      settings('disabled', { always: [has('always')], never: [has('never')] }),
      labelled({ always: 'bar', never: 'bar2' }),
      false,
    ],
    [
      'policy-enabled-annotation-true-never-inject',
      settings('enabled', { never: [has('foo')] }),
      { ...says('true'), ...labelled(foo) },
      true,
    ],
    [
      'policy-enabled-annotation-false-always-inject',
      settings('enabled', { always: [has('foo')] }),
      { ...says('false'), ...labelled(foo) },
      false,
    ],
    [
      'policy-disabled-annotation-false-always-inject',
      settings('disabled', { always: [has('foo')] }),
      { ...says('false'), ...labelled(foo) },
      false,
    ],
    [
      'policy-enabled-never-inject-multiple-labels',
      settings('enabled', { never: [has('foo'), has('bar')] }),
      labelled({ label1: '', bar: 'anything' }),
      false,
    ],
    [
      'policy-enabled-always-inject-multiple-labels',
      settings('disabled', { always: [has('foo'), has('bar')] }),
      labelled({ label1: '', bar: 'anything' }),
      true,
    ],
    [
      'policy-disabled-annotation-true-never-inject',
      settings('disabled', { never: [has('foo')] }),
      { ...says('true'), ...labelled(foo) },
      true,
    ],
  ])('%s', (_, config, parts, required) => {
    const pod = podOf('shop', 'cart', parts);
    expect(refused(pod, config, workload) === undefined).toBe(required);
  });

  it.each([
    [
      'a label that is not the webhook’s "false", and no yes either',
      labelled({ [INJECT]: 'no' }),
      false,
    ],
    ['a label in capitals', labelled({ [INJECT]: 'TRUE' }), true],
    [
      'the label over the annotation',
      { ...labelled({ [INJECT]: 'yes' }), ...says('false') },
      true,
    ],
    [
      'an empty label over the annotation',
      { ...labelled({ [INJECT]: '' }), ...says('false') },
      true,
    ],
  ])('%s', (_, parts, required) => {
    const pod = podOf('shop', 'cart', parts);
    expect(refused(pod, on, workload) === undefined).toBe(required);
  });

  it('a selector that is empty or not valid selects nobody', () => {
    const never = [{}, { matchExpressions: [{ key: 'foo', operator: 'Gt' }] }];
    const config = settings('enabled', { never });
    expect(refused(podOf('shop', 'cart', labelled(foo)), config)).toBe(
      undefined,
    );
  });
});

describe('the injector’s own settings', () => {
  const NAME = 'istio-sidecar-injector';
  const key = `istio-system/${NAME}`;
  const snapshot = (config: string, parts = {}) =>
    snapshotOf({
      webhooks: [istioWebhooks()],
      namespaces: [namespaceOf('shop', { 'istio-injection': 'enabled' })],
      configMaps: [
        { ...metaOf('istio-system', NAME), data: { config, values: '{}' } },
      ],
      ...parts,
    });
  const why = (...args: Parameters<typeof snapshot>) =>
    istioAdapter
      .prepare(snapshot(...args))
      .membership(podOf('shop', 'cart'), workload)?.reason;

  it('are asked for beside each revision’s webhook', () => {
    expect(
      istioAdapter.configMaps(
        snapshotOf({ webhooks: [istioWebhooks(), istioWebhooks('1-30')] }),
      ),
    ).toEqual(
      expect.arrayContaining([
        { namespace: 'istio-system', name: NAME },
        { namespace: 'istio-system', name: `${NAME}-1-30` },
      ]),
    );
  });

  it('say why, and what a pod can do about it', () => {
    expect(why('policy: disabled')).toMatchObject({
      code: 'injector-skipped',
      message: expect.stringContaining(
        `ConfigMap ${key} says policy: disabled`,
      ),
      fix: [
        {
          command: expect.stringContaining('"sidecar.istio.io/inject":"true"'),
        },
      ],
    });
    expect(
      why(
        'policy: enabled\nneverInjectSelector: [{matchExpressions: [{key: app, operator: DoesNotExist}]}]',
      )?.message,
    ).toContain('neverInjectSelector');
  });

  it.each([
    [
      'not permitted',
      '',
      { access: { [`configmaps/${key}`]: { outcome: 'not-permitted' } } },
    ],
    ['not valid YAML', 'policy: [', {}],
  ])('%s: nothing is guessed', (words, config, parts) => {
    expect(why(config, parts)).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining(words),
    });
  });

  it('unread, what times prove is proven all the same', () => {
    const namespaces = [
      namespaceOf('shop', { 'istio-injection': 'enabled' }, {}, [
        {
          manager: 'kubectl',
          time: '2026-02-02T00:00:00Z',
          fields: ['istio-injection'],
        },
      ]),
    ];
    expect(why('policy: [', { namespaces })?.code).toBe('predates-label');
  });

  it.each(['', 'null', '[]', 'neverInjectSelector: x', '12'])(
    'of any shape break nothing: %s',
    config => {
      expect(() => why(config)).not.toThrow();
    },
  );

  it('tell which proxy is given', () => {
    const image = (values: string) => {
      const read = readInjectorConfigs(
        snapshotOf({
          configMaps: [
            {
              ...metaOf('istio-system', NAME),
              data: { config: 'policy: enabled', values },
            },
          ],
        }),
      );
      const config = read(istioWebhooks());
      return 'image' in config ? config.image : undefined;
    };
    expect(image('{"global":{"tag":"1.30.3"}}')).toEqual({
      name: 'proxyv2',
      tag: '1.30.3',
    });
    expect(
      image('{"global":{"proxy":{"image":"hub.test/x:1"},"tag":"y"}}'),
    ).toBe(null);
    expect(image('not: [json')).toBe(null);
  });
});
