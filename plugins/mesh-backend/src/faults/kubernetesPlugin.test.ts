import { SchedulerService } from '@backstage/backend-plugin-api';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { answer, FakeKubernetes, hang } from '../__testUtils__/FakeKubernetes';
import { refuse } from '../__testUtils__/faults';
import { FaultyEstate, startClusters } from '../__testUtils__/faultyEstate';
import { KubernetesClient } from '../sources/kubernetes/KubernetesClient';
import { Refresher } from '../tasks/Refresher';
import { MeshTasks } from '../tasks/schedule';
import { Telemetry } from '../telemetry/Telemetry';

// What the Kubernetes plugin, the scheduler and a shutdown can do to a reader.
jest.setTimeout(60_000);

let clusters: Awaited<ReturnType<typeof startClusters>>;
let elsewhere: FakeKubernetes;
let estate: FaultyEstate;
beforeAll(async () => {
  clusters = await startClusters();
  elsewhere = await FakeKubernetes.start();
});
afterAll(async () => {
  await clusters?.stop();
  await elsewhere?.stop();
});
beforeEach(async () => {
  estate = await FaultyEstate.start(clusters);
  await elsewhere.heal().listen();
});
afterEach(() => jest.restoreAllMocks());

type Task = Parameters<SchedulerService['scheduleTask']>[0];

/** The tasks that a backend would schedule, to be run one by one. */
async function tasks(client: KubernetesClient = estate.client()) {
  const scheduled = new Map<string, Task>();
  await new MeshTasks({
    ...estate.shared,
    collector: estate.collector(undefined, { client }),
    assessor: estate.assessor(),
    telemetry: new Telemetry({
      ...estate.shared,
      metrics: metricsServiceMock.mock(),
    }),
    servers: [],
    scheduler: {
      scheduleTask: async (task: Task) => {
        scheduled.set(task.id, task);
      },
    } as SchedulerService,
  }).start();
  return {
    ids: () => [...scheduled.keys()],
    run: async (id: string, signal = new AbortController().signal) =>
      scheduled.get(id)!.fn(signal),
  };
}

const DISCOVER = 'mesh-discover-clusters';
const FAULTY = 'mesh-cluster-faulty';
const ASSESS = 'mesh-assess';

