import { durationToMilliseconds } from '@backstage/types';
import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { assessEntity } from '../assess/assessEntity';
import { gaugeCertificates } from '../assess/certificates';
import { ageSource } from '../assess/sources';
import { AgedSource, EntityInput } from '../assess/types';
import { MeshConfig } from '../config';
import { CatalogReader } from '../entities/catalog';
import { Lookup, lookupOf } from '../entities/matching';
import {
  EntityRecord,
  EvidenceSum,
  MeshStore,
  ProxyRow,
  TrafficRow,
  WorkloadRow,
} from '../store/types';
import { workloadKey } from '../store/WorkloadStore';
import { Matched, placeKey, Survey, survey } from './Survey';

/** Entities whose workloads and traffic are in memory at a time. */
const BATCH = 200;

/** Brings catalog and workloads together and stores a verdict per entity. */
export class Assessor {
  /** The newest run, whatever comes of it. */
  #last: Promise<unknown> = Promise.resolve();
  /** The run that has not begun. */
  #next?: Promise<void>;
  /** Of the last assessment of all: what one entity's verdict needs of the others. */
  #whole?: Pick<Survey, 'owners' | 'accounts' | 'sharing' | 'estate'> & {
    at: number;
  };

  constructor(
    private readonly options: {
      store: MeshStore;
      catalog: CatalogReader;
      adapters: MeshAdapter[];
      config: MeshConfig;
      now: () => Date;
    },
  ) {}

  /** Assesses everything; those who ask while it runs share one more run after it. */
  assessAll(signal?: AbortSignal): Promise<void> {
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      return this.#assessAll(signal);
    });
    this.#last = this.#next.catch(() => {});
    return this.#next;
  }

  async #assessAll(signal?: AbortSignal): Promise<void> {
    const { store } = this.options;
    await store.writeEntities(this.#everything(signal), { complete: true });
  }

  async *#everything(signal?: AbortSignal): AsyncGenerator<EntityRecord[]> {
    yield* this.#assess(await this.#surveyAll(signal), signal);
  }

  async #surveyAll(signal?: AbortSignal): Promise<Survey> {
    const at = this.options.now().getTime();
    const entities = await this.options.catalog.all(signal);
    const whole = await this.#survey(entities, signal);
    const { owners, accounts, sharing, estate } = whole;
    this.#whole = { owners, accounts, sharing, estate, at };
    return whole;
  }

  /** Assesses one entity from what is stored; undefined where the catalog has none. */
  async assessOne(entityRef: string): Promise<EntityRecord | undefined> {
    const entity = await this.options.catalog.one(entityRef);
    if (!entity) return undefined;
    const { now, config } = this.options;
    const cycleMs = durationToMilliseconds(config.schedule.frequency);
    // It may be another replica that assesses, and this one has seen nothing of it.
    const whole =
      this.#whole && now().getTime() - this.#whole.at <= cycleMs
        ? this.#whole
        : await this.#surveyAll();
    const { matched } = await this.#survey([entity]);
    for await (const batch of this.#assess({ ...whole, matched })) {
      await this.options.store.writeEntities(batch, { complete: false });
      return batch[0];
    }
    return undefined;
  }

  /** How an entity's workloads are looked for; undefined where the catalog has none. */
  async lookup(entityRef: string): Promise<Lookup | undefined> {
    const { catalog, config } = this.options;
    const entity = await catalog.one(entityRef);
    return entity && lookupOf(entity, config.matchingLabels);
  }

  #survey(entities: Matched['entity'][], signal?: AbortSignal) {
    const { store, adapters, config } = this.options;
    return survey({
      store,
      entities,
      adapters,
      matchingLabels: config.matchingLabels,
      signal,
    });
  }

  async *#assess(
    { matched, owners, accounts, sharing, estate }: Survey,
    signal?: AbortSignal,
  ): AsyncGenerator<EntityRecord[]> {
    const { store, config } = this.options;
    const now = this.options.now().toISOString();
    const since = new Date(
      Date.parse(now) - config.mtls.evidenceMs,
    ).toISOString();
    const sources = (await store.listSources()).map(row =>
      ageSource(row, now, config.staleAfterMs),
    );
    const [lastKnown, hadPodsIn, sums, joins] = [
      await store.listLastKnown(),
      await store.listEntityClusters(),
      await store.sumEvidence(since),
      await store.listJoinLatencies(),
    ];
    const told = gaugeCertificates(
      await store.listGauges(),
      (server, cluster) => {
        const source = sources.find(
          s =>
            s.kind === 'prometheus' &&
            s.name === server &&
            s.cluster === cluster,
        );
        return source && !source.dark ? source.lastSuccess : null;
      },
    );
    const clusters = new Map(
      (await store.listClusters()).map(status => [
        status.name,
        {
          ...status,
          certificates: [
            ...(status.certificates ?? []),
            ...(told.get(status.name) ?? []),
          ],
        },
      ]),
    );
    const evidence = new Map<string, EvidenceSum>(
      sums.map(sum => [placeKey({ ...sum, name: sum.workload }), sum]),
    );
    const hours = new Map<string, number>();
    for (const cluster of new Set(sources.map(s => s.cluster))) {
      hours.set(cluster, (await store.evidenceHours(cluster, since)).length);
    }

    for (let at = 0; at < matched.length; at += BATCH) {
      signal?.throwIfAborted();
      const batch = matched.slice(at, at + BATCH);
      const keys = [...new Set(batch.flatMap(m => m.workloads))];
      const rows = new Map(
        (await store.listWorkloads({ keys })).map(row => [
          workloadKey(row),
          row,
        ]),
      );
      const traffic = trafficIndex(
        await store.listTraffic([...rows.values()]),
        sources,
      );
      const proxy = proxyIndex(
        await store.listProxies(namespacesOf([...rows.values()])),
        sources,
      );
      yield batch.map(({ entity, lookup, workloads }) =>
        assessEntity({
          entity,
          lookup,
          // Gone since the survey: the next assessment will know.
          workloads: workloads.flatMap(key => rows.get(key) ?? []),
          now,
          config,
          sources,
          clusters,
          estate,
          traffic,
          proxy,
          evidence: w => evidence.get(placeKey(w)),
          evidenceHours: cluster => hours.get(cluster) ?? 0,
          entityOf: (cluster, namespace, name) =>
            owners.get(placeKey({ cluster, namespace, name })),
          entityOfAccount: (namespace, name) =>
            accounts.get(`${namespace}/${name}`),
          ownersOf: place => sharing.at(place),
          hadPodsIn: hadPodsIn.get(entity.ref) ?? [],
          lastKnown: lastKnown.get(entity.ref),
          joinLatency: joins.get(entity.ref),
        }),
      );
    }
  }
}

