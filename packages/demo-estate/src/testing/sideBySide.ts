import { Server } from 'http';
import { AddressInfo } from 'net';
import express from 'express';
import { createPrometheusRouter, openMetrics } from '../prometheus';
import { SeriesSource } from '../series';
import { Answer, ask, differences } from './compare';
import { startRealPrometheus } from './realPrometheus';

/**
 * The demo's Prometheus API and a real Prometheus, with the same samples.
 *
 * @internal
 */
export interface SideBySide {
  /** Both answers, and what they differ in; differences of refused queries are not looked for. */
  ask(
    path: '/api/v1/query' | '/api/v1/query_range',
    params: Record<string, string>,
  ): Promise<{ ours: Answer; real: Answer; differences: string[] }>;
  stop(): Promise<void>;
}

/**
 * Loads a span of a source's samples into a real Prometheus; undefined where none is installed. The
 * span must reach back further than any query that is asked.
 *
 * @internal
 */
export async function startSideBySide(
  source: SeriesSource,
  span: { from: Date; to: Date },
): Promise<SideBySide | undefined> {
  const real = await startRealPrometheus(openMetrics(source, span));
  if (!real) {
    return undefined;
  }
  const app = express().use(createPrometheusRouter(source));
  const server = await new Promise<Server>(resolve => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ask: async (path, params) => {
      const [ours, theirs] = await Promise.all([
        ask(url, path, params),
        ask(real.url, path, params),
      ]);
      return {
        ours,
        real: theirs,
        differences: differences(ours.rows, theirs.rows),
      };
    },
    stop: async () => {
      await new Promise(resolve => server.close(resolve));
      await real.stop();
    },
  };
}
