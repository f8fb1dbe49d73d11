import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { Express } from 'express';
import { createApp } from './app';
import { clusterObjects } from './kubernetes/clusterObjects';
import { addDated } from './kubernetes/dated';
import { CatalogEntity, catalogEntities } from './model/catalog';
import { Clock } from './model/clock';
import { brightlane } from './model/company';
import { loadCompany, LoadOptions } from './model/load';
import { dice } from './model/random';
import { trafficSeries } from './model/traffic';
import { SeriesSource } from './series';

/**
 * What is in the estate.
 *
 * @internal
 */
export interface DemoEstateModelOptions {
  seed?: number;
  /** What time it is in the estate; the wall clock's where nothing is said. */
  time?: Date;
  /** A made-up load in place of the company. */
  load?: LoadOptions;
  /** What scraping makes of the labels of a series. */
  relabel?(labels: Record<string, string>): Record<string, string>;
}

/**
 * What is in the estate, and where it listens.
 *
 * @internal
 */
export interface DemoEstateOptions extends DemoEstateModelOptions {
  /** 0 takes a free one; 7107 where nothing is said. */
  port?: number;
  host?: string;
}

/**
 * An estate that nobody listens to yet.
 *
 * @internal
 */
export interface DemoEstateModel {
  app: Express;
  /** Names of all clusters, the one that cannot be read among them. */
  clusters: string[];
  entities: CatalogEntity[];
  /** The series behind its Prometheus API. */
  source: SeriesSource;
  setTime(date: Date): void;
}

/**
 * A running estate.
 *
 * @internal
 */
export interface DemoEstate extends DemoEstateModel {
  url: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Builds the estate: the same for the same seed, whenever and wherever.
 *
 * @internal
 */
export function createDemoEstate(
  options: DemoEstateModelOptions = {},
): DemoEstateModel {
  const clock = new Clock(Date.now);
  if (options.time) clock.set(options.time);
  const throws = dice(options.seed ?? 1);
  const company = options.load ? loadCompany(options.load) : brightlane;
  const clusters = company.clusters.map(cluster => {
    const objects = clusterObjects(throws, cluster);
    if (!options.load) addDated(throws, cluster, objects, clock.now());
    return { cluster, objects };
  });
  const scraped = trafficSeries(clusters, throws, clock);
  const { relabel } = options;
  const source: SeriesSource = relabel
    ? {
        ...scraped,
        byName: name =>
          scraped
            .byName(name)
            .map(series => ({ ...series, labels: relabel(series.labels) })),
      }
    : scraped;
  return {
    app: createApp({ company, clusters, source, clock }),
    clusters: company.clusters.map(({ name }) => name),
    entities: catalogEntities(company),
    source,
    setTime: date => clock.set(date),
  };
}

/**
 * Starts the estate; rejects where the port is taken.
 *
 * @internal
 */
export async function startDemoEstate(
  options: DemoEstateOptions = {},
): Promise<DemoEstate> {
  const { port = 7107, host = '127.0.0.1', ...model } = options;
  const estate = createDemoEstate(model);
  const server = createServer(estate.app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    ...estate,
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
