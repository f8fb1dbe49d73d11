import { istioWebhooks } from '../testing/istio';
import { metaOf, snapshotOf } from '../testing/records';
import { answeredRevisions, injectorWebhooks, matching } from './webhooks';

const never = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
const deactivated = {
  ...metaOf('', 'istio-sidecar-injector-deactivated', {
    'istio.io/rev': 'default',
  }),
  webhooks: [
    {
      name: 'namespace.sidecar-injector.istio.io',
      failurePolicy: 'Fail',
      namespaceSelector: never,
      objectSelector: never,
    },
  ],
};
const read = (...webhooks: any[]) => injectorWebhooks(snapshotOf({ webhooks }));

const labelsOf = (injection: string, revision: string, key: string) => ({
  ...(injection ? { [key]: injection } : {}),
  ...(revision ? { 'istio.io/rev': revision } : {}),
});

describe('istio: istioctl/pkg/checkinject/checkinject_test.go Test_analyzeRunningWebhooks', () => {
  const hooks = read(
    istioWebhooks('default'),
    istioWebhooks('1-16'),
    deactivated,
  );
  type Case = [
    name: string,
    pod: [inject: string, revision: string],
    namespace: [injection: string, revision: string],
    answers: string | undefined,
  ];

  it.each<Case>([
    ['no inj because of no match labels', ['', ''], ['', ''], undefined],
    ['default ns injection', ['', ''], ['enabled', ''], 'default'],
    ['rev ns injection', ['', ''], ['', '1-16'], '1-16'],
    ['rev po label injection', ['', '1-16'], ['', ''], '1-16'],
    ['default pod label injection', ['true', ''], ['', ''], 'default'],
    ['both default label injection', ['true', ''], ['enabled', ''], 'default'],
    ['both rev label injection', ['', '1-16'], ['', '1-16'], '1-16'],
    [
      'disable ns label and rev po label',
      ['', '1-16'],
      ['disabled', ''],
      undefined,
    ],
    ['ns and rev pod label', ['', '1-16'], ['enabled', ''], 'default'],
    ['pod label with not inject', ['false', ''], ['enabled', ''], undefined],
    ['pod not injectable for ns rev', ['false', ''], ['', '1-16'], undefined],
  ])('%s', (_, pod, namespace, revision) => {
    const found = matching(
      hooks,
      labelsOf(...namespace, 'istio-injection'),
      labelsOf(...pod, 'sidecar.istio.io/inject'),
    );
    expect(found?.configuration.labels['istio.io/rev']).toBe(revision);
  });

  it('a deactivated webhook answers no revision', () => {
    expect(answeredRevisions(read(deactivated))).toEqual([]);
  });
});

describe('istio: pkg/webhooks, what further installs register', () => {
  const hook = (namespace: any, object: any) => ({
    ...metaOf('', 'istio-revision-tag-prod', {
      'istio.io/rev': '1-30',
      'istio.io/tag': 'prod',
    }),
    webhooks: [
      {
        name: 'auto.sidecar-injector.istio.io',
        failurePolicy: 'Fail',
        namespaceSelector: namespace,
        objectSelector: object,
      },
    ],
  });
  const absent = (...keys: string[]) =>
    keys.map(key => ({ key, operator: 'DoesNotExist' }));
  // enableNamespacesByDefault
  const auto = hook(
    {
      matchExpressions: [
        ...absent('istio-injection', 'istio.io/rev'),
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['kube-system', 'kube-public'],
        },
      ],
    },
    { matchExpressions: absent('sidecar.istio.io/inject', 'istio.io/rev') },
  );

  it.each([
    ['nobody asks', { 'kubernetes.io/metadata.name': 'shop' }, {}, true],
    [
      'a namespace that is left out',
      { 'kubernetes.io/metadata.name': 'kube-system' },
      {},
      false,
    ],
    ['the namespace says no', { 'istio-injection': 'disabled' }, {}, false],
    ['the pod says no', {}, { 'sidecar.istio.io/inject': 'false' }, false],
  ])('enableNamespacesByDefault: %s', (_, namespace, pod, expected) => {
    expect(
      matching(read(auto), namespace as any, pod as any) !== undefined,
    ).toBe(expected);
  });

  it('a tag is answered as a revision is', () => {
    const tag = istioWebhooks('prod');
    expect(answeredRevisions(read(tag))).toEqual(['prod']);
    expect(matching(read(tag), { 'istio.io/rev': 'prod' }, {})).toBeDefined();
  });

  it.each([
    [
      'an operator that does not exist',
      { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
    ],
    [
      'In without values',
      { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
    ],
    [
      'Exists with values',
      { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] },
    ],
    ['expressions that are no list', { matchExpressions: { key: 'a' } }],
    ['an expression that is none', { matchExpressions: [null] }],
    ['labels that are text', { matchLabels: 'istio' }],
  ])('a selector with %s breaks nothing', (_, selector: any) => {
    const hooks = read(hook(selector, undefined), istioWebhooks('default'));
    expect(() => answeredRevisions(hooks)).not.toThrow();
    expect(() => matching(hooks, { a: 'x' }, {})).not.toThrow();
  });
});
