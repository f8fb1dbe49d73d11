/** @jest-environment node */
import { hasRealPrometheus, SideBySide, startSideBySide } from '../testing';
import {
  ANSWERED,
  REFUSED,
  UNANSWERABLE,
  UNSPOKEN,
} from '../testing/syntheticQueries';
import {
  createSyntheticSource,
  SYNTHETIC_NOW,
} from '../testing/syntheticSource';

const maybe = hasRealPrometheus() ? describe : describe.skip;

maybe(
  'beside a real Prometheus (needs promtool and prometheus on PATH)',
  () => {
    let servers: SideBySide;

    beforeAll(async () => {
      servers = (await startSideBySide(createSyntheticSource(), {
        from: new Date(SYNTHETIC_NOW - 3 * 3600_000),
        to: new Date(SYNTHETIC_NOW),
      }))!;
    }, 60_000);

    afterAll(() => servers?.stop());

    const now = String(SYNTHETIC_NOW / 1000);

    // On a scrape, between two, just over a scrape after a last sample, and about the lookback.
    const MOMENTS = [0, -30_000, -60_017, -88_500, 300_000, 290_001];

    it.each(ANSWERED)('answers the same to %s', async query => {
      for (const offset of MOMENTS) {
        const { ours, real, differences } = await servers.ask('/api/v1/query', {
          query,
          time: String((SYNTHETIC_NOW + offset) / 1000),
        });
        expect(real.body.error).toBeUndefined();
        expect(ours.body.error).toBeUndefined();
        expect(ours.body.data.resultType).toBe(real.body.data.resultType);
        expect(differences).toEqual([]);
      }
    });

    it.each(ANSWERED.filter(query => query !== 'up[2m]'))(
      'answers the same over a span of time to %s',
      async query => {
        const { ours, real, differences } = await servers.ask(
          '/api/v1/query_range',
          {
            query,
            start: String(SYNTHETIC_NOW / 1000 - 2400),
            end: String(SYNTHETIC_NOW / 1000 + 61),
            step: '67',
          },
        );
        expect([real.status, ours.status]).toEqual([200, 200]);
        expect(differences).toEqual([]);
      },
    );

    it('compares something', async () => {
      const { real } = await servers.ask('/api/v1/query', {
        query: ANSWERED[0],
        time: now,
      });
      expect(real.rows.length).toBeGreaterThan(10);
    });

    it.each([
      ...REFUSED.map(query => [400, 'bad_data', query] as const),
      ...UNANSWERABLE.map(query => [422, 'execution', query] as const),
    ])('refuses with %i, as %s, %s', async (status, errorType, query) => {
      const { ours, real } = await servers.ask('/api/v1/query', {
        query,
        time: now,
      });
      for (const answer of [real, ours]) {
        expect(answer.status).toBe(status);
        expect(answer.body).toMatchObject({ status: 'error', errorType });
      }
    });

    it.each(UNSPOKEN)(
      'refuses, rather than answer wrongly, %s',
      async query => {
        const { ours, real } = await servers.ask('/api/v1/query', {
          query,
          time: now,
        });
        expect([real.status, ours.status]).toEqual([200, 400]);
        expect(ours.body.errorType).toBe('bad_data');
      },
    );
  },
);
