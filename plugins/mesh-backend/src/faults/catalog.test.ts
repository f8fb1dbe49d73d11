import { Entity } from '@backstage/catalog-model';
import {
  component,
  FaultyEstate,
  startClusters,
} from '../__testUtils__/faultyEstate';
import { ScriptedCatalog } from '../__testUtils__/ScriptedCatalog';
import { Assessor } from '../tasks/Assessor';

// What a catalog can do between two assessments, and in the middle of one. `cart` and `till` run
// strict in a cluster each, beside a Deployment each that is scaled to zero.
jest.setTimeout(60_000);

const ID = 'backstage.io/kubernetes-id';
const SELECTOR = 'backstage.io/kubernetes-label-selector';
const NAMESPACE = 'backstage.io/kubernetes-namespace';
const IDLE = ['cart-idle', 'till-idle'];

const cart = component('cart');
const till = component('till');

/** The same component with other metadata; what is undefined is taken away. */
const withMetadata = (entity: Entity, metadata: object): Entity => ({
  ...entity,
  metadata: { ...entity.metadata, ...metadata } as Entity['metadata'],
});
const annotated = (entity: Entity, annotations: object) =>
  withMetadata(entity, { annotations });
const related = (entity: Entity, relations: object[]): Entity => ({
  ...entity,
  relations: relations as Entity['relations'],
});
const kin = (kind: string, name: string, relations: object[] = []) =>
  related(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name },
      spec: {},
    },
    relations,
  );

let clusters: Awaited<ReturnType<typeof startClusters>>;
let estate: FaultyEstate;
let catalog: ScriptedCatalog;
let assessor: Assessor;
beforeAll(async () => {
  clusters = await startClusters();
});
afterAll(async () => {
  await clusters?.stop();
});
beforeEach(async () => {
  estate = await FaultyEstate.start(clusters);
  catalog = new ScriptedCatalog().has([cart, till]);
  assessor = estate.assessor(catalog.service);
  await estate.collector().collect('faulty');
  await estate.collector().collect('healthy');
  await assessor.assessAll();
});

const everyone = { all: true } as const;

/** Stages by entity ref, which the scorecard counts alike. */
async function stages() {
  const { items } = await estate.store.queryEntities(
    { filter: {}, sort: { field: 'title', descending: false }, limit: 50 },
    everyone,
  );
  const { totals } = await estate.store.scorecard(
    { filter: {}, groupBy: 'owner', rollup: false },
    everyone,
  );
  expect(totals.total).toBe(items.length);
  for (const { entityRef, stage } of items) {
    expect(await estate.store.getStatus(entityRef)).toMatchObject({ stage });
  }
  return Object.fromEntries(
    items.map(({ entityRef, stage }) => [
      entityRef.replace('component:default/', ''),
      stage,
    ]),
  );
}

async function unmatched() {
  const { items, totalItems } = await estate.store.queryUnmatched({
    limit: 50,
  });
  expect(totalItems).toBe(items.length);
  return items.map(w => w.name);
}

async function groups(groupBy: 'owner' | 'system' | 'domain', rollup = false) {
  const { groups: found } = await estate.store.scorecard(
    { filter: {}, groupBy, rollup },
    everyone,
  );
  return Object.fromEntries(found.map(g => [g.key, g.counts.total]));
}

const BOTH = { cart: 'strict', till: 'strict' };

/** Its neighbour never noticed, and nothing of it is left. */
async function andBack() {
  expect(await stages()).toMatchObject({ till: 'strict' });
  catalog.has([cart, till]);
  await assessor.assessAll();
  expect(await stages()).toEqual(BOTH);
  expect(await unmatched()).toEqual(IDLE);
}

