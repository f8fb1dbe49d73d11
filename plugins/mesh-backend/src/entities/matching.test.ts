import { Lookup, lookupOf, Selectable, WorkloadIndex } from './matching';

const ID = 'backstage.io/kubernetes-id';
const SELECTOR = 'backstage.io/kubernetes-label-selector';

function workload(
  name: string,
  labels: Record<string, string>,
  more: {
    cluster?: string;
    namespace?: string;
    pods?: Record<string, string>[];
  } = {},
): Selectable {
  return {
    cluster: more.cluster ?? 'prod',
    namespace: more.namespace ?? 'shop',
    kind: 'Deployment',
    name,
    labelSets: [labels, ...(more.pods ?? [])],
  };
}

function find(workloads: Selectable[], lookup: Lookup) {
  const index = new WorkloadIndex();
  workloads.forEach(w => index.add(w));
  return index.find(lookup);
}

function found(
  workloads: Selectable[],
  entity: { name?: string; annotations?: Record<string, string> },
  labels: string[] = [],
) {
  const lookup = lookupOf(
    { name: entity.name ?? 'cart', annotations: entity.annotations ?? {} },
    labels,
  );
  return find(workloads, lookup).map(w => w.name);
}

describe('linking entities to workloads', () => {
  it('takes the id annotation as a label of the workload or of its pods', () => {
    const all = [
      workload('a', { [ID]: 'cart' }),
      workload('b', {}, { pods: [{ [ID]: 'cart' }] }),
      workload('c', { [ID]: 'other' }),
    ];
    expect(found(all, { annotations: { [ID]: 'cart' }, name: 'x' })).toEqual([
      'a',
      'b',
    ]);
  });

  it('falls back to the name of the entity', () => {
    expect(found([workload('a', { [ID]: 'cart' })], {})).toEqual(['a']);
  });

  it('takes a label selector verbatim and ignores the id then', () => {
    const all = [
      workload('a', { app: 'cart', tier: 'web' }),
      workload('b', { app: 'cart', tier: 'db' }),
      workload('c', { [ID]: 'cart' }),
    ];
    expect(
      found(all, {
        annotations: { [SELECTOR]: 'app=cart,tier!=db', [ID]: 'cart' },
      }),
    ).toEqual(['a']);
  });

  it('finds by selectors without an equality', () => {
    const all = [workload('a', { app: 'x' }), workload('b', {})];
    expect(found(all, { annotations: { [SELECTOR]: '!app' } })).toEqual(['b']);
  });

  it('does not mix labels of two pods of one workload', () => {
    const all = [
      workload('a', {}, { pods: [{ app: 'cart' }, { tier: 'web' }] }),
    ];
    expect(
      found(all, { annotations: { [SELECTOR]: 'app=cart,tier=web' } }),
    ).toEqual([]);
  });

  it('narrows by namespace and by cluster', () => {
    const all = [
      workload('a', { [ID]: 'cart' }, { namespace: 'shop' }),
      workload('b', { [ID]: 'cart' }, { namespace: 'other' }),
      workload('c', { [ID]: 'cart' }, { cluster: 'staging' }),
    ];
    expect(
      found(all, {
        annotations: {
          'backstage.io/kubernetes-namespace': 'shop',
          'backstage.io/kubernetes-cluster': 'prod',
        },
      }),
    ).toEqual(['a']);
  });

  it('uses further labels only where the config names them', () => {
    const all = [workload('a', { 'app.kubernetes.io/name': 'cart' })];
    expect(found(all, {})).toEqual([]);
    expect(found(all, {}, ['app.kubernetes.io/name'])).toEqual(['a']);
  });

  it('says what is wrong with a selector that does not parse, and matches nothing', () => {
    const lookup = lookupOf(
      { name: 'cart', annotations: { [SELECTOR]: 'app in cart' } },
      [],
    );
    expect(lookup.error).toContain(SELECTOR);
    expect(lookup.error).toContain("'app in cart'");
    expect(find([workload('a', { app: 'cart' })], lookup)).toEqual([]);
  });
});
