import fc from 'fast-check';
import { sharing } from './alike';
import { pod as project } from './project';

const object = (name: string, more: any = {}) => ({
  metadata: {
    name,
    namespace: 'shop',
    labels: { app: 'cart', ...more.labels },
    annotations: more.annotations,
    ownerReferences: [
      {
        kind: 'ReplicaSet',
        name: 'cart-1',
        uid: more.owner ?? 'rs',
        controller: true,
      },
    ],
  },
  spec: {
    containers: [
      {
        name: 'app',
        image: more.image ?? 'cart:1',
        ports: [{ containerPort: 80 }],
      },
      {
        name: 'istio-proxy',
        image: 'proxyv2:1',
        args: more.args ?? ['proxy', 'sidecar'],
      },
    ],
  },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'istio-proxy', ready: more.ready ?? true }],
  },
});

describe('pods that share what they have in common', () => {
  it('keeps one copy for pods of one template', () => {
    const share = sharing();
    const a = share(project(object('a')));
    const b = share(project(object('b')));
    expect(b.labels).toBe(a.labels);
    expect(b.containers).toBe(a.containers);
    expect([a.name, b.name]).toEqual(['a', 'b']);
  });

  it('changes nothing of what a pod says, whatever it is like', () => {
    const some = fc.option(
      fc.record({
        labels: fc.constantFrom({}, { tier: 'web' }, { app: 'other' }),
        annotations: fc.constantFrom(undefined, {}, { a: '1' }, { b: '1' }),
        image: fc.constantFrom('cart:1', 'cart:2'),
        args: fc.constantFrom(['proxy', 'sidecar'], ['proxy', 'router'], []),
        ready: fc.boolean(),
        owner: fc.constantFrom('rs', 'other'),
      }),
      { nil: {} },
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), all => {
        const share = sharing();
        const objects = all.map((more, i) => object(`pod-${i}`, more));
        const shared = objects.map(o => share(project(o)));
        expect(shared).toEqual(objects.map(o => project(o)));
      }),
    );
  });
});
