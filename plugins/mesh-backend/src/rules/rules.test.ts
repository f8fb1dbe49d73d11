import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { builtInAdapters } from '../meshes';
import { rulesFile } from './file';
import { RulesInput, rulesOf } from './index';
import { queryContext } from '../sources/prometheus/queryContext';
import { recordedQuery } from '../sources/prometheus/recorded';
import { AlertRule, RecordingRule, RuleGroup } from './types';

const promtool = spawnSync('promtool', ['--version']).status === 0;
if (!promtool) {
  process.stderr.write(
    'Skipped: promtool is not on PATH, so alert rules are not checked by Prometheus itself.\n',
  );
}
const whereAvailable = promtool ? describe : () => undefined;

const clusterOf = (
  name: string,
  meshes: string[],
  pods: number | null = 1,
): ClusterStatus => ({
  name,
  state: 'ok',
  asOf: null,
  meshes: meshes.map(mesh => ({
    mesh,
    versions: [],
    revisions: [],
    controlPlane: pods === null ? null : { ready: pods, total: pods },
    dataPlaneVersions: [],
  })),
  pods: { running: 1, meshed: 1 },
});

const input = (parts: Partial<RulesInput> = {}): RulesInput => ({
  config: {
    objectives: {
      successRate: 0.999,
      windowMs: 3_600_000,
      minimumRequests: 1000,
    },
    mtls: { windowMs: 3_600_000, evidenceMs: 0 },
  },
  adapters: builtInAdapters,
  clusters: [clusterOf('east', ['istio', 'linkerd'])],
  recording: false,
  portal: 'https://portal.example.com/',
  ...parts,
});

const several = {
  name: 'thanos',
  clusterLabel: 'cluster',
  matchers: { env: 'say "prod"' },
  clusters: [
    { name: 'east', labelValue: 'eks-east.1' },
    { name: 'west', labelValue: 'west' },
  ],
};

const alertsIn = (groups: RuleGroup[]) =>
  groups.flatMap(g => g.rules).filter((r): r is AlertRule => 'alert' in r);
const recordsIn = (groups: RuleGroup[]) =>
  groups.flatMap(g => g.rules).filter((r): r is RecordingRule => 'record' in r);

