import { QueryContext } from '@meshboard/backstage-plugin-mesh-node';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { promqlText, queryContext } from '../sources/prometheus/queryContext';
import { builtInAdapters } from '.';

const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool) {
  process.stderr.write(
    'Skipped: promtool is not on PATH, so the query catalogue is not checked by Prometheus itself.\n',
  );
}

const metrics = builtInAdapters.flatMap(adapter =>
  adapter.metrics
    ? [
        {
          id: adapter.id.replace(/-/g, '_'),
          ...adapter.metrics({ mtls: '1h', objective: '1h' }),
        },
      ]
    : [],
);

/** Of a name that PromQL's regular expressions would take for something else. */
const CALLED = [{ kind: 'Deployment', namespace: 'shop', name: 'cart.v1' }];

function rules(context: QueryContext) {
  return {
    groups: [
      {
        name: 'catalogue',
        rules: metrics.flatMap(({ id, queries, clientLatency }) => [
          ...queries.map(query => ({
            record: `${id}:${query.id.replace(/-/g, '_')}`,
            expr: query.promql(context),
          })),
          ...(clientLatency?.(CALLED, context, promqlText) ?? []).map(expr => ({
            record: `${id}:client_latency`,
            expr,
          })),
        ]),
      },
    ],
  };
}

const contexts = {
  'a server of one cluster': queryContext({ matchers: {} }),
  'a server of several': queryContext({
    clusterLabel: 'cluster',
    matchers: { env: 'say "prod"' },
  }),
};

it('query ids are unique in their mesh', () => {
  for (const { queries } of metrics) {
    const ids = queries.map(q => q.id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

it.each(Object.entries(contexts))(
  'every selector and grouping carries what %s needs',
  (_, context) => {
    for (const { queries } of metrics) {
      for (const query of queries) {
        const text = query.promql(context);
        const selectors = text.match(/\{[^}]*\}/g) ?? [];
        expect(selectors.length).toBeGreaterThan(0);
        for (const selector of selectors) {
          expect(selector).toContain(context.matchers);
        }
        const groupings = text.match(/\b(by|on) \([^)]*\)/g) ?? [];
        for (const grouping of groupings) {
          expect(grouping).toContain(`(${context.labels()}`);
        }
      }
    }
  },
);

it('asks for no range of more than an hour', () => {
  for (const { queries } of metrics) {
    for (const query of queries) {
      const ranges =
        query.promql(contexts['a server of one cluster']).match(/\[\w+\]/g) ??
        [];
      expect(ranges.every(r => ['[5m]', '[1h]'].includes(r))).toBe(true);
    }
  }
});

/** `istio_requests_total{…}` as a series of a promtool test. */
function series(
  name: string,
  labels: Record<string, string>,
  perMinute: number,
) {
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}="${value}"`)
    .join(', ');
  return { series: `${name}{${text}}`, values: `0+${perMinute}x70` };
}

const whereAvailable = promtool ? describe : () => undefined;

whereAvailable('by promtool', () => {
  const directory = mkdtempSync(join(tmpdir(), 'catalogue-'));
  const write = (name: string, content: unknown) => {
    const path = join(directory, name);
    writeFileSync(path, stringify(content, { lineWidth: 0 }));
    return path;
  };
  const run = (...args: string[]) =>
    execFileSync('promtool', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    });

  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(Object.entries(contexts))(
    'all queries parse, for %s',
    (_, context) => {
      expect(
        run('check', 'rules', write('rules.yml', rules(context))),
      ).toContain('SUCCESS');
    },
  );

  it('two clusters with the same namespace and workload never bleed into each other', () => {
    write(
      'rules.yml',
      rules(queryContext({ clusterLabel: 'cluster', matchers: {} })),
    );
    const istio = (cluster: string, perMinute: number, policy: string) =>
      series(
        'istio_requests_total',
        {
          cluster,
          reporter: 'destination',
          destination_workload_namespace: 'shop',
          destination_workload: 'cart',
          source_workload_namespace: 'shop',
          source_workload: 'web',
          response_code: '200',
          connection_security_policy: policy,
        },
        perMinute,
      );
    const linkerd = (
      name: string,
      cluster: string,
      perMinute: number,
      labels: Record<string, string>,
    ) =>
      series(
        name,
        {
          cluster,
          direction: 'inbound',
          namespace: 'shop',
          deployment: 'cart',
          target_port: '8080',
          ...labels,
        },
        perMinute,
      );
    const tls = { tls: 'true' };
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: [
            istio('east', 60, 'mutual_tls'),
            istio('west', 120, 'none'),
            linkerd('response_total', 'east', 60, {
              ...tls,
              classification: 'success',
              status_code: '200',
            }),
            linkerd('response_total', 'west', 120, {
              ...tls,
              classification: 'success',
              status_code: '200',
            }),
            // The kubelet's probes, and a scrape of the proxy itself.
            linkerd('request_total', 'east', 60, {
              tls: 'no_identity',
              route_name: 'probe',
            }),
            linkerd('request_total', 'east', 60, {
              tls: 'no_identity',
              target_port: '4191',
            }),
            linkerd('request_total', 'east', 60, tls),
            // HTTP is seen on this port in east only: in west its connections tell.
            linkerd('tcp_open_total', 'east', 60, {
              tls: 'no_identity',
              peer: 'src',
            }),
            linkerd('tcp_open_total', 'west', 60, { ...tls, peer: 'src' }),
          ],
          promql_expr_test: [
            {
              expr: 'istio:requests',
              eval_time: '65m',
              exp_samples: ['east', 'west'].map((cluster, i) => ({
                labels: `istio:requests{cluster="${cluster}", reporter="destination", destination_workload_namespace="shop", destination_workload="cart", response_code="200"}`,
                value: i + 1,
              })),
            },
            {
              expr: 'istio:plaintext_callers',
              eval_time: '65m',
              exp_samples: [
                {
                  labels:
                    'istio:plaintext_callers{cluster="west", destination_workload_namespace="shop", destination_workload="cart", source_workload_namespace="shop", source_workload="web"}',
                  value: 7200,
                },
              ],
            },
            {
              expr: 'linkerd:requests',
              eval_time: '65m',
              exp_samples: ['east', 'west'].map((cluster, i) => ({
                labels: `linkerd:requests{cluster="${cluster}", namespace="shop", deployment="cart", classification="success", status_code="200"}`,
                value: i + 1,
              })),
            },
            {
              expr: 'linkerd:encrypted_requests',
              eval_time: '65m',
              exp_samples: [
                {
                  labels:
                    'linkerd:encrypted_requests{cluster="east", namespace="shop", deployment="cart", tls="true"}',
                  value: 3600,
                },
              ],
            },
            {
              expr: 'linkerd:encrypted_connections',
              eval_time: '65m',
              exp_samples: [
                {
                  labels:
                    'linkerd:encrypted_connections{cluster="west", namespace="shop", deployment="cart", tls="true"}',
                  value: 3600,
                },
              ],
            },
          ],
        },
      ],
    };
    expect(run('test', 'rules', write('test.yml', test))).toContain('SUCCESS');
  });
});
