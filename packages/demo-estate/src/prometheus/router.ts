import { Readable } from 'stream';
import express, { Request, Response, Router } from 'express';
import { SeriesSource } from '../series';
import { BadDataError, ExecutionError } from '../promql';
import { openMetrics } from './exportOpenMetrics';
import { stepParam, timeParam } from './params';
import { instantQuery, rangeQuery } from './query';

type Params = (name: string) => string | undefined;

/**
 * The part of Prometheus' HTTP API that queries are sent to, over a model's series, and `/export`
 * to load the same series into a real Prometheus.
 *
 * @internal
 */
export function createPrometheusRouter(source: SeriesSource): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '1mb' });

  const serve = (path: string, answer: (params: Params) => unknown) => {
    const handler = (req: Request, res: Response) =>
      answering(res, () => {
        const data = answer(paramsOf(req));
        res.json({ status: 'success', data });
      });
    router.get(path, handler);
    router.post(path, form, handler);
  };

  serve('/api/v1/query', params =>
    instantQuery(source, {
      query: params('query') ?? '',
      atMs: timeParam('time', params('time'), source.now()),
    }),
  );
  serve('/api/v1/query_range', params =>
    rangeQuery(source, {
      query: params('query') ?? '',
      startMs: timeParam('start', params('start')),
      endMs: timeParam('end', params('end')),
      stepMs: stepParam(params('step')),
    }),
  );
  router.get('/-/ready', (_req, res) => {
    res.type('text').send('Ready.\n');
  });
  router.get('/export', (req, res) =>
    answering(res, () => {
      const params = paramsOf(req);
      const text = openMetrics(source, {
        from: new Date(timeParam('from', params('from'))),
        to: new Date(timeParam('to', params('to'), source.now())),
      });
      res.type('application/openmetrics-text; version=1.0.0; charset=utf-8');
      Readable.from(text).pipe(res);
    }),
  );
  return router;
}

/** A form's value comes before the address's, as in Prometheus. */
function paramsOf(req: Request): Params {
  return name => {
    const value = req.body?.[name] ?? req.query[name];
    const first = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  };
}

function answering(res: Response, answer: () => void) {
  try {
    answer();
  } catch (error) {
    if (error instanceof BadDataError || error instanceof ExecutionError) {
      res.status(error.status).json({
        status: 'error',
        errorType: error.errorType,
        error: error.message,
      });
      return;
    }
    throw error;
  }
}
