/** @jest-environment node */
import express from 'express';
import request from 'supertest';
import {
  createSyntheticSource,
  SYNTHETIC_NOW,
} from '../testing/syntheticSource';
import { createPrometheusRouter } from './router';

const app = express().use(createPrometheusRouter(createSyntheticSource()));
const time = SYNTHETIC_NOW / 1000;

describe('the HTTP API', () => {
  it('answers alike to an address and to a form', async () => {
    const params = { query: 'sum by (cluster) (up)', time: time.toFixed(3) };
    const got = await request(app).get('/api/v1/query').query(params);
    const posted = await request(app)
      .post('/api/v1/query')
      .type('form')
      .send(params);
    expect(got.body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          { metric: { cluster: 'east' }, value: [time, '3'] },
          { metric: { cluster: 'west' }, value: [time, '1'] },
        ],
      },
    });
    expect(posted.body).toEqual(got.body);
  });

  it('takes now for the time of a query without one', async () => {
    const { body } = await request(app)
      .get('/api/v1/query')
      .query({ query: 'time()' });
    expect(body.data).toEqual({
      resultType: 'scalar',
      result: [time, String(time)],
    });
  });

  it.each([
    ['/api/v1/query', { query: 'up', time: 'noon' }, '"time"'],
    ['/api/v1/query', {}, 'no expression'],
    ['/api/v1/query_range', { query: 'up' }, '"start"'],
    [
      '/api/v1/query_range',
      { query: 'up', start: '2', end: '1', step: '1' },
      'end timestamp must not be before',
    ],
    [
      '/api/v1/query_range',
      { query: 'up', start: '1', end: '2', step: '0' },
      'zero or negative',
    ],
    [
      '/api/v1/query_range',
      { query: 'up', start: '0', end: '20000', step: '1' },
      '11,000',
    ],
    [
      '/api/v1/query_range',
      { query: 'up[5m]', start: '1', end: '2', step: '1' },
      'range vector',
    ],
    ['/export', {}, '"from"'],
  ])('refuses %s %j', async (path, params, reason) => {
    const { status, body } = await request(app).get(path).query(params);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'error', errorType: 'bad_data' });
    expect(body.error).toContain(reason);
  });

  it('reads times of RFC 3339 and steps as durations', async () => {
    const { body } = await request(app).get('/api/v1/query_range').query({
      query: 'time()',
      start: '2026-06-15T11:58:00Z',
      end: '2026-06-15T14:00:00.000+02:00',
      step: '1m',
    });
    expect(body.data.result).toEqual([
      {
        metric: {},
        values: [time - 120, time - 60, time].map(t => [t, String(t)]),
      },
    ]);
  });

  it('exports samples with their times, and no empty labels', async () => {
    const { text } = await request(app)
      .get('/export')
      .query({ from: time - 60, to: time + 600 });
    const lines = text.split('\n');
    expect(lines).toContain(`up{cluster="east",job="cart"} 1 ${time - 30}`);
    expect(text).not.toContain('=""');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(
      lines.filter(l => l.startsWith('up{cluster="east",job="cart"}')),
    ).toHaveLength(3);
  });

  it('is ready', async () => {
    const { status } = await request(app).get('/-/ready');
    expect(status).toBe(200);
  });
});
