import { answer, FakeKubernetes, hang } from '../__testUtils__/FakeKubernetes';
import {
  cut,
  drip,
  expired,
  flood,
  refuse,
  reset,
  tattle,
} from '../__testUtils__/faults';
import {
  CLUSTER_TOKEN,
  FaultyEstate,
  meshedPod,
  startClusters,
} from '../__testUtils__/faultyEstate';

// What a cluster can do to a reader, through the real Kubernetes plugin. `faulty` misbehaves,
// `healthy` does not, and must never notice.
jest.setTimeout(60_000);

const PODS = '/api/v1/pods';
const IMPATIENT_MS = 400;

let clusters: Awaited<ReturnType<typeof startClusters>>;
let estate: FaultyEstate;
beforeAll(async () => {
  clusters = await startClusters();
});
afterAll(async () => {
  await clusters?.stop();
});
beforeEach(async () => {
  estate = await FaultyEstate.start(clusters);
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

type Row = [
  name: string,
  message: RegExp,
  fault: (cluster: FakeKubernetes) => unknown,
  state?: 'stale' | 'not-permitted',
  timeoutMs?: number,
];
const rows: Row[] = [
  ['refuses connections', /ECONNREFUSED/, k => k.stop()],
  ['closes every connection', /socket hang up/, k => k.fault('/', reset)],
  [
    'hangs',
    /namespaces: no answer in time/,
    k => k.fault('/', hang),
    'stale',
    IMPATIENT_MS,
  ],
  [
    'hangs on its pods only',
    /pods: no answer in time/,
    k => k.fault(PODS, hang),
    'stale',
    IMPATIENT_MS,
  ],
  [
    'answers a byte at a time',
    /pods: the answer did not end in time/,
    k => k.fault(PODS, drip),
    'stale',
    IMPATIENT_MS,
  ],
  [
    'breaks off in the middle',
    /pods: (the answer did not end in time|the connection was cut)/,
    k => k.fault(PODS, cut),
    'stale',
    IMPATIENT_MS,
  ],
  ['answers 401', /HTTP 401/, k => k.fault('/', refuse(401)), 'not-permitted'],
  [
    'quotes its credentials',
    /HTTP 401: no such token: Bearer \[hidden\]/,
    k => k.fault('/', tattle),
    'not-permitted',
  ],
  [
    'forbids its pods',
    /pods: HTTP 403/,
    k => k.fault(PODS, refuse(403)),
    'not-permitted',
  ],
  ['knows no pods', /pods: HTTP 404/, k => k.fault(PODS, refuse(404))],
  ['forgets where it was, always', /HTTP 410/, k => k.fault(PODS, expired)],
  [
    'asks for an hour’s rest',
    /HTTP 429.*alone for 3600 s/,
    k => k.fault('/', refuse(429, { 'retry-after': '3600' })),
  ],
  [
    'asks to come back in an hour',
    /HTTP 429.*alone for 3[56]\d\d s/,
    k => k.fault('/', refuse(429, { 'retry-after': inAnHour() })),
  ],
  ['fails', /HTTP 500: told to fail/, k => k.fault('/', refuse(500))],
  [
    'is cut off',
    /not JSON, or was cut off/,
    k => k.fault(PODS, answer(200, '{"items":[{')),
  ],
  [
    'shows a sign-in page',
    /not JSON.*Sign in/,
    k => k.fault('/', answer(200, '<html>Sign in</html>')),
  ],
  ...['{"items":null}', '{}', '{"items":{"a":1}}', 'null', '[]'].map(
    (body): Row => [
      `answers ${body}`,
      /pods: the answer is no Kubernetes list/,
      k => k.fault(PODS, answer(200, body)),
    ],
  ),
  [
    'gives a pod that is null',
    /pods: the list has an object without name/,
    k => k.list(PODS, [null]),
  ],
  [
    'gives a running pod without spec',
    /pod shop\/cart-1-a is told without its containers/,
    k =>
      k.list(PODS, [
        {
          metadata: { name: 'cart-1-a', namespace: 'shop' },
          status: { phase: 'Running' },
        },
      ]),
  ],
];

describe('a cluster that', () => {
  it.each(rows)(
    '%s',
    async (_, message, fault, state = 'stale', timeoutMs = undefined) => {
      await estate.turn();
      const before = await estate.workloads('faulty');
      const readAt = estate.now().toISOString();
      expect(before).toHaveLength(2);
      expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });

      estate.pass(5);
      await fault(clusters.faulty);
      expect(await estate.turn(timeoutMs)).toEqual({
        faulty: false,
        healthy: true,
      });
      expect(await estate.source('faulty')).toEqual({
        name: 'faulty',
        kind: 'kubernetes',
        cluster: 'faulty',
        state,
        message: expect.stringMatching(message),
        lastSuccess: readAt,
        lastAttempt: estate.now().toISOString(),
      });
      expect(await estate.workloads('faulty')).toEqual(before);
      // The last verdict stands while it is fresh enough …
      expect(await estate.status('cart')).toMatchObject({
        stage: 'strict',
        membership: { state: 'meshed', meshedPods: 1, totalPods: 1 },
        asOf: readAt,
      });
      await healthyIsAsEver();

      // … then it is unknown, with what was known.
      estate.pass(20);
      await estate.collector().collect('healthy');
      await estate.assessor().assessAll();
      expect(await estate.status('cart')).toMatchObject({
        stage: 'unknown',
        membership: {
          state: 'unknown',
          reasons: [
            {
              code: 'stale',
              message: `faulty has not been read since ${readAt}`,
            },
          ],
        },
        sources: expect.arrayContaining([
          expect.objectContaining({
            name: 'faulty',
            message: expect.stringMatching(message),
          }),
        ]),
        mtls: { configured: 'unknown' },
        lastKnown: { at: readAt, membership: 'meshed', stage: 'strict' },
      });
      expect(await estate.workloads('faulty')).toEqual(before);
      await healthyIsAsEver();
      expect(await estate.everything()).not.toMatch(
        new RegExp(`${CLUSTER_TOKEN}|eyJ`),
      );
      expect(estate.warnings).toEqual([
        expect.stringMatching(/^Cluster faulty could not be read: /),
      ]);

      await healed();
    },
  );
});