describe('between two assessments, an entity', () => {
  it('appears', async () => {
    const idle = component('cart-idle');
    catalog.has([cart, till, idle]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ ...BOTH, 'cart-idle': 'unknown' });
    expect(await estate.status('cart-idle')).toMatchObject({
      eligibility: { state: 'not-applicable', reason: 'scaled-to-zero' },
    });
    expect(await unmatched()).toEqual(['till-idle']);
    await andBack();
  });

  it('vanishes, and its workload belongs to nobody', async () => {
    catalog.has([till]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ till: 'strict' });
    expect(await estate.status('cart')).toBeUndefined();
    expect(await unmatched()).toEqual(['cart', ...IDLE]);
    await andBack();
  });

  it('is renamed, and its workload goes with it', async () => {
    catalog.has([withMetadata(cart, { name: 'basket' }), till]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ basket: 'strict', till: 'strict' });
    expect(await estate.status('cart')).toBeUndefined();
    expect(await unmatched()).toEqual(IDLE);
    await andBack();
  });

  it('becomes of a kind that is not covered', async () => {
    catalog.has([{ ...cart, kind: 'API' }, till]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ till: 'strict' });
    expect(await assessor.assessOne('api:default/cart')).toBeUndefined();
    expect(await unmatched()).toEqual(['cart', ...IDLE]);
    await andBack();
  });

  it('changes its owner, its system and its title', async () => {
    const family = [
      kin('Group', 'shop', [
        { type: 'childOf', targetRef: 'group:default/retail' },
      ]),
      kin('System', 'sales', [
        { type: 'partOf', targetRef: 'domain:default/commerce' },
      ]),
    ];
    catalog.has([
      ...family,
      withMetadata(
        related(cart, [
          { type: 'ownedBy', targetRef: 'group:default/shop' },
          { type: 'partOf', targetRef: 'system:default/sales' },
        ]),
        { title: 'Basket' },
      ),
      till,
    ]);
    await assessor.assessAll();
    expect(await groups('owner', true)).toEqual({
      'group:default/shop': 1,
      'group:default/retail': 1,
      none: 1,
    });
    expect(await groups('domain')).toEqual({
      'domain:default/commerce': 1,
      none: 1,
    });

    catalog.has([
      ...family,
      related(cart, [{ type: 'ownedBy', targetRef: 'user:default/ann' }]),
      till,
    ]);
    await assessor.assessAll();
    expect(await groups('owner', true)).toEqual({
      'user:default/ann': 1,
      none: 1,
    });
    expect(await groups('system')).toEqual({ none: 2 });
    expect(await groups('domain')).toEqual({ none: 2 });
    expect(await stages()).toEqual(BOTH);
    await andBack();
  });

  it('loses its annotations, and is found by its name', async () => {
    catalog.has([withMetadata(cart, { annotations: undefined }), till]);
    await assessor.assessAll();
    expect(await stages()).toEqual(BOTH);
    expect(await unmatched()).toEqual(IDLE);
    await andBack();
  });

  it.each([
    ['shop in (', "'shop in (' is no label selector requirement"],
    [' ', 'the label selector is empty'],
    [{ app: 'cart' }, `'{"app":"cart"}' is no label key`],
    [['app=cart'], 'is no label key'],
  ])('has %j for a label selector', async (selector, words) => {
    catalog.has([annotated(cart, { [SELECTOR]: selector }), till]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ cart: 'unknown', till: 'strict' });
    expect(await unmatched()).toEqual(['cart', ...IDLE]);
    const status = await estate.status('cart');
    const message = expect.stringMatching(
      `^The annotation ${SELECTOR} cannot be used: .*`,
    );
    expect(status).toMatchObject({
      membership: {
        state: 'unknown',
        reasons: [{ code: 'invalid-annotation', message }],
      },
      lookup: { selector: null, error: expect.stringContaining(words) },
      lastKnown: { membership: 'meshed', stage: 'strict' },
    });
    await andBack();
  });

  it.each([
    ['an id', { [ID]: 5 }],
    ['a namespace', { [ID]: 'cart', [NAMESPACE]: 5 }],
    ['a label selector', { [SELECTOR]: true }],
  ])(
    'has a value without quotes for %s, which is taken as text',
    async (_, annotations) => {
      catalog.has([annotated(cart, annotations), till]);
      await assessor.assessAll();
      expect(await stages()).toEqual({ cart: 'unknown', till: 'strict' });
      expect(await estate.status('cart')).toMatchObject({
        eligibility: {
          state: 'not-applicable',
          reason: 'annotated-but-nothing-matched',
        },
        lookup: { selector: expect.stringMatching(/=5$|=cart$|^true$/) },
      });
      expect(await unmatched()).toEqual(['cart', ...IDLE]);
      await andBack();
    },
  );

  it.each([null, ''])('has an annotation of %j, which is none', async none => {
    catalog.has([annotated(cart, { [SELECTOR]: none }), till]);
    await assessor.assessAll();
    expect(await stages()).toEqual(BOTH);
    expect(await unmatched()).toEqual(IDLE);
    await andBack();
  });

  it.each<[string, object]>([
    ['no spec', { spec: undefined }],
    ['a spec of another shape', { spec: { type: 7, lifecycle: ['x'] } }],
    ['no relations', { relations: undefined }],
    [
      'malformed relations',
      {
        relations: [
          { type: 'ownedBy', targetRef: '' },
          { type: 'partOf', targetRef: 'system' },
          { type: 'dependsOn', targetRef: 'resource:' },
        ],
      },
    ],
    ['a title that is a number', { metadata: { ...cart.metadata, title: 5 } }],
  ])('has %s', async (_, parts) => {
    catalog.has([{ ...cart, ...parts } as Entity, till]);
    await assessor.assessAll();
    expect(await stages()).toEqual(BOTH);
    expect(await groups('owner', true)).toEqual({ none: 2 });
    await andBack();
  });

  it('moves to another page of the walk and comes twice, as it was last', async () => {
    catalog.has(
      [annotated(cart, { [SELECTOR]: '(' }), till],
      [cart],
      [withMetadata(till, { name: 'TILL' })],
    );
    await assessor.assessAll();
    expect(await stages()).toEqual(BOTH);
    expect(await unmatched()).toEqual(IDLE);
    await andBack();
  });
});

