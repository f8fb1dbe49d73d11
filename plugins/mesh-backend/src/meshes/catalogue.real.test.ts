/** @jest-environment node */
import {
  createDemoEstate,
  hasRealPrometheus,
  SideBySide,
  startSideBySide,
} from '@internal/demo-estate';
import { partsOf } from '../sources/prometheus/parts';
import { queryContext } from '../sources/prometheus/queryContext';
import { builtInAdapters } from '.';

jest.setTimeout(120_000);

const NOW = Date.UTC(2026, 7, 4, 12);
// Short, but one query looks back for an hour whatever is said.
const WINDOWS = { mtls: '10m', objective: '15m' };
const LOADED_MS = 65 * 60_000;

const installed = hasRealPrometheus();
if (!installed) {
  process.stderr.write(
    'Skipped: prometheus and promtool are not on PATH, so the demo is not compared with a real Prometheus.\n',
  );
}

const catalogue = builtInAdapters.flatMap(({ id: mesh, metrics }) =>
  metrics ? metrics(WINDOWS).queries.map(query => ({ mesh, ...query })) : [],
);
const partLabels = new Map(
  builtInAdapters.map(({ id, metrics }) => [id, metrics?.(WINDOWS).partLabel]),
);
const servers = {
  'a server of several clusters': queryContext({
    clusterLabel: 'cluster',
    matchers: {},
  }),
  'a server of one cluster': queryContext({
    matchers: { cluster: 'prod-eu' },
  }),
  'a server of another': queryContext({ matchers: { cluster: 'prod-us' } }),
};

(installed ? describe : describe.skip)(
  'the catalogue, asked of the demo and of a real Prometheus with its samples',
  () => {
    let both: SideBySide;

    beforeAll(async () => {
      const { source } = createDemoEstate({ time: new Date(NOW) });
      both = (await startSideBySide(source, {
        from: new Date(NOW - LOADED_MS),
        to: new Date(NOW),
      }))!;
    });

    afterAll(() => both?.stop());

    const ask = async (query: string) => {
      const { ours, real, differences } = await both.ask('/api/v1/query', {
        query,
        time: String(NOW / 1000),
      });
      expect([real.status, ours.status]).toEqual([200, 200]);
      expect(differences).toEqual([]);
      return real.rows;
    };

    it.each(catalogue)('$mesh, $id', async ({ promql }) => {
      const rows = await Promise.all(
        Object.values(servers).map(context => ask(promql(context))),
      );
      // Equal answers with nothing in them would prove nothing.
      expect(rows[0].length).toBeGreaterThan(0);
      expect(rows[1].length + rows[2].length).toBeGreaterThan(0);
    });

    it.each(catalogue)(
      '$mesh, $id, in parts: the same rows as whole',
      async ({ mesh, promql }) => {
        const context = queryContext({ clusterLabel: 'cluster', matchers: {} });
        const parts = partsOf(2, {
          clusterLabel: 'cluster',
          clusters: ['prod-eu', 'prod-us', 'rehearsal', 'staging'],
          label: partLabels.get(mesh),
        });
        const rows = [];
        for (const part of parts) {
          const { real } = await both.ask('/api/v1/query', {
            query: promql({ ...context, matchers: part }),
            time: String(NOW / 1000),
          });
          rows.push(...real.rows);
        }
        const text = (all: unknown[]) => all.map(r => JSON.stringify(r)).sort();
        expect(parts.length).toBeGreaterThan(20);
        expect(text(rows)).toEqual(text(await ask(promql(context))));
      },
    );

    it.each(Object.entries(servers))(
      'which clusters %s scrapes, now and for a while',
      async (_, { labels, matchers }) => {
        const up = `up{job=~".*"${matchers}}`;
        for (const series of [up, `count_over_time(${up}[15m])`]) {
          const rows = await ask(`count by (${labels()}) (${series})`);
          expect(rows.length).toBeGreaterThan(0);
        }
      },
    );
  },
);