async function healthyIsAsEver() {
  expect(await estate.source('healthy')).toMatchObject({
    state: 'ok',
    lastSuccess: estate.now().toISOString(),
  });
  expect(await estate.source('healthy')).not.toHaveProperty('message');
  expect(await estate.status('till')).toMatchObject({
    stage: 'strict',
    asOf: estate.now().toISOString(),
  });
}

/** One reading after the fault is gone, nothing of it is left. */
async function healed() {
  await clusters.heal();
  expect(await estate.turn()).toEqual({ faulty: true, healthy: true });
  const { message, ...source } = (await estate.source('faulty'))!;
  expect(message).toBeUndefined();
  expect(source).toMatchObject({
    state: 'ok',
    lastSuccess: estate.now().toISOString(),
  });
  const cart = await estate.status('cart');
  expect(cart).toMatchObject({
    stage: 'strict',
    membership: { state: 'meshed', reasons: [] },
  });
  expect(cart).not.toHaveProperty('lastKnown');
}

describe('a cluster that stumbles, and is read all the same', () => {
  const stumbles: [string, (cluster: FakeKubernetes) => unknown][] = [
    ['fails once', k => k.fault(PODS, refuse(500), 1)],
    ['closes a connection once', k => k.fault(PODS, reset, 1)],
    [
      'is busy for a second',
      k => k.fault(PODS, refuse(429, { 'retry-after': '1' }), 1),
    ],
    [
      'forgets where it was in mid-list',
      k =>
        k
          .fault(
            PODS,
            answer(200, '{"items":[],"metadata":{"continue":"1"}}'),
            1,
          )
          .fault(PODS, refuse(410), 1),
    ],
  ];
  it.each(stumbles)('%s', async (_, fault) => {
    fault(clusters.faulty);
    expect(await estate.turn()).toEqual({ faulty: true, healthy: true });
    await healed();
    expect(estate.warnings).toEqual([]);
  });
});

