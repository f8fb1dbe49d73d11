import { Reference, refersTo, selects } from './references';

describe('linkerd: policy-controller/k8s/api/src/labels.rs test_matches', () => {
  const foo = { foo: 'bar' };
  const both = { foo: 'bar', bah: 'baz' };
  const where = (key: string, operator: string, ...values: string[]) => ({
    matchExpressions: [{ key, operator, values }],
  });

  it.each<[string, any, Record<string, string>, boolean]>([
    ['empty match', {}, {}, true],
    ['exact label match', { matchLabels: foo }, foo, true],
    ['sufficient label match', { matchLabels: foo }, both, true],
    ['In expression match', where('foo', 'In', 'bar'), both, true],
    ['NotIn expression match', where('foo', 'NotIn', 'quux'), both, true],
    ['NotIn expression non-match', where('foo', 'NotIn', 'bar'), both, false],
    [
      'matches labels but not expressions',
      { matchLabels: foo, ...where('bah', 'In', 'bar') },
      both,
      false,
    ],
    [
      'matches both labels and expressions',
      { matchLabels: foo, ...where('bah', 'In', 'bar') },
      { foo: 'bar', bah: 'bar' },
      true,
    ],
  ])('%s', (_, selector, labels, matches) => {
    expect(selects(selector, labels)).toBe(matches);
  });
});

describe('linkerd: policy-controller/k8s/api/src/labels.rs Expression::matches', () => {
  const there = { app: 'web' };

  it.each<[operator: string, values: any, has: boolean, hasNot: boolean]>([
    ['In', ['web'], true, false],
    ['In', ['x'], false, false],
    ['In', [], false, false],
    ['In', undefined, false, false],
    ['NotIn', ['web'], false, true],
    ['NotIn', ['x'], true, true],
    ['NotIn', [], true, true],
    ['NotIn', undefined, false, false],
    ['NotIn', null, false, false],
    ['Exists', undefined, true, false],
    ['Exists', null, true, false],
    ['Exists', [], false, false],
    ['Exists', ['web'], false, false],
    ['DoesNotExist', undefined, false, true],
    ['DoesNotExist', [], false, false],
  ])('%s %j', (operator, values, has, hasNot) => {
    const selector = { matchExpressions: [{ key: 'app', operator, values }] };
    expect(selects(selector, there)).toBe(has);
    expect(selects(selector, {})).toBe(hasNot);
  });

  it.each<[string, any]>([
    ['an operator that does not exist', [{ key: 'app', operator: 'Near' }]],
    ['an operator that every object has', [{ key: 'a', operator: 'toString' }]],
    ['no key', [{ operator: 'Exists' }]],
    ['values that are numbers', [{ key: 'app', operator: 'In', values: [1] }]],
    [
      'values that are no list',
      [{ key: 'app', operator: 'In', values: 'web' }],
    ],
    ['nothing', [null]],
    ['no list', { key: 'app' }],
  ])('%s: nobody can tell', (_, matchExpressions) => {
    expect(selects({ matchExpressions }, there)).toBeUndefined();
    // Another part may say no all the same.
    const other = { matchLabels: { app: 'other' }, matchExpressions };
    expect(selects(other, there)).toBe(false);
  });

  it.each<[string, any, boolean | undefined]>([
    ['all of many', { app: 'web', tier: 'front' }, false],
    ['a number, which is no label', { app: 1 }, undefined],
    ['a name that every object has', { constructor: 'x' }, false],
    ['words', 'app=web', undefined],
    ['nothing', null, true],
  ])('matchLabels that are %s', (_, matchLabels, matches) => {
    expect(selects({ matchLabels }, there)).toBe(matches);
  });

  it.each([undefined, null, 'app=web', 7, true])(
    '%j is no selector, and selects nothing',
    selector => expect(selects(selector, there)).toBe(false),
  );
});

describe('linkerd: policy-controller/k8s/api/src/policy/target_ref.rs, policy.rs targets_kind', () => {
  const to = (kind: string, group?: string): Reference => ({
    kind,
    group: group ?? '',
    name: 'x',
  });

  it.each<[string, Reference, string, string | undefined, boolean]>([
    // cluster_targets_namespace
    ['Namespace, no group', to('Namespace'), 'Namespace', '', true],
    // namespaced_targets_service_account
    [
      'ServiceAccount, no group',
      to('ServiceAccount'),
      'ServiceAccount',
      '',
      true,
    ],
    ['group core', to('ServiceAccount', 'core'), 'ServiceAccount', '', true],
    ['any case', to('SERVICEACCOUNT', 'CORE'), 'ServiceAccount', '', true],
    ['another kind', to('ServiceAccount'), 'Namespace', '', false],
    // namespaced_targets_server
    [
      'Server of its group',
      to('Server', 'policy.linkerd.io'),
      'Server',
      undefined,
      true,
    ],
    [
      'Server in any case',
      to('server', 'Policy.Linkerd.io'),
      'Server',
      undefined,
      true,
    ],
    ['Server, no group', to('Server'), 'Server', undefined, false],
    ['Server of Kubernetes', to('Server', 'core'), 'Server', undefined, false],
    [
      'Server of others',
      to('Server', 'example.test'),
      'Server',
      undefined,
      false,
    ],
    [
      'Namespace of Linkerd',
      to('Namespace', 'policy.linkerd.io'),
      'Namespace',
      '',
      false,
    ],
  ])('%s', (_, reference, kind, group, means) => {
    expect(refersTo(reference, kind, group)).toBe(means);
  });
});
