import { gaugeFindings } from './gauges';

const gauge = (id: string, value: number, mesh = 'istio') => ({
  server: 'main',
  cluster: 'eu',
  mesh,
  id,
  labels: {},
  value,
});

it.each([
  ['a push within a tenth of a second', gauge('config-push-p99', 0.1), []],
  ['a push after 12 s', gauge('config-push-p99', 12), ['slow-config-push']],
  ['no failed injection', gauge('injection-failures', 0), []],
  [
    'a failed injection',
    gauge('injection-failures', 2.02),
    ['injection-failing'],
  ],
  [
    'requests without latency, of any mesh',
    gauge('requests-without-latency', 1234.5, 'linkerd'),
    ['native-histograms'],
  ],
  ['the figure of another mesh', gauge('config-push-p99', 99, 'own'), []],
])('%s', (_, row, codes) => {
  expect(gaugeFindings([row]).map(f => f.code)).toEqual(codes);
});