describe('a cluster of which something cannot be read', () => {
  const CRD = '/apis/security.istio.io';
  const KIND = 'security.istio.io/peerauthentications';
  it.each([
    [
      'forbids its Deployments',
      '/apis/apps/v1/deployments',
      403,
      'deployments (not permitted)',
      'strict',
    ],
    [
      'fails on its Deployments',
      '/apis/apps/v1/deployments',
      500,
      'deployments (failed)',
      'strict',
    ],
    [
      'forbids its ReplicaSets',
      '/apis/apps/v1/replicasets',
      403,
      'replicasets (not permitted)',
      'strict',
    ],
    [
      'knows no ReplicaSets',
      '/apis/apps/v1/replicasets',
      404,
      'replicasets (failed)',
      'strict',
    ],
    [
      'forbids its Services',
      '/api/v1/services',
      403,
      'services (not permitted)',
      'strict',
    ],
    ['forbids its policies', CRD, 403, `${KIND} (not permitted)`, 'unknown'],
    ['fails on its policies', CRD, 500, `${KIND} (failed)`, 'unknown'],
  ])('%s', async (_, path, status, limit, configured) => {
    await estate.turn();
    const before = await estate.workloads('faulty');
    clusters.faulty.fault(path, refuse(status));
    estate.pass(5);
    expect(await estate.turn()).toEqual({ faulty: true, healthy: true });
    expect(await estate.source('faulty')).toMatchObject({
      state: 'ok',
      message: expect.stringContaining(limit),
      lastSuccess: estate.now().toISOString(),
    });
    expect(await estate.workloads('faulty')).toEqual(before);
    const cart = await estate.status('cart');
    expect(cart.membership).toMatchObject({ state: 'meshed', totalPods: 1 });
    expect(cart.mtls.configured).toBe(configured);
    await healthyIsAsEver();
    await healed();
  });

  it('has no policies where their kind is not installed', async () => {
    clusters.faulty.fault(CRD, answer(404, '404 page not found\n'));
    await estate.turn();
    expect(await estate.source('faulty')).not.toHaveProperty('message');
    expect(await estate.status('cart')).toMatchObject({
      stage: 'meshed',
      mtls: { configured: 'permissive' },
    });
    await healed();
  });
});

describe('a cluster that is strange, and can be read', () => {
  it('gives an annotation that is no JSON', async () => {
    const pod = meshedPod('cart');
    pod.metadata.annotations['sidecar.istio.io/status'] = '{not json';
    clusters.faulty.list(PODS, [pod]);
    await estate.turn();
    expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });
  });

  it('gives a pod without status, which is not taken for one that is out', async () => {
    const { status: _, ...pod } = meshedPod('cart');
    await estate.turn();
    clusters.faulty.list(PODS, [pod]);
    estate.pass(5);
    await estate.turn();
    expect(await estate.status('cart')).toMatchObject({
      stage: 'unknown',
      membership: {
        state: 'unknown',
        reasons: [{ code: 'no-workload-found' }],
      },
      lastKnown: { membership: 'meshed' },
    });
    await healthyIsAsEver();
    await healed();
  });

  it.each(['1999-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])(
    'lives in %s',
    async time => {
      const pod = meshedPod('cart');
      pod.metadata.creationTimestamp = time;
      clusters.faulty.fault(PODS, (_, response) => {
        response.writeHead(200, { date: new Date(time).toUTCString() });
        response.end(JSON.stringify({ items: [pod], metadata: {} }));
      });
      await estate.turn();
      estate.pass(5);
      await estate.turn();
      const now = estate.now().toISOString();
      expect(await estate.status('cart')).toMatchObject({
        stage: 'strict',
        asOf: now,
      });
      expect(await estate.source('faulty')).toMatchObject({
        state: 'ok',
        lastSuccess: now,
        lastAttempt: now,
      });
    },
  );

  it('sends 200 MB, of which no more is taken than the limit', async () => {
    await estate.turn();
    const water = flood(200);
    clusters.faulty.fault(PODS, water);
    estate.pass(5);
    expect(await estate.turn()).toEqual({ faulty: false, healthy: true });
    expect(await estate.source('faulty')).toMatchObject({
      state: 'stale',
      message: expect.stringMatching(/pods: the answer is larger than 64 MB/),
    });
    // What the proxy and the sockets between hold comes on top.
    expect(water.sentMb()).toBeLessThan(150);
    await healthyIsAsEver();
    await healed();
  });
});
