/** @jest-environment node */
import { mockServices } from '@backstage/backend-test-utils';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { linkerdAdapter } from '../meshes/linkerd';
import { MetricsCollector } from './MetricsCollector';

const NOW = new Date('2026-08-20T12:30:00Z');

async function queryOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url ?? '', 'http://localhost');
  return (
    url.searchParams.get('query') ??
    new URLSearchParams(body).get('query') ??
    ''
  );
}

/** Rows of an install whose scraping adds no workload labels. */
function rowsOf(query: string): [Record<string, string>, number][] {
  if (query.includes('up{job=~".*"')) return [[{}, 3]];
  const pod = { namespace: 'shop', pod: 'web-1' };
  if (query.includes('direction="outbound"')) {
    return query.includes('response_total')
      ? [[{ ...pod, dst_namespace: 'bank', dst_deployment: 'ledger' }, 2]]
      : [];
  }
  return query.includes('increase(request_total') && !query.includes('unless')
    ? [
        [{ ...pod, tls: 'no_identity' }, 4],
        [{ ...pod, pod: 'nobody', tls: 'no_identity' }, 9],
        [{ namespace: 'shop', tls: 'no_identity' }, 13],
      ]
    : [];
}

describe('a server whose Linkerd series name pods only', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const result = rowsOf(await queryOf(request)).map(([metric, value]) => ({
        metric,
        value: [NOW.getTime() / 1000, String(value)],
      }));
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          status: 'success',
          data: { resultType: 'vector', result },
        }),
      );
    });
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  });
  afterAll(() => new Promise(closed => server.close(closed)));

  it('tells of the workloads of those pods: traffic, calls and evidence', async () => {
    const kept = {
      traffic: [] as any[],
      edges: [] as any[],
      hours: [] as any[],
    };
    const store: any = {
      listSources: async () => [],
      upsertSource: async () => undefined,
      listWorkloads: async () => [
        {
          namespace: 'shop',
          kind: 'Deployment',
          name: 'web',
          facts: { proxies: [{ namespace: 'shop', pod: 'web-1' }] },
        },
      ],
      replaceTraffic: async (_: string, __: string, rows: any[]) => {
        kept.traffic = rows;
      },
      replaceObservations: async (_: string, __: string, told: any) => {
        kept.edges = told.edges;
      },
      evidenceHours: async () => [],
      writeEvidence: async (_: string, __: string, rows: any[]) =>
        kept.hours.push(...rows),
      deleteEvidenceBefore: async () => undefined,
    };
    const collector = new MetricsCollector({
      server: {
        name: 'own',
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        matchers: {},
        frequency: { minutes: 1 },
        headers: {},
      },
      kubernetes: {} as any,
      store,
      adapters: [linkerdAdapter],
      config: {
        schedule: { timeout: { minutes: 1 } },
        mtls: { windowMs: 3_600_000, evidenceMs: 3_600_000 },
        objectives: { windowMs: 3_600_000 },
      } as any,
      logger: mockServices.logger.mock(),
      now: () => NOW,
    });
    expect(await collector.collect(['prod'])).toBe(true);

    expect(kept.traffic).toMatchObject([
      {
        namespace: 'shop',
        workload: 'web',
        kind: 'Deployment',
        encryptedRequests: { encrypted: 0, total: 4 },
      },
    ]);
    expect(kept.traffic[0]).not.toHaveProperty('pod');
    expect(kept.edges).toMatchObject([
      { sourceWorkload: 'web', destinationWorkload: 'ledger' },
    ]);
    expect(kept.hours).toMatchObject([
      { namespace: 'shop', workload: 'web', encrypted: 0, plaintext: 4 },
    ]);
  });
});
