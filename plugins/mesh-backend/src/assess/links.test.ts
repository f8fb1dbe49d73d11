import { ConfigReader } from '@backstage/config';
import { readLinks } from '../config/links';
import { workloadOf } from '../store/__testUtils__/records';
import { linksOf } from './links';

const read = (...links: object[]) =>
  readLinks(new ConfigReader({ links } as any));
const REF = 'component:default/cart';
const istio = workloadOf({ name: 'cart', cluster: 'prod-eu' });

it('leads to what each tool shows of a workload', () => {
  const links = read(
    { kind: 'grafana', baseUrl: 'https://grafana.example/' },
    { kind: 'kiali', baseUrl: 'https://kiali.example/kiali' },
    { kind: 'jaeger', baseUrl: 'https://jaeger.example' },
    { kind: 'linkerd-viz', baseUrl: 'https://viz.example' },
  );
  expect(linksOf([istio], REF, links)).toEqual([
    {
      kind: 'grafana',
      title: 'Grafana',
      url: 'https://grafana.example/d/UbsSZTDik/istio-workload-dashboard?var-namespace=shop&var-workload=cart',
    },
    {
      kind: 'kiali',
      title: 'Kiali',
      url: 'https://kiali.example/kiali/console/namespaces/shop/workloads/cart',
    },
    {
      kind: 'jaeger',
      title: 'Jaeger',
      url: 'https://jaeger.example/search?service=cart.shop',
    },
  ]);
});

it('puts values in encoded', () => {
  const odd = { ...istio, namespace: 'a/b?c', name: 'x&y=../z' };
  const [{ url }] = linksOf(
    [odd],
    REF,
    read({
      kind: 'own',
      url: 'https://t.example/{{ namespace }}?w={{workload}}&e={{entity}}',
    }),
  );
  expect(url).toBe(
    'https://t.example/a%2Fb%3Fc?w=x%26y%3D..%2Fz&e=component%3Adefault%2Fcart',
  );
});

it('says which workload where there are several, and one link once', () => {
  const us = { ...istio, cluster: 'prod-us' };
  const links = read(
    { kind: 'a', title: 'A', url: 'https://a.example/{{cluster}}' },
    { kind: 'b', title: 'B', url: 'https://b.example/all' },
    { kind: 'c', url: 'https://c.example/{{cluster}}', clusters: ['prod-us'] },
  );
  expect(linksOf([istio, us], REF, links).map(l => l.title)).toEqual([
    'A: shop/cart in prod-eu',
    'A: shop/cart in prod-us',
    'B',
    'c',
  ]);
});

it.each([
  [{ kind: 'x' }, 'one of url (a template) and baseUrl'],
  [{ kind: 'x', baseUrl: 'https://x.example' }, 'how x shows a workload'],
  [{ kind: 'x', url: 'ftp://x.example/' }, 'http or https URL'],
  [{ kind: 'x', url: 'https://{{cluster}}.example/' }, 'path or query only'],
  [{ kind: 'x', url: 'https://x.example/{{pod}}' }, '{{pod}} is none of'],
  [{ kind: 'kiali', baseUrl: 'kiali' }, 'http or https URL'],
])('%j is refused: %s', (link, message) => {
  expect(() => read(link)).toThrow(message);
  expect(() => read(link)).toThrow('mesh.links[0]');
});