/** Namespaces in which proxies of these workloads run. */
function namespacesOf(rows: WorkloadRow[]) {
  const places = new Map<string, { cluster: string; namespace: string }>();
  for (const { cluster, facts } of rows) {
    for (const { namespace } of facts.proxies ?? []) {
      places.set(`${cluster}/${namespace}`, { cluster, namespace });
    }
  }
  return [...places.values()];
}

/** By name and cluster. */
const darkServers = (sources: AgedSource[]) =>
  new Set(
    sources
      .filter(s => s.kind === 'prometheus' && s.dark)
      .map(s => `${s.name} ${s.cluster}`),
  );

/** What is told of a proxy; a server that is dark tells nothing any more. */
function proxyIndex(
  rows: ProxyRow[],
  sources: AgedSource[],
): EntityInput['proxy'] {
  const dark = darkServers(sources);
  const index = new Map(
    rows
      .filter(row => !dark.has(`${row.server} ${row.cluster}`))
      .map(row => [`${row.cluster}/${row.namespace}/${row.pod}`, row]),
  );
  return (cluster, { namespace, pod }) =>
    index.get(`${cluster}/${namespace}/${pod}`);
}

/** A workload's traffic; a server that is dark tells nothing any more. */
function trafficIndex(
  rows: TrafficRow[],
  sources: AgedSource[],
): (workload: WorkloadRow) => TrafficRow | undefined {
  const dark = darkServers(sources);
  const index = new Map<string, TrafficRow[]>();
  for (const row of rows) {
    if (dark.has(`${row.server} ${row.cluster}`)) continue;
    const place = placeKey({ ...row, name: row.workload });
    const found = index.get(place);
    if (found) found.push(row);
    else index.set(place, [row]);
  }
  return w =>
    index
      .get(placeKey(w))
      // Two servers with the same series hold the same traffic: the newer is taken, never the sum.
      ?.filter(row => row.kind === null || row.kind === w.kind)
      .sort((a, b) => b.at.localeCompare(a.at))[0];
}