describe('rules', () => {
  it('are for the meshes that are installed', () => {
    const meshes = (names: string[]) =>
      new Set(
        alertsIn(
          rulesOf(input({ clusters: [clusterOf('east', names)] })).groups,
        ).map(a => a.labels.mesh),
      );
    expect(meshes(['istio'])).toEqual(new Set(['istio']));
    expect(meshes(['linkerd', 'consul'])).toEqual(new Set(['linkerd']));
    expect(meshes([])).toEqual(new Set());
  });

  it('are for the clusters that the server holds, by its names for them', () => {
    const { groups } = rulesOf(
      input({
        server: several,
        clusters: [
          clusterOf('east', ['istio']),
          clusterOf('west', ['linkerd']),
          clusterOf('north', ['istio']),
        ],
      }),
    );
    for (const { expr, labels } of alertsIn(groups)) {
      const selectors = expr.match(/\{[^}]*\}/g) ?? [];
      expect(selectors.length).toBeGreaterThan(0);
      for (const selector of selectors) {
        expect(selector).toContain('env="say \\"prod\\""');
        expect(selector).toMatch(
          labels.mesh === 'istio'
            ? /cluster=(~"eks-east\\\\.1"|"eks-east\.1")/
            : /cluster=~?"west"/,
        );
      }
      for (const grouping of expr.match(/\bby \([^)]*\)/g) ?? []) {
        expect(grouping).toMatch(/\(cluster\b/);
      }
    }
    expect(groups.map(g => g.name)).toEqual([
      'meshboard-thanos-istio',
      'meshboard-thanos-linkerd',
    ]);
  });

  it('miss no control plane where none ever was', () => {
    const { groups, leftOut } = rulesOf(
      input({ clusters: [clusterOf('east', ['istio'], 0)] }),
    );
    expect(alertsIn(groups).map(a => a.alert)).not.toContain(
      'MeshControlPlaneDown',
    );
    expect(leftOut).toEqual([
      'no control plane of Istio was seen in east, so none is missed there',
    ]);
    const unseen = rulesOf(
      input({ clusters: [clusterOf('east', ['istio'], null)] }),
    );
    expect(alertsIn(unseen.groups).map(a => a.alert)).toContain(
      'MeshControlPlaneDown',
    );
  });

  it('say what they are about, and where to look', () => {
    for (const alert of alertsIn(rulesOf(input()).groups)) {
      expect(alert.for).toMatch(/^\d+m$/);
      expect(['warning', 'critical']).toContain(alert.labels.severity);
      expect(alert.annotations.summary).toBeTruthy();
      expect(alert.annotations.description).toBeTruthy();
      expect(alert.annotations.runbook_url).toMatch(
        /^https:\/\/portal\.example\.com\/mesh(\/health)?$/,
      );
    }
    const nowhere = rulesOf(input({ portal: undefined })).groups;
    expect(alertsIn(nowhere)[0].annotations).not.toHaveProperty('runbook_url');
  });

  it('allow what the objective allows', () => {
    const [rate] = alertsIn(rulesOf(input()).groups);
    expect(rate.alert).toBe('HighMeshErrorRate');
    expect(rate.expr).toContain('>= 1000');
    expect(rate.expr).toMatch(/> 0\.001$/m);
    expect(rate.annotations.description).toContain('allows 0.1 %');
  });

  it('record the queries of the catalogue as they are asked', () => {
    const { groups } = rulesOf(input({ recording: true }));
    const records = recordsIn(groups);
    const names = records.map(r => r.record);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'mesh:istio_requests:rate5m',
        'mesh:linkerd_requests:rate5m',
      ]),
    );
    for (const adapter of builtInAdapters.filter(a => a.metrics)) {
      const { queries } = adapter.metrics!({
        mtls: '1h',
        objective: '1h',
      });
      const requests = queries.find(q => q.id === 'requests')!;
      expect(
        records.find(r => r.record === `mesh:${adapter.id}_requests:rate5m`)!
          .expr,
      ).toBe(requests.promql({ labels: (...l) => l.join(', '), matchers: '' }));
    }
    expect(recordsIn(rulesOf(input()).groups)).toEqual([]);
  });

  it('make a file that says whom each group is for', () => {
    const text = rulesFile([
      rulesOf(input({ server: several })),
      rulesOf(input({ server: { name: 'other', matchers: {} } })),
    ]);
    expect(text).toMatch(/^# Alert rules .*\n# Each group is for the server/);
    expect(parse(text).groups.map((g: RuleGroup) => g.name)).toEqual([
      'meshboard-thanos-istio',
      'meshboard-thanos-linkerd',
      'meshboard-other-istio',
      'meshboard-other-linkerd',
    ]);
    expect(parse(rulesFile([rulesOf(input({ clusters: [] }))]))).toEqual({
      groups: [],
    });
  });
});