describe('the Kubernetes plugin', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'is not installed',
      () => elsewhere.fault('/', answer(404, '')),
      /HTTP 404/,
    ],
    [
      'fails',
      () => elsewhere.fault('/', refuse(500)),
      /HTTP 500: told to fail/,
    ],
    ['is not ready', () => elsewhere.fault('/', refuse(503)), /HTTP 503/],
    ['cannot be reached', () => elsewhere.stop(), /ECONNREFUSED/],
    [
      'answers HTML',
      () => elsewhere.fault('/', answer(200, '<html>')),
      /not JSON/,
    ],
    [
      'lists nothing',
      () => elsewhere.fault('/', answer(200, '{}')),
      /(no list of clusters|no Kubernetes list)/,
    ],
    [
      'lists null',
      () => elsewhere.fault('/', answer(200, '{"items":[null]}')),
      /(no list of clusters|without name)/,
    ],
  ])('%s', async (_, fault, message) => {
    await estate.turn();
    const before = await estate.workloads('faulty');
    const readAt = estate.now().toISOString();
    estate.pass(5);
    estate.kubernetesUrl = elsewhere.url;
    await fault();

    // A backend that starts now knows its clusters from before.
    const { run, ids } = await tasks();
    await run(DISCOVER);
    expect(estate.warnings).toEqual([
      expect.stringMatching(
        new RegExp(`did not say which clusters there are: .*${message.source}`),
      ),
    ]);
    expect(ids()).toContain(FAULTY);
    await run(FAULTY);
    await run(ASSESS);
    expect(await estate.source('faulty')).toMatchObject({
      state: 'stale',
      message: expect.stringMatching(message),
      lastSuccess: readAt,
    });
    expect(await estate.workloads('faulty')).toEqual(before);
    expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });

    estate.pass(20);
    await run(DISCOVER);
    await run(ASSESS);
    expect(await estate.workloads('faulty')).toEqual(before);
    for (const name of ['cart', 'till']) {
      expect(await estate.status(name)).toMatchObject({
        stage: 'unknown',
        lastKnown: { at: readAt, stage: 'strict' },
      });
    }

    estate.kubernetesUrl = undefined;
    await run(DISCOVER);
    await run(FAULTY);
    expect(await estate.source('faulty')).toMatchObject({ state: 'ok' });
    expect(await estate.source('faulty')).not.toHaveProperty('message');
    expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });
  });

  it('has clusters whose credentials are in the browser', async () => {
    const { run, ids } = await tasks();
    await run(DISCOVER);
    const source = {
      state: 'not-collectable',
      message: expect.stringContaining('browser'),
      lastSuccess: null,
    };
    expect(await estate.source('browser')).toMatchObject(source);
    expect(ids()).not.toContain('mesh-cluster-browser');

    // Nor does asking for a service that was found nowhere read it.
    await new Refresher({
      store: estate.store,
      collector: estate.collector(),
      assessor: estate.assessor(),
    }).refresh('component:default/cart');
    expect(await estate.source('browser')).toMatchObject(source);
    expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });
  });

  it('forgets a cluster, for a moment or for good', async () => {
    await estate.turn();
    const before = await estate.workloads('faulty');
    const client = estate.client();
    const { run } = await tasks(client);
    const all = await client.clusters();
    const listed = jest
      .spyOn(client, 'clusters')
      .mockResolvedValue(all.filter(c => c.name !== 'faulty'));
    const gone = {
      state: 'stale',
      message: expect.stringContaining('no longer has it'),
    };

    estate.pass(5);
    await run(DISCOVER);
    await run(ASSESS);
    expect(await estate.source('faulty')).toMatchObject(gone);
    expect(await estate.workloads('faulty')).toEqual(before);
    expect(await estate.status('cart')).toMatchObject({ stage: 'strict' });

    listed.mockResolvedValue(all);
    await run(DISCOVER);
    await run(FAULTY);
    expect(await estate.source('faulty')).toMatchObject({ state: 'ok' });

    listed.mockResolvedValue(all.filter(c => c.name !== 'faulty'));
    estate.pass(20);
    await run(DISCOVER);
    await run('mesh-cluster-healthy');
    expect(await estate.source('faulty')).toBeUndefined();
    expect(await estate.workloads('faulty')).toEqual([]);
    expect(await estate.status('cart')).toMatchObject({
      stage: 'unknown',
      membership: { state: 'unknown' },
      lastKnown: { membership: 'meshed', stage: 'strict' },
    });
    expect(await estate.status('till')).toMatchObject({ stage: 'strict' });
  });

  it('has clusters of almost the same name', async () => {
    const client = estate.client();
    const [one] = await client.clusters();
    jest
      .spyOn(client, 'clusters')
      .mockResolvedValue(
        ['prod-eu', 'prod.eu', 'Prod-EU'].map(name => ({ ...one, name })),
      );
    const { run, ids } = await tasks(client);
    await run(DISCOVER);
    const found = ids().filter(id => id.startsWith('mesh-cluster-prod-eu'));
    expect(new Set(found).size).toBe(3);
    expect(found).toContain('mesh-cluster-prod-eu');
  });

  it('has no such cluster when it is asked for one', async () => {
    expect(await estate.collector().collect('nowhere')).toBe(false);
    expect(await estate.source('nowhere')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining("Cluster 'nowhere' not found"),
    });
  });
});

