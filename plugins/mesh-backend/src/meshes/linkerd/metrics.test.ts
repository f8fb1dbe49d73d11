import { sample } from '../testing/samples';
import { linkerdMetrics } from './traffic';

const { read, readEdges, readProxies, readGauges } = linkerdMetrics({
  mtls: '3600s',
  objective: '1h',
});
const NOW = new Date('2026-08-04T12:00:00Z');

describe('whose series it is', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'a workload’s label, whatever pod stands beside it',
      { namespace: 'shop', pod: 'web-1', deployment: 'web' },
      { namespace: 'shop', workload: 'web', kind: 'Deployment' },
    ],
    [
      'a pod where no label names a workload',
      { namespace: 'shop', pod: 'web-1' },
      { namespace: 'shop', workload: 'web-1', kind: null, pod: 'web-1' },
    ],
    [
      'exported labels before those of the scrape',
      {
        namespace: 'linkerd-viz',
        pod: 'prometheus-0',
        exported_namespace: 'shop',
        exported_pod: 'web-1',
      },
      { namespace: 'shop', workload: 'web-1', pod: 'web-1' },
    ],
  ])('%s', (_, labels, expected) => {
    expect(read({ requests: [sample(1, labels)] }, 60)).toMatchObject([
      expected,
    ]);
  });

  it('neither pod nor workload: nobody’s', () => {
    expect(read({ requests: [sample(1, { namespace: 'shop' })] }, 60)).toEqual(
      [],
    );
  });
});

describe('who calls whom', () => {
  const between = {
    namespace: 'shop',
    deployment: 'web',
    dst_namespace: 'bank',
    dst_statefulset: 'ledger',
  };
  const edge = {
    mesh: 'linkerd',
    sourceCluster: null,
    sourceNamespace: 'shop',
    sourceWorkload: 'web',
    destinationNamespace: 'bank',
    destinationWorkload: 'ledger',
  };

  it('requests, with their outcome and their TLS', () => {
    const rows = [
      sample(3, { ...between, status_code: '200', tls: 'true' }),
      sample(1, { ...between, status_code: '503', tls: 'no_identity' }),
    ];
    expect(
      readEdges!({
        edges: rows,
        // They carried the requests.
        'edge-connections': [sample(9, { ...between, tls: 'true' })],
      }),
    ).toEqual([
      {
        ...edge,
        requests: { total: 4, success: 3 },
        encrypted: { total: 4, encrypted: 3 },
      },
    ]);
  });

  it('connections where no request is seen', () => {
    expect(
      readEdges!({
        'edge-connections': [sample(2, { ...between, tls: 'true' })],
      }),
    ).toEqual([
      {
        ...edge,
        requests: null,
        encrypted: { total: 2, encrypted: 2 },
      },
    ]);
  });

  it('nothing of encryption where the label was dropped', () => {
    expect(
      readEdges!({
        edges: [sample(3, { ...between, status_code: '200' })],
      }),
    ).toMatchObject([{ requests: { total: 3 }, encrypted: null }]);
  });

  it('the calling pod where no label names its workload', () => {
    expect(
      readEdges!({
        edges: [sample(1, { ...between, deployment: '', pod: 'web-1' })],
      }),
    ).toMatchObject([{ sourceWorkload: 'web-1', sourcePod: 'web-1' }]);
  });

  it('nothing where a side is not named', () => {
    expect(
      readEdges!({
        edges: [
          sample(1, { namespace: 'shop', pod: 'web-1', dst_namespace: 'bank' }),
          sample(1, { ...between, deployment: '' }),
          sample(1, { ...between, namespace: '' }),
          sample(1, { ...between, dst_statefulset: '' }),
        ],
      }),
    ).toEqual([]);
  });
});

describe('proxies', () => {
  const pod = (name: string) => ({ namespace: 'shop', pod: name });

  it('are known by being scraped, and by their certificates', () => {
    expect(
      readProxies!(
        {
          proxies: [sample(1, pod('a')), sample(1, pod('b'))],
          'proxy-certificates': [
            sample(1785931200, pod('b')),
            sample(1785844800, pod('c')),
          ],
        },
        NOW,
      ),
    ).toEqual([
      { ...pod('a'), certificateNotAfter: null },
      { ...pod('b'), certificateNotAfter: '2026-08-05T12:00:00.000Z' },
      { ...pod('c'), certificateNotAfter: '2026-08-04T12:00:00.000Z' },
    ]);
  });

  it.each([0, NaN, Infinity, 1e300])(
    'a certificate that ends at %s is none',
    value => {
      expect(
        readProxies!({ 'proxy-certificates': [sample(value, pod('a'))] }, NOW),
      ).toEqual([{ ...pod('a'), certificateNotAfter: null }]);
    },
  );
});

it('what the control plane says of itself', () => {
  expect(
    readGauges!({
      'issuer-certificate': [
        sample(900, { namespace: 'linkerd' }),
        sample(700, { namespace: 'linkerd', exported_namespace: 'x' }),
      ],
      'control-plane-up': [
        sample(0.5, { namespace: 'linkerd', component: 'identity' }),
      ],
      injections: [
        sample(4, { namespace: 'linkerd', skip: 'false' }),
        sample(2, {
          exported_namespace: 'shop',
          skip: 'true',
          skip_reason: 'x',
        }),
        sample(1, {
          exported_namespace: 'bank',
          skip: 'true',
          skip_reason: 'x',
        }),
      ],
      'control-plane-calls': [
        sample(1, { namespace: 'shop', classification: 'failure' }),
        sample(2, { namespace: 'bank', classification: 'failure' }),
      ],
      'certificate-renewals': [sample(1, { namespace: 'a', result: 'error' })],
    }),
  ).toEqual([
    { id: 'issuer-certificate-seconds-left', labels: {}, value: 700 },
    {
      id: 'control-plane-up',
      labels: { namespace: 'linkerd', component: 'identity' },
      value: 0.5,
    },
    { id: 'injections', labels: { outcome: 'injected', reason: '' }, value: 4 },
    { id: 'injections', labels: { outcome: 'skipped', reason: 'x' }, value: 3 },
    { id: 'control-plane-calls', labels: { outcome: 'failure' }, value: 3 },
    { id: 'certificate-renewals', labels: { result: 'error' }, value: 1 },
  ]);
});

it('what was not asked or failed is nothing', () => {
  expect(readEdges!({})).toEqual([]);
  expect(readProxies!({}, NOW)).toEqual([]);
  expect(readGauges!({})).toEqual([]);
});