whereAvailable('rules by promtool', () => {
  const directory = mkdtempSync(join(tmpdir(), 'rules-'));
  const write = (name: string, content: string) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const run = (...args: string[]) =>
    execFileSync('promtool', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each<[string, Partial<RulesInput>]>([
    ['a server of one cluster', {}],
    ['a server of several', { server: several }],
    ['a server of several, recorded', { server: several, recording: true }],
    [
      'an objective of no failure at all',
      {
        config: {
          objectives: { successRate: 1, windowMs: 60_000, minimumRequests: 1 },
          mtls: { windowMs: 3_600_000, evidenceMs: 0 },
        },
      },
    ],
  ])('are valid, for %s', (_, parts) => {
    const path = write('rules.yml', rulesFile([rulesOf(input(parts))]));
    const said = run('check', 'rules', '--lint=all', '--lint-fatal', path);
    expect(said).toContain('SUCCESS');
  });

  interface Fired {
    alert: string;
    at?: string;
    /** Labels of each alert that fires, without those of its rule. */
    labels: Record<string, string>[];
  }

  /** Which alerts fire over series, by name: annotations are not compared. */
  function firing(
    series: [string, string][],
    expected: Fired[],
    interval = '1m',
  ) {
    const { groups } = rulesOf(
      input({
        server: { ...several, matchers: {}, clusters: undefined },
        portal: undefined,
      }),
    );
    // promtool compares annotations too: without them, an alert is its labels.
    const bare = groups.map(g => ({
      ...g,
      rules: g.rules.map(r => {
        const { annotations: _, ...rest } = r as AlertRule;
        return rest;
      }),
    }));
    write('rules.yml', stringify({ groups: bare }, { lineWidth: 0 }));
    const rules = alertsIn(groups);
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: interval,
      tests: [
        {
          interval,
          input_series: series.map(([name, values]) => ({
            series: name,
            values,
          })),
          alert_rule_test: expected.map(({ alert, at = '90m', labels }) => ({
            alertname: alert,
            eval_time: at,
            exp_alerts: labels.map(exp_labels => ({ exp_labels })),
          })),
        },
      ],
    };
    for (const { alert } of expected) {
      expect(rules.map(r => r.alert)).toContain(alert);
    }
    return run('test', 'rules', write('test.yml', stringify(test)));
  }

  const istio = (labels: string) =>
    `istio_requests_total{cluster="east", reporter="destination", destination_workload_namespace="shop", destination_workload="cart", ${labels}}`;
  const linkerd = (labels: string) =>
    `response_total{cluster="east", direction="inbound", target_port="8080", namespace="shop", deployment="cart", ${labels}}`;
  const errors = { severity: 'warning', cluster: 'east' };
  const ofIstio = {
    ...errors,
    mesh: 'istio',
    reporter: 'destination',
    destination_workload_namespace: 'shop',
    destination_workload: 'cart',
  };
  const ofLinkerd = {
    ...errors,
    mesh: 'linkerd',
    namespace: 'shop',
    deployment: 'cart',
  };

  it('keep what is asked for in place of the query, each server its own', () => {
    const { groups } = rulesOf(input({ server: several, recording: true }));
    const records = { groups: groups.filter(g => /recording$/.test(g.name)) };
    write('records.yml', stringify(records, { lineWidth: 0 }));
    const requests = builtInAdapters.find(a => a.id === 'istio')!.metrics!({
      mtls: '1h',
      objective: '1h',
    }).queries.find(q => q.id === 'requests')!;
    const read = (server: string) =>
      recordedQuery('istio', requests, server)!.promql(
        queryContext({ clusterLabel: 'cluster', matchers: {} }),
      );
    const series = istio('response_code="200", env="say \\"prod\\""').replace(
      'cluster="east"',
      'cluster="eks-east.1"',
    );
    const test = {
      rule_files: ['records.yml'],
      tests: [
        {
          interval: '1m',
          input_series: [{ series, values: '0+60x95' }],
          promql_expr_test: [
            {
              expr: read('thanos'),
              eval_time: '90m',
              exp_samples: [
                {
                  labels:
                    'mesh:istio_requests:rate5m{cluster="eks-east.1", reporter="destination", destination_workload_namespace="shop", destination_workload="cart", response_code="200", meshboard_server="thanos"}',
                  value: 1,
                },
              ],
            },
            { expr: read('other'), eval_time: '90m', exp_samples: [] },
          ],
        },
      ],
    };
    expect(run('test', 'rules', write('test.yml', stringify(test)))).toContain(
      'SUCCESS',
    );
  });

  it.each<[string, [string, string][], Record<string, string>[]]>([
    [
      'half fail',
      [
        [istio('response_code="200"'), '0+60x95'],
        [istio('response_code="503"'), '0+60x95'],
      ],
      [ofIstio],
    ],
    ['all fail', [[istio('response_code="503"'), '0+60x95']], [ofIstio]],
    [
      'gRPC fails under status 200',
      [
        [istio('response_code="200", grpc_response_status="0"'), '0+60x95'],
        [istio('response_code="200", grpc_response_status="14"'), '0+6x95'],
      ],
      [ofIstio],
    ],
    [
      'no response is one failure, not two',
      [[istio('response_code="0", grpc_response_status="14"'), '0+60x95']],
      [ofIstio],
    ],
    [
      'as many fail as are allowed',
      [
        [istio('response_code="200"'), '0+10000x95'],
        [istio('response_code="503"'), '0+1x95'],
      ],
      [],
    ],
    ['none fail', [[istio('response_code="200"'), '0+60x95']], []],
    [
      'too few to tell',
      [
        [istio('response_code="200"'), '0+1x95'],
        [istio('response_code="503"'), '0+1x95'],
      ],
      [],
    ],
    [
      'they failed before, and not now',
      [
        [istio('response_code="200"'), '0+60x95'],
        [istio('response_code="503"'), '0+60x75 4500x20'],
      ],
      [],
    ],
    [
      'at rest',
      [
        [istio('response_code="200"'), '5x95'],
        [istio('response_code="503"'), '5x95'],
      ],
      [],
    ],
    [
      'as the client counts',
      [
        [
          istio('response_code="503"').replace('"destination"', '"source"'),
          '0+60x95',
        ],
      ],
      [],
    ],
    ['no series at all', [], []],
    [
      'Linkerd: half fail',
      [
        [linkerd('status_code="200", classification="success"'), '0+60x95'],
        [linkerd('status_code="500", classification="failure"'), '0+60x95'],
      ],
      [ofLinkerd],
    ],
    [
      'Linkerd: no response',
      [
        [linkerd('status_code="200", classification="success"'), '0+60x95'],
        [linkerd('classification="failure"'), '0+60x95'],
      ],
      [ofLinkerd],
    ],
    [
      'Linkerd: probes and scrapes',
      [
        [
          linkerd(
            'status_code="500", classification="failure", route_name="probe"',
          ),
          '0+60x95',
        ],
        [
          linkerd('status_code="500", classification="failure"').replace(
            '8080',
            '4191',
          ),
          '0+60x95',
        ],
      ],
      [],
    ],
  ])('HighMeshErrorRate: %s', (_, series, labels) => {
    expect(firing(series, [{ alert: 'HighMeshErrorRate', labels }])).toContain(
      'SUCCESS',
    );
  });

  const up: [string, string][] = [
    ['pilot_info{cluster="east", version="1.30.3"}', '1x95'],
    ['up{cluster="east", component="destination"}', '1x95'],
    ['up{cluster="east", component="identity"}', '1x95'],
    ['up{cluster="east", component="proxy-injector"}', '1x95'],
  ];
  const lost = (name: string, value: string) =>
    up.map(([series, values]): [string, string] => [
      series,
      series.includes(name) ? value : values,
    ]);
  const down = (mesh: string, more = {}) => ({
    cluster: 'east',
    severity: 'critical',
    mesh,
    ...more,
  });

  it.each<[string, [string, string][], string, Record<string, string>[]]>([
    ['all there', up, 'MeshControlPlaneDown', []],
    [
      'istiod went away',
      lost('pilot_info', '1x60 stale'),
      'MeshControlPlaneDown',
      [down('istio')],
    ],
    [
      'it was never there',
      up.slice(1),
      'MeshControlPlaneDown',
      [down('istio')],
    ],
    [
      'another cluster has one',
      [...up.slice(1), ['pilot_info{cluster="west"}', '1x95']],
      'MeshControlPlaneDown',
      [down('istio')],
    ],
    [
      'one of two answers',
      [
        ...lost('identity', '0x95'),
        ['up{cluster="east", component="identity", pod="b"}', '1x95'],
      ],
      'MeshControlPlaneDown',
      [],
    ],
    [
      'identity does not answer',
      lost('identity', '0x95'),
      'MeshControlPlaneDown',
      [down('linkerd', { component: 'identity' })],
    ],
    [
      'destination is not scraped',
      lost('destination', '1x60 stale'),
      'MeshControlPlaneDown',
      [down('linkerd', { component: 'destination' })],
    ],
    [
      'the injector does not answer',
      lost('proxy-injector', '0x95'),
      'MeshInjectionFailing',
      [
        {
          ...down('linkerd', { component: 'proxy-injector' }),
          severity: 'warning',
        },
      ],
    ],
    [
      'injections fail',
      [
        ...up,
        [
          'sidecar_injection_failure_total{cluster="east"}',
          '0x80 1 2 3 4 5 6 7 8 9 10',
        ],
      ],
      'MeshInjectionFailing',
      [{ ...down('istio'), severity: 'warning' }],
    ],
    [
      'injections failed once, long ago',
      [...up, ['sidecar_injection_failure_total{cluster="east"}', '0x5 7x90']],
      'MeshInjectionFailing',
      [],
    ],
    [
      'certificates are not signed',
      [...up, ['citadel_server_csr_sign_err_count{cluster="east"}', '0+1x95']],
      'MeshCertificateSigningFailing',
      [down('istio')],
    ],
    [
      'certificates are not renewed',
      [
        ...up,
        [
          'control_identity_cert_refreshes_total{cluster="east", namespace="shop", result="error"}',
          '0+1x95',
        ],
      ],
      'MeshCertificateSigningFailing',
      [down('linkerd', { namespace: 'shop' })],
    ],
  ])('%s', (_, series, alert, labels) => {
    expect(firing(series, [{ alert, labels }])).toContain('SUCCESS');
  });

  const leaf =
    'istio_agent_cert_expiry_seconds{cluster="east", resource_name="default", namespace="shop", pod="cart-1"}';
  const runway = (
    mesh: string,
    subject: string,
    severity: string,
    more = {},
  ) => ({
    cluster: 'east',
    mesh,
    subject,
    severity,
    ...more,
  });
  const cart = { namespace: 'shop', pod: 'cart-1' };
  const day = 86_400;
  const end = (seconds: number) => `${90 * 60 + seconds}x95`;

  it.each<[string, [string, string][], Record<string, string>[]]>([
    ['a day left', [[leaf, `${day}x95`]], []],
    [
      'five hours left',
      [[leaf, '18000x95']],
      [runway('istio', 'leaf', 'warning', cart)],
    ],
    [
      'half an hour left',
      [[leaf, '1800x95']],
      [
        runway('istio', 'leaf', 'critical', cart),
        runway('istio', 'leaf', 'warning', cart),
      ],
    ],
    [
      'root: 50 days',
      [
        [
          'citadel_server_root_cert_expiry_timestamp{cluster="east"}',
          end(50 * day),
        ],
      ],
      [runway('istio', 'root', 'warning')],
    ],
    [
      'root: ten years',
      [
        [
          'citadel_server_root_cert_expiry_timestamp{cluster="east"}',
          end(3650 * day),
        ],
      ],
      [],
    ],
    [
      'chain: a day, on one of two instances',
      [
        [
          'citadel_server_cert_chain_expiry_timestamp{cluster="east", pod="a"}',
          end(100 * day),
        ],
        [
          'citadel_server_cert_chain_expiry_timestamp{cluster="east", pod="b"}',
          end(day),
        ],
      ],
      [
        runway('istio', 'issuer', 'critical'),
        runway('istio', 'issuer', 'warning'),
      ],
    ],
    [
      'Linkerd proxy: three hours, by the metric’s older name',
      [
        [
          'identity_cert_expiration_timestamp_seconds{cluster="east", namespace="shop", pod="cart-1"}',
          end(3 * 3600),
        ],
      ],
      [runway('linkerd', 'leaf', 'warning', cart)],
    ],
    [
      'Linkerd issuer: six hours',
      [['issuer_cert_ttl_seconds{cluster="east"}', '21600x95']],
      [runway('linkerd', 'issuer', 'critical')],
    ],
    [
      'Linkerd issuer: a day and a half, of two that it is given',
      [['issuer_cert_ttl_seconds{cluster="east"}', '129600x95']],
      [],
    ],
  ])('MeshCertificateExpiring: %s', (_, series, labels) => {
    expect(
      firing(
        [...up, ...series],
        [{ alert: 'MeshCertificateExpiring', labels }],
      ),
    ).toContain('SUCCESS');
  });

  it('MeshCertificateExpiring: an issuer that nobody has renewed for days', () => {
    const series: [string, string][] = [
      ['issuer_cert_ttl_seconds{cluster="east"}', '600000-3600x72'],
    ];
    expect(
      firing(
        series,
        [
          {
            alert: 'MeshCertificateExpiring',
            at: '72h',
            labels: [runway('linkerd', 'issuer', 'warning')],
          },
        ],
        '1h',
      ),
    ).toContain('SUCCESS');
  });
});
