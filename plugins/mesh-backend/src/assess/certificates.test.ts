import {
  Certificate,
  ClusterStatus,
} from '@meshboard/backstage-plugin-mesh-common';
import { workloadOf } from '../store/__testUtils__/records';
import { WorkloadRow } from '../store/types';
import { certificatesOf, gaugeCertificates } from './certificates';
import { certificateFindings } from './findings/certificates';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const inDays = (days: number) => inHours(24 * days);

function row(...pods: string[]): WorkloadRow {
  const cart = workloadOf({ name: 'cart' });
  const proxies = pods.map(pod => ({ namespace: 'shop', pod }));
  return { ...cart, facts: { ...cart.facts, proxies } };
}
const root = {
  subject: 'root' as const,
  mesh: 'istio',
  name: 'root',
  notAfter: inDays(3000),
  source: 'ConfigMap istio-system/istio-ca-root-cert',
  earliestOf: 1,
};
const clusters = (...certificates: object[]) =>
  new Map([['prod-eu', { name: 'prod-eu', certificates } as ClusterStatus]]);

describe('certificates of an entity', () => {
  const ends: Record<string, string | null> = {
    a: inHours(20),
    b: inHours(3),
    c: null,
  };
  const proxy = (_: string, { namespace, pod }: any) =>
    pod in ends
      ? { namespace, pod, certificateNotAfter: ends[pod] }
      : undefined;

  it('are the earliest of its pods, and those above them', () => {
    const found = certificatesOf([row('a', 'b', 'c', 'unscraped')], {
      proxy,
      clusters: clusters(root, { ...root, notAfter: inDays(90) }),
    });
    expect(found.map(c => [c.subject, c.notAfter, c.earliestOf])).toEqual([
      ['leaf', inHours(3), 2],
      ['root', inDays(90), 2],
    ]);
    expect(found[0].source).toBe('proxy of shop/b');
  });

  it('are not those of a mesh that it is not in', () => {
    const found = certificatesOf([row()], {
      proxy,
      clusters: clusters({ ...root, mesh: 'linkerd' }),
    });
    expect(found).toEqual([]);
  });

  it('leave out a proxy that speaks for a node', () => {
    const own = row('a');
    const [presence] = own.facts.membership.meshes;
    own.facts.membership.meshes = [{ ...presence, dataPlane: 'ambient' }];
    expect(certificatesOf([own], { proxy, clusters: clusters() })).toEqual([]);
  });
});

it('figures are ends of certificates: a time in Istio, seconds left in Linkerd', () => {
  const gauge = (mesh: string, id: string, value: number, server = 'main') => ({
    server,
    cluster: 'eu',
    mesh,
    id,
    labels: {},
    value,
  });
  const found = gaugeCertificates(
    [
      gauge('istio', 'root-not-after', (NOW + 24 * HOUR) / 1000),
      gauge('linkerd', 'issuer-certificate-seconds-left', 7200),
      gauge('istio', 'config-push-p99', 3),
      gauge('istio', 'root-not-after', 1, 'dark'),
    ],
    server => (server === 'dark' ? null : new Date(NOW).toISOString()),
  );
  expect(
    found.get('eu')?.map(c => [c.mesh, c.subject, c.notAfter, c.source]),
  ).toEqual([
    ['istio', 'root', inDays(1), 'Prometheus main'],
    ['linkerd', 'issuer', inHours(2), 'Prometheus main'],
  ]);
});

describe('what ends soon', () => {
  const certificate = (
    subject: Certificate['subject'],
    notAfter: string,
  ): Certificate => ({
    subject,
    mesh: 'istio',
    cluster: 'eu',
    notAfter,
    earliestOf: 1,
  });

  it.each([
    ['leaf', inHours(12), undefined],
    ['leaf', inHours(5), 'certificate-renewal-failing warning'],
    ['leaf', inHours(-1), 'certificate-renewal-failing critical'],
    ['root', inDays(61), undefined],
    ['root', inDays(41), 'trust-root-expires warning'],
    ['root', inDays(6), 'trust-root-expires critical'],
    ['root', inDays(-1), 'trust-root-expires critical'],
    ['issuer', inDays(61), undefined],
    ['issuer', inDays(59), 'issuer-expires warning'],
    ['issuer', inHours(30), 'issuer-expires warning'],
    ['issuer', inHours(-1), 'issuer-expires critical'],
  ] as const)('%s, %s: %s', (subject, notAfter, expected) => {
    const found = certificateFindings(
      [certificate(subject, notAfter)],
      ['eu/shop/Deployment/cart', 'us/shop/Deployment/cart'],
      NOW,
    );
    expect(found.map(f => `${f.code} ${f.severity}`)).toEqual(
      expected ? [expected] : [],
    );
    for (const { workloads, evidence } of found) {
      expect(workloads).toEqual(['eu/shop/Deployment/cart']);
      expect(evidence).toContain(notAfter);
    }
  });

  it('is told in words of days, hours, or that it is over', () => {
    const titles = [inDays(41), inHours(30), inHours(-1)].map(
      notAfter =>
        certificateFindings([certificate('root', notAfter)], [], NOW)[0].title,
    );
    expect(titles).toEqual([
      'The trust root of Istio expires in 41 days',
      'The trust root of Istio expires in 30 hours',
      'The trust root of Istio has expired',
    ]);
  });

  it('is told once of a certificate that two sources tell of', () => {
    const issuers = [
      { ...certificate('issuer', inDays(19)), source: 'ConfigMap' },
      { ...certificate('issuer', inDays(19)), source: 'Prometheus' },
      { ...certificate('issuer', inDays(25)), source: 'Prometheus' },
      { ...certificate('root', inDays(19)), source: 'Prometheus' },
    ];
    const found = certificateFindings(issuers, [], NOW);
    expect(found.map(f => f.code)).toEqual([
      'issuer-expires',
      'issuer-expires',
      'trust-root-expires',
    ]);
    expect(found[0].evidence).toContain('(ConfigMap; Prometheus)');
    expect(issuers[0].source).toBe('ConfigMap');
  });
});