describe('a component that is deleted and made again', () => {
  beforeEach(async () => {
    // Nothing of it runs any more: what was seen of it is in its record only.
    clusters.faulty.list('/api/v1/pods', []);
    estate.pass(5);
    await estate.collector().collect('faulty');
  });

  it('between two assessments is what it was', async () => {
    catalog.has([till]).has([cart, till]);
    await assessor.assessAll();
    expect(await estate.status('cart')).toMatchObject({
      lastKnown: { membership: 'meshed', stage: 'strict' },
    });
  });

  // Nobody can tell whether the new one is the old one; what was seen of the old one is not said of it.
  it('with an assessment between is a new one', async () => {
    catalog.has([till]);
    await assessor.assessAll();
    catalog.has([cart, till]);
    await assessor.assessAll();
    expect(await stages()).toEqual({ cart: 'unknown', till: 'strict' });
    expect(await estate.status('cart')).not.toHaveProperty('lastKnown');
  });
});

describe('a walk of the catalog that', () => {
  const broken = new Error('the catalog went away');

  it.each([
    ['fails from the start', 0],
    ['fails in the middle', 1],
    ['fails at its end', 2],
  ])('%s removes nothing, and the next one is whole', async (_, last) => {
    const before = await estate.everything();
    // Were the walk taken for whole, both would be renamed, or gone.
    catalog.has([component('basket')], [component('purse')]).onPage(page => {
      if (page === last) throw broken;
    });
    estate.pass(5);
    await expect(assessor.assessAll()).rejects.toThrow('went away');
    expect(await estate.everything()).toBe(before);
    expect(await stages()).toEqual(BOTH);
    expect(await unmatched()).toEqual(IDLE);

    catalog.has([cart], [till]).onPage(() => {});
    await assessor.assessAll();
    expect(await stages()).toEqual(BOTH);
  });

  it('never ends is given up with its task, and holds up no later one', async () => {
    const task = new AbortController();
    const reached = new Promise<void>(resolve => {
      catalog.onPage(() => {
        resolve();
        return new Promise(() => {});
      });
    });
    const stuck = assessor.assessAll(task.signal);
    await reached;
    const later = assessor.assessAll();
    catalog.onPage(() => {}).has([till]);
    task.abort(new Error('the task timed out'));
    await expect(stuck).rejects.toThrow('the task timed out');
    await later;
    expect(await stages()).toEqual({ till: 'strict' });
  });

  it('is slow is answered by one more for all who asked meanwhile', async () => {
    let walks = 0;
    let open = () => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    catalog.onPage(page => {
      if (page === 0) walks += 1;
      return gate;
    });
    const first = assessor.assessAll();
    while (walks === 0) await new Promise(setImmediate);
    const others = [assessor.assessAll(), assessor.assessAll()];
    open();
    await Promise.all([first, ...others]);
    // A walk is two streams: groups and systems, and what is covered.
    expect(walks).toBe(4);
    expect(await stages()).toEqual(BOTH);
  });
});

it('a replica that assesses only what it is asked for learns of new neighbours', async () => {
  const [{ cluster, namespace }] = await estate.store.listWorkloads({
    cluster: 'faulty',
  });
  await estate.store.replaceTraffic('thanos', cluster, [
    {
      server: 'thanos',
      cluster,
      at: estate.now().toISOString(),
      namespace,
      workload: 'cart',
      kind: null,
      mesh: 'istio',
      requests: { total: 10, success: 10 },
      objectiveRequests: null,
      latency: null,
      encryptedRequests: null,
      encryptedConnections: null,
      connectionsApart: false,
      plaintextCallers: [
        {
          cluster: null,
          namespace,
          workload: 'cart-idle',
          requestsPerSecond: 1,
        },
      ],
    },
  ]);
  const callers = async () => {
    const record = await assessor.assessOne('component:default/cart');
    return record!.status.mtls.plaintextCallers;
  };
  const caller = { workload: 'cart-idle' };
  expect(await callers()).toMatchObject([caller]);
  // The catalog is not walked for every entity that somebody asks for …
  catalog.has([cart, till, component('cart-idle')]);
  expect((await callers())[0]).not.toHaveProperty('entityRef');
  // … but once a cycle.
  estate.pass(6);
  expect(await callers()).toMatchObject([
    { ...caller, entityRef: 'component:default/cart-idle' },
  ]);
});
