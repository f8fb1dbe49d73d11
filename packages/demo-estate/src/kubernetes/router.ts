import { gzipSync } from 'node:zlib';
import { Request, Response, Router } from 'express';
import { ClusterSpec } from '../model/types';
import { KindSpec, kindsOf } from './kinds';
import { KubeObject } from './objects/meta';
import { Objects } from './objects/workload';
import { serialize } from './serialize';

const RESOURCE_VERSION = '9100000';

function fail(
  res: Response,
  code: number,
  reason: string,
  message: string,
): void {
  res.status(code).json({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}

/** Equality requirements of a label selector; undefined where it asks for more. */
function equalities(text: string): [string, string, boolean][] | undefined {
  const parts = text ? text.split(',') : [];
  const parsed = parts.map(part =>
    /^\s*([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)\s*$/.exec(part),
  );
  return parsed.every(Boolean)
    ? parsed.map(match => [match![1], match![3], match![2] !== '!='])
    : undefined;
}

function offsetOf(token: string): number | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const match = /^after:(\d+)$/.exec(text);
  return match ? Number(match[1]) : undefined;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const fieldAt = (object: unknown, path: string): unknown =>
  path.split('.').reduce<any>((value, key) => value?.[key], object);

const COMPRESSED_FROM = 128 * 1024;

/** Pages as they go over the wire, by their first item: compressing takes longer than the rest. */
const compressed = new WeakMap<KubeObject, Map<string, Buffer>>();

/** As API servers do since 1.16: answers of 128 KiB and more are compressed, and fast. */
function sendPage(
  req: Request,
  res: Response,
  first: KubeObject | undefined,
  body: () => string,
) {
  res.type('json');
  const pages = first && (compressed.get(first) ?? new Map<string, Buffer>());
  const gzip = Boolean(req.acceptsEncodings('gzip'));
  let page = gzip ? pages?.get(req.originalUrl) : undefined;
  if (!page) {
    const json = body();
    if (!first || !pages || !gzip || json.length < COMPRESSED_FROM) {
      res.send(json);
      return;
    }
    page = gzipSync(json, { level: 1 });
    compressed.set(first, pages.set(req.originalUrl, page));
  }
  res.setHeader('Content-Encoding', 'gzip');
  res.end(page);
}

function list(
  req: Request,
  res: Response,
  groupVersion: string,
  kind: KindSpec,
  items: KubeObject[],
): void {
  const selector = equalities(text(req.query.labelSelector));
  if (!selector) {
    fail(
      res,
      400,
      'BadRequest',
      'this server takes label selectors of equality only: key=value,key!=value',
    );
    return;
  }
  const fields = equalities(text(req.query.fieldSelector));
  if (!fields) {
    fail(res, 400, 'BadRequest', 'unable to parse the field selector');
    return;
  }
  const token = text(req.query.continue);
  const start = token ? offsetOf(token) : 0;
  const limit = Number(text(req.query.limit) || '0');
  if (start === undefined || !Number.isInteger(limit) || limit < 0) {
    const wrong = start === undefined ? 'continue' : 'limit';
    fail(res, 400, 'BadRequest', `the ${wrong} parameter is not valid`);
    return;
  }
  const found = items.filter(
    item =>
      selector.every(
        ([key, value, equal]) =>
          (item.metadata.labels?.[key] === value) === equal,
      ) &&
      fields.every(
        ([path, value, equal]) => (fieldAt(item, path) === value) === equal,
      ),
  );
  const end = limit ? start + limit : found.length;
  const left = found.length - end;
  const head = JSON.stringify({
    kind: `${kind.kind}List`,
    apiVersion: groupVersion,
    metadata: {
      resourceVersion: RESOURCE_VERSION,
      ...(left > 0
        ? {
            continue: Buffer.from(`after:${end}`).toString('base64url'),
            remainingItemCount: left,
          }
        : {}),
    },
  });
  // Items of a built-in kind carry no kind of their own in a list.
  const page = found.slice(start, end);
  sendPage(req, res, page[0], () => {
    const parts = page.map(item => serialize(item, kind));
    return `${head.slice(0, -1)},"items":[${parts.join(',')}]}`;
  });
}

/**
 * One cluster's API server, as far as a reader needs it: lists and single objects, GET only.
 *
 * @internal
 */
export function createKubernetesRouter(options: {
  cluster: ClusterSpec;
  objects: Objects;
  token: string;
}): Router {
  const { cluster, objects } = options;
  const kinds = kindsOf(cluster);
  const router = Router();

  router.use((req, res, next) => {
    if (cluster.unreadable) {
      fail(res, 500, 'InternalError', 'etcdserver: request timed out');
    } else if (req.headers.authorization !== `Bearer ${options.token}`) {
      fail(res, 401, 'Unauthorized', 'Unauthorized');
    } else if (req.method !== 'GET') {
      fail(
        res,
        405,
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
      );
    } else next();
  });
  router.get('/version', (_req, res) => {
    res.json({ major: '1', minor: '34', gitVersion: 'v1.34.2' });
  });

  const serve = (
    groupVersion: string,
    req: Request,
    res: Response,
    plural: string,
    where: { namespace?: string; name?: string },
  ) => {
    const kind = kinds[groupVersion]?.find(k => k.plural === plural);
    if (!kind || (where.namespace !== undefined && !kind.namespaced)) {
      fail(
        res,
        404,
        'NotFound',
        'the server could not find the requested resource',
      );
      return;
    }
    const items = (objects[kind.key] ?? []).filter(
      ({ metadata }) =>
        where.namespace === undefined || metadata.namespace === where.namespace,
    );
    if (where.name === undefined) {
      list(req, res, groupVersion, kind, items);
      return;
    }
    const found = items.find(item => item.metadata.name === where.name);
    if (found) {
      res.json({
        ...JSON.parse(serialize(found, kind)),
        kind: kind.kind,
        apiVersion: groupVersion,
      });
    } else {
      fail(res, 404, 'NotFound', `${plural} "${where.name}" not found`);
    }
  };

  const mount = (prefix: string, groupVersion: (req: Request) => string) => {
    router.get(`${prefix}/namespaces/:namespace/:plural/:name`, (req, res) =>
      serve(groupVersion(req), req, res, req.params.plural, req.params),
    );
    router.get(`${prefix}/namespaces/:namespace/:plural`, (req, res) =>
      serve(groupVersion(req), req, res, req.params.plural, {
        namespace: req.params.namespace,
      }),
    );
    router.get(`${prefix}/:plural/:name`, (req, res) =>
      serve(groupVersion(req), req, res, req.params.plural, {
        name: req.params.name,
      }),
    );
    router.get(`${prefix}/:plural`, (req, res) =>
      serve(groupVersion(req), req, res, req.params.plural, {}),
    );
  };
  mount('/api/v1', () => 'v1');
  mount(
    '/apis/:group/:version',
    req => `${req.params.group}/${req.params.version}`,
  );
  router.use((_req, res) =>
    fail(
      res,
      404,
      'NotFound',
      'the server could not find the requested resource',
    ),
  );
  return router;
}