describe('a reading that is ended', () => {
  const shutdown = new Error('shutting down');
  /** When the cluster has been asked for something. */
  const asked = (path: string) =>
    new Promise<void>(resolve => {
      const first = clusters.faulty;
      const ask = setInterval(() => {
        if (!first.requests.some(r => r.path.startsWith(path))) return;
        clearInterval(ask);
        resolve();
      }, 10);
    });

  it.each([
    ['while a server hangs', hang],
    ['while it waits to try again', refuse(429, { 'retry-after': '9' })],
  ])('by a shutdown %s leaves everything as it was', async (_, fault) => {
    await estate.turn();
    const before = [
      await estate.store.listSources(),
      await estate.store.listWorkloads(),
    ];
    estate.pass(5);
    clusters.faulty.fault('/api/v1/pods', fault).requests.length = 0;
    const controller = new AbortController();
    const reading = estate
      .collector()
      .collect('faulty', { signal: controller.signal });
    await asked('/api/v1/pods');
    controller.abort(shutdown);
    await expect(reading).rejects.toBe(shutdown);
    expect([
      await estate.store.listSources(),
      await estate.store.listWorkloads(),
    ]).toEqual(before);
    expect(estate.warnings).toEqual([]);
  });

  it('by a shutdown ends what a request started', async () => {
    await estate.turn();
    clusters.faulty.fault('/', hang).requests.length = 0;
    const controller = new AbortController();
    const refreshed = new Refresher({
      store: estate.store,
      collector: estate.collector(),
      assessor: estate.assessor(),
      signal: controller.signal,
    }).refresh('component:default/cart');
    await asked('/api/v1/namespaces');
    controller.abort(shutdown);
    await expect(refreshed).rejects.toBe(shutdown);
  });

  it('takes nothing from one that began later and succeeded', async () => {
    await estate.turn();
    clusters.faulty.fault('/api/v1/pods', hang, 1).requests.length = 0;
    const slow = estate.collector(1500).collect('faulty');
    await asked('/api/v1/pods');
    estate.pass(10);
    const readAt = estate.now().toISOString();
    expect(await estate.collector().collect('faulty')).toBe(true);
    expect(await slow).toBe(false);
    expect(await estate.source('faulty')).toMatchObject({
      state: 'stale',
      lastSuccess: readAt,
    });
  });

  it('by its own limit is told as failed', async () => {
    await estate.turn();
    const { config } = estate.shared;
    clusters.faulty.fault('/', hang);
    const hasty = estate.collector(undefined, {
      config: {
        ...config,
        schedule: { ...config.schedule, timeout: { milliseconds: 300 } },
      },
    });
    expect(await hasty.collect('faulty')).toBe(false);
    expect(await estate.source('faulty')).toMatchObject({
      state: 'stale',
      message: expect.stringContaining('mesh.schedule.timeout'),
    });
  });
});

describe('an error of Meshboard itself', () => {
  const broken = new TypeError('x is not a function');

  it('is thrown, and told as the reading’s end', async () => {
    await estate.turn();
    const collector = estate.collector(undefined, {
      adapters: [
        {
          ...estate.shared.adapters[0],
          prepare: () => {
            throw broken;
          },
        },
      ],
    });
    await expect(collector.collect('faulty')).rejects.toBe(broken);
    expect(await estate.source('faulty')).toMatchObject({
      state: 'stale',
      message: expect.stringContaining('the log of the backend'),
    });
    expect(await estate.workloads('faulty')).toHaveLength(2);
  });

  it('in one cluster keeps no other from being read for a service', async () => {
    const collector = estate.collector(undefined, {
      adapters: estate.shared.adapters.map(adapter => ({
        ...adapter,
        prepare: snapshot => {
          if (snapshot.cluster === 'faulty') throw broken;
          return adapter.prepare(snapshot);
        },
      })),
    });
    const refresher = new Refresher({
      store: estate.store,
      collector,
      assessor: estate.assessor(),
    });
    await expect(refresher.refresh('component:default/till')).rejects.toBe(
      broken,
    );
    expect(await estate.status('till')).toMatchObject({ stage: 'strict' });
  });

  it('is not lost where it cannot be noted either', async () => {
    jest.spyOn(estate.store, 'replaceWorkloads').mockRejectedValue(broken);
    jest
      .spyOn(estate.store, 'upsertSource')
      .mockRejectedValue(new Error('database gone'));
    await expect(estate.collector().collect('faulty')).rejects.toBe(broken);
  });
});
