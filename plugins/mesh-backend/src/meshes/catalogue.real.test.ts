import {
  createDemoSource,
  hasRealPrometheus,
  SideBySide,
  startSideBySide,
} from '@internal/demo-estate';
import { queryContext } from '../sources/prometheus/queryContext';
import { istioQueries } from './istio/queries';
import { linkerdQueries } from './linkerd/queries';

const NOW = Date.UTC(2026, 5, 15, 12);
// Short, so that few samples need to be loaded.
const windows = { mtls: '20m', objective: '45m' };

const catalogue = [
  ...istioQueries(windows).map(query => ({ mesh: 'istio', ...query })),
  ...linkerdQueries(windows).map(query => ({ mesh: 'linkerd', ...query })),
];

const contexts = [
  queryContext({ clusterLabel: 'cluster', matchers: {} }),
  queryContext({ clusterLabel: undefined, matchers: { cluster: 'prod-eu' } }),
];

const maybe = hasRealPrometheus() ? describe : describe.skip;

maybe(
  'the catalogue beside a real Prometheus (needs promtool and prometheus on PATH)',
  () => {
    let servers: SideBySide;

    beforeAll(async () => {
      servers = (await startSideBySide(createDemoSource({ now: () => NOW }), {
        from: new Date(NOW - 3600_000),
        to: new Date(NOW),
      }))!;
    }, 120_000);

    afterAll(() => servers?.stop());

    it.each(catalogue)('$mesh: $id', async ({ promql }) => {
      for (const context of contexts) {
        const { ours, real, differences } = await servers.ask('/api/v1/query', {
          query: promql(context),
          time: String(NOW / 1000),
        });
        expect([real.status, ours.status]).toEqual([200, 200]);
        expect(differences).toEqual([]);
        if (context === contexts[0]) {
          expect(real.rows.length).toBeGreaterThan(0);
        }
      }
    });
  },
);
