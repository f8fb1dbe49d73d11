/* eslint-disable no-console */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogYaml } from './model/catalog';
import { brightlane } from './model/company';
import { DemoEstateOptions, startDemoEstate } from './server';

const USAGE = `Options:
  --port <n>              7107 where nothing is said
  --host <address>        127.0.0.1
  --seed <n>              another company's traffic and names
  --time <ISO 8601>       what time it is; the wall clock's where nothing is said
  --clusters <n> --pods <per cluster> --entities <n>   a load in place of the company
  --write-examples <dir>  write the catalog and end`;

class UsageError extends Error {}

function integer(
  name: string,
  value: string | undefined,
  min: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < min) {
    throw new UsageError(`--${name} takes a whole number from ${min} up`);
  }
  return number;
}

function read(argv: string[]) {
  const text = { type: 'string' as const };
  const flags = (() => {
    try {
      return parseArgs({
        args: argv,
        options: {
          port: text,
          host: text,
          seed: text,
          time: text,
          clusters: text,
          pods: text,
          entities: text,
          'write-examples': text,
          help: { type: 'boolean' },
        },
      }).values;
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  })();
  const clusters = integer('clusters', flags.clusters, 1);
  const pods = integer('pods', flags.pods, 1);
  const entities = integer('entities', flags.entities, 1);
  const time = flags.time === undefined ? undefined : new Date(flags.time);
  if (time && Number.isNaN(time.getTime())) {
    throw new UsageError('--time takes a time as of ISO 8601');
  }
  const options: DemoEstateOptions = {
    port: integer('port', flags.port, 0),
    host: flags.host,
    seed: integer('seed', flags.seed, 0),
    time,
    load:
      clusters ?? pods ?? entities
        ? {
            clusters: clusters ?? 1,
            pods: pods ?? 1000,
            entities: entities ?? 100,
          }
        : undefined,
  };
  return { options, examples: flags['write-examples'], help: flags.help };
}

function explain(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken: end what listens there, or choose another with --port.`;
  }
  return error instanceof UsageError ? `${message}\n${USAGE}` : message;
}

async function main() {
  const { options, examples, help } = read(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return;
  }
  if (examples) {
    mkdirSync(examples, { recursive: true });
    writeFileSync(join(examples, 'catalog-info.yaml'), catalogYaml(brightlane));
    return;
  }
  const estate = await startDemoEstate(options);
  console.log(`The demo estate is at ${estate.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      estate.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

main().catch(error => {
  const at = process.argv.indexOf('--port');
  console.error(explain(error, at < 0 ? 7107 : Number(process.argv[at + 1])));
  process.exit(1);
});
