/** @jest-environment node */
import { Server } from 'http';
import { AddressInfo } from 'net';
import express from 'express';
import { ask, AnsweredRow, differences } from '../testing/compare';
import {
  hasRealPrometheus,
  RealPrometheus,
  startRealPrometheus,
} from '../testing';
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
import { exportOpenMetrics } from './exportOpenMetrics';
import { createPrometheusRouter } from './router';

const maybe = hasRealPrometheus() ? describe : describe.skip;

// Every answer is checked in compare().
/* eslint-disable jest/expect-expect */
maybe(
  'beside a real Prometheus (needs promtool and prometheus on PATH)',
  () => {
    let real: RealPrometheus;
    let server: Server;
    let ours: string;

    beforeAll(async () => {
      const source = createSyntheticSource();
      real = (await startRealPrometheus(
        exportOpenMetrics(source, {
          from: new Date(SYNTHETIC_NOW - 3 * 3600_000),
          to: new Date(SYNTHETIC_NOW),
        }),
      ))!;
      const app = express().use(createPrometheusRouter(source));
      await new Promise<void>(resolve => {
        server = app.listen(0, '127.0.0.1', resolve);
      });
      ours = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }, 60_000);

    afterAll(async () => {
      await new Promise(resolve => server?.close(resolve));
      await real?.stop();
    });

    async function compare(path: string, params: Record<string, string>) {
      const [theirs, mine] = await Promise.all([
        ask(real.url, path, params),
        ask(ours, path, params),
      ]);
      expect([theirs.status, theirs.body.error]).toEqual([200, undefined]);
      expect([mine.status, mine.body.error]).toEqual([200, undefined]);
      expect(mine.body.data.resultType).toBe(theirs.body.data.resultType);
      expect(differences(mine.rows, theirs.rows)).toEqual([]);
      return theirs.rows as AnsweredRow[];
    }

    // On a scrape, between two, just over a scrape after a last sample, and about the lookback.
    const MOMENTS = [0, -30_000, -60_017, -88_500, 300_000, 290_001];

    it.each(ANSWERED)('answers the same to %s', async query => {
      for (const offset of MOMENTS) {
        const time = String((SYNTHETIC_NOW + offset) / 1000);
        await compare('/api/v1/query', { query, time });
      }
    });

    it.each(ANSWERED.filter(query => query !== 'up[2m]'))(
      'answers the same over a span of time to %s',
      async query => {
        await compare('/api/v1/query_range', {
          query,
          start: String(SYNTHETIC_NOW / 1000 - 2400),
          end: String(SYNTHETIC_NOW / 1000 + 61),
          step: '67',
        });
      },
    );

    it('compares something', async () => {
      const rows = await compare('/api/v1/query', {
        query: ANSWERED[0],
        time: String(SYNTHETIC_NOW / 1000),
      });
      expect(rows.length).toBeGreaterThan(10);
    });

    it.each([
      ...REFUSED.map(query => [400, query] as const),
      ...UNANSWERABLE.map(query => [422, query] as const),
    ])('answers with the same status %i to %s', async (status, query) => {
      const params = { query, time: String(SYNTHETIC_NOW / 1000) };
      for (const url of [real.url, ours]) {
        const { status: actual, body } = await ask(
          url,
          '/api/v1/query',
          params,
        );
        expect(body).toMatchObject({
          status: 'error',
          errorType: status === 400 ? 'bad_data' : 'execution',
        });
        expect(actual).toBe(status);
      }
    });

    it.each(UNSPOKEN)(
      'refuses, rather than answer wrongly, %s',
      async query => {
        const params = { query, time: String(SYNTHETIC_NOW / 1000) };
        const theirs = await ask(real.url, '/api/v1/query', params);
        expect(theirs.status).toBe(200);
        const mine = await ask(ours, '/api/v1/query', params);
        expect(mine.status).toBe(400);
        expect(mine.body.errorType).toBe('bad_data');
      },
    );
  },
);
