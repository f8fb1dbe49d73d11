import {
  ClusterSnapshot,
  EventRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { builtInAdapters } from '../meshes';
import { istioPod, istioWebhooks } from '../meshes/testing/istio';
import {
  controllerOf,
  ownedBy,
  podOf,
  snapshotOf,
} from '../meshes/testing/records';
import { assessCluster } from './assessCluster';

const REFUSED =
  'Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"';
const QUOTA = 'pods "cart-1-x" is forbidden: exceeded quota: pods';

const facts = (parts: Partial<ClusterSnapshot>) =>
  assessCluster(
    snapshotOf({ webhooks: [istioWebhooks()], ...parts }),
    builtInAdapters,
  ).workloads.find(w => w.name === 'cart')!.facts;
const deployment = (createFailure?: string, wanted = 2) => [
  controllerOf('Deployment', 'shop', 'cart', { wanted }),
  controllerOf('ReplicaSet', 'shop', 'cart-1', {
    owner: ownedBy('Deployment', 'cart'),
    wanted,
    createFailure,
  }),
];
const failed = (
  kind: string,
  name = 'cart',
  parts: Partial<EventRecord> = {},
): EventRecord => ({
  reason: 'FailedCreate',
  message: REFUSED,
  lastSeen: '2026-02-28T23:50:00Z',
  count: 7,
  involved: { kind, namespace: 'shop', name },
  ...parts,
});
const codes = (parts: Partial<ClusterSnapshot>) =>
  facts(parts).membership.reasons.map(r => r.code);

describe('pods that the API server refuses to make', () => {
  it('none runs, and the injector is why: its words, its webhook, what to look at', () => {
    const { activity, activityMessage, membership } = facts({
      controllers: deployment(REFUSED),
    });
    expect(activity).toBe('not-running');
    expect(activityMessage).toContain(REFUSED);
    expect(membership).toMatchObject({
      state: 'unknown',
      reasons: [
        {
          code: 'injector-unavailable',
          message: expect.stringContaining(REFUSED),
          fix: [
            {
              command:
                'kubectl get endpointslices -n istio-system -l kubernetes.io/service-name=istiod',
            },
            { command: 'kubectl get pods -n istio-system -l app=istiod' },
          ],
        },
      ],
    });
  });

  it('some run in the mesh, and no more can be made', () => {
    const pods = [
      istioPod('shop', 'cart-a', { owner: ownedBy('ReplicaSet', 'cart-1') }),
    ];
    const { membership } = facts({ controllers: deployment(REFUSED), pods });
    expect(membership.state).toBe('meshed');
    expect(membership.reasons[0].code).toBe('injector-unavailable');
  });

  it('for another reason: it is quoted, and no mesh is blamed', () => {
    const { activityMessage, membership } = facts({
      controllers: deployment(QUOTA),
    });
    expect(activityMessage).toContain(QUOTA);
    expect(membership.reasons).toEqual([]);
  });

  it('another webhook is not the injector', () => {
    const message = REFUSED.replace(
      'namespace.sidecar-injector.istio.io',
      'x.test',
    );
    expect(codes({ controllers: deployment(message) })).toEqual([]);
  });

  it('nobody wants any: what was refused before is past', () => {
    expect(codes({ controllers: deployment(REFUSED, 0) })).toEqual([]);
  });

  it.each(['StatefulSet', 'DaemonSet', 'Job'])('a %s has events only', kind => {
    const controllers = [controllerOf(kind, 'shop', 'cart', { wanted: 2 })];
    expect(codes({ controllers, events: [failed(kind)] })).toEqual([
      'injector-unavailable',
    ]);
  });

  it('an event of a ReplicaSet or Job is of what owns it', () => {
    expect(
      codes({
        controllers: deployment(),
        events: [failed('ReplicaSet', 'cart-1')],
      }),
    ).toEqual(['injector-unavailable']);
  });

  describe('events that say nothing of now', () => {
    const controllers = [
      controllerOf('StatefulSet', 'shop', 'cart', { wanted: 2 }),
    ];
    const pod = (name: string, createdAt: string) =>
      podOf('shop', name, { owner: ownedBy('StatefulSet', 'cart'), createdAt });
    const OLD = '2026-02-01T00:00:00Z';
    const NEW = '2026-02-28T23:55:00Z';
    const injector = (pods: any[]) =>
      codes({ controllers, pods, events: [failed('StatefulSet')] }).includes(
        'injector-unavailable',
      );

    it.each([
      ['all pods that are wanted run', [pod('a', OLD), pod('b', OLD)], false],
      ['one was made since', [pod('a', NEW)], false],
      ['one is missing, and none was made since', [pod('a', OLD)], true],
    ])('%s', (_, pods, expected) => {
      expect(injector(pods)).toBe(expected);
    });
  });

  it('the order of events changes nothing', () => {
    const controllers = [controllerOf('Job', 'shop', 'cart', { wanted: 1 })];
    const events = [
      failed('Job', 'cart', {
        message: QUOTA,
        lastSeen: '2026-02-28T22:00:00Z',
      }),
      failed('Job'),
    ];
    expect(facts({ controllers, events })).toEqual(
      facts({ controllers, events: [...events].reverse() }),
    );
  });
});
