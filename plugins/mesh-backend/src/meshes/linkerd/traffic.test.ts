import { sample } from '../testing/samples';
import { linkerdMetrics } from './traffic';

const { queries, read } = linkerdMetrics({ mtls: '3600s', objective: '1h' });
const row = (value: number, labels: Record<string, string>) =>
  sample(value, { namespace: 'shop', deployment: 'web', ...labels });
const one = (answers: Parameters<typeof read>[0]) => read(answers, 3600)[0];

describe('traffic of Linkerd workloads', () => {
  it('counts failures by the common rule, whatever the classification', () => {
    expect(
      one({
        requests: [
          row(8, { status_code: '200', classification: 'success' }),
          row(1, { status_code: '404', classification: 'success' }),
          row(1, { status_code: '500', classification: 'failure' }),
          row(1, {
            status_code: '200',
            grpc_status: '13',
            classification: 'failure',
          }),
          // no response ever came
          row(1, { classification: 'failure' }),
        ],
      }).requests,
    ).toEqual({ total: 12, success: 9 });
  });

  it.each([
    ['deployment', 'Deployment'],
    ['statefulset', 'StatefulSet'],
    ['daemonset', 'DaemonSet'],
    ['k8s_job', 'Job'],
  ])('label %s is a %s', (label, kind) => {
    expect(
      read({ requests: [sample(1, { namespace: 'a', [label]: 'x' })] }, 60),
    ).toMatchObject([{ namespace: 'a', workload: 'x', kind }]);
  });

  it('what names no workload is nothing', () => {
    expect(read({ requests: [sample(1, { namespace: 'a' })] }, 60)).toEqual([]);
  });

  it('only the mesh’s own TLS counts as encrypted', () => {
    const rows = [
      row(6, { tls: 'true' }),
      row(1, { tls: 'no_identity' }),
      row(1, { tls: 'opaque' }),
    ];
    expect(
      one({ 'encrypted-requests': rows, 'encrypted-connections': rows }),
    ).toMatchObject({
      encryptedRequests: { encrypted: 6, total: 8 },
      encryptedConnections: { encrypted: 6, total: 8 },
      plaintextCallers: [],
    });
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['a client in the mesh', { tls: 'true', client_id: 'a.b' }, true],
    [
      'no TLS',
      { tls: 'no_identity', no_tls_reason: 'no_tls_from_remote' },
      false,
    ],
    [
      'a port without detection',
      { tls: 'no_identity', no_tls_reason: 'port_skipped' },
      false,
    ],
    ['the application’s own TLS', { tls: 'opaque', sni: 'x.test' }, false],
    ['identity switched off', { tls: 'disabled' }, false],
    ['another word', { tls: 'TRUE' }, false],
  ])(
    // linkerd2-proxy: linkerd/app/core/src/transport/labels.rs TlsAccept
    '%s, as the proxy labels it',
    (_, labels, encrypted) => {
      expect(
        one({ 'encrypted-requests': [row(5, labels)] }).encryptedRequests,
      ).toEqual({ total: 5, encrypted: encrypted ? 5 : 0 });
    },
  );

  it('series without the label say nothing of encryption', () => {
    const bare = [row(5, {}), row(2, { tls: '' })];
    expect(one({ 'encrypted-requests': bare }).encryptedRequests).toBeNull();
    expect(
      one({ 'encrypted-requests': [...bare, row(3, { tls: 'true' })] })
        .encryptedRequests,
    ).toEqual({ total: 3, encrypted: 3 });
  });

  it('what a pod sends to itself is no evidence', () => {
    const c = {
      labels: (...names: string[]) => names.join(', '),
      matchers: '',
    };
    const evidence = queries.filter(q => q.evidence).map(q => q.promql(c));
    expect(evidence).toHaveLength(2);
    for (const text of evidence) {
      expect(text).toContain('no_tls_reason!="loopback"');
    }
  });

  it('leaves probes and the admin port out of every query for what is served', () => {
    const context = {
      labels: (...names: string[]) => names.join(', '),
      matchers: '',
    };
    const served = queries
      .map(query => query.promql(context))
      .filter(text => text.includes('direction="inbound"'));
    expect(served).toHaveLength(5);
    for (const text of served) {
      expect(text).toContain('target_port!="4191"');
      expect(text).toMatch(/route_name!="probe"|unless/);
    }
  });
});
