import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { createApp } from './app';
import { Clock } from './model/clock';
import { brightlane } from './model/company';
import { loadCompany, LoadOptions } from './model/load';
import { dice } from './model/random';

/**
 * How to start the estate.
 *
 * @internal
 */
export interface DemoEstateOptions {
  /** 0 takes a free one; 7107 where nothing is said. */
  port?: number;
  host?: string;
  seed?: number;
  /** What time it is in the estate; the wall clock's where nothing is said. */
  time?: Date;
  /** A made-up load in place of the company. */
  load?: LoadOptions;
}

/**
 * A running estate.
 *
 * @internal
 */
export interface DemoEstate {
  url: string;
  port: number;
  setTime(date: Date): void;
  close(): Promise<void>;
}

/**
 * Starts the estate; rejects where the port is taken.
 *
 * @internal
 */
export async function startDemoEstate(
  options: DemoEstateOptions = {},
): Promise<DemoEstate> {
  const { port = 7107, host = '127.0.0.1', seed = 1 } = options;
  const clock = new Clock(Date.now);
  if (options.time) clock.set(options.time);
  const company = options.load ? loadCompany(options.load) : brightlane;
  const server = createServer(createApp(company, dice(seed), clock));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    setTime: date => clock.set(date),
    close: () =>
      new Promise((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
