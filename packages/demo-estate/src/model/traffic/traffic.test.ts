import { clusterObjects } from '../../kubernetes/clusterObjects';
import { Clock } from '../clock';
import { brightlane } from '../company';
import { loadCompany } from '../load';
import { dice } from '../random';
import { COUNTING_SINCE } from './curve';
import { trafficSeries } from '.';

const seriesOf = (company = brightlane, seed = 1) => {
  const source = trafficSeries(
    company.clusters.map(cluster => ({
      cluster,
      objects: clusterObjects(dice(seed), cluster),
    })),
    dice(seed),
    new Clock(() => Date.UTC(2026, 7, 4, 12)),
  );
  return source.names().flatMap(name => source.byName(name));
};

const series = seriesOf();
const noon = Date.UTC(2026, 7, 4, 12);
const find = (name: string, labels: Record<string, string>) =>
  series.filter(
    s =>
      s.labels.__name__ === name &&
      Object.entries(labels).every(([key, value]) => s.labels[key] === value),
  );
const perSecond = (found: typeof series, at = noon) =>
  found.reduce(
    (sum, s) => sum + (s.valueAt(at)! - s.valueAt(at - 3_600_000)!) / 3600,
    0,
  );

describe('traffic', () => {
  it('is few enough series, each with labels of its own', () => {
    const keys = series.map(s =>
      JSON.stringify(Object.entries(s.labels).sort()),
    );
    expect(new Set(keys).size).toBe(series.length);
    expect(series.length).toBeLessThan(6000);
  });

  it('names the cluster on every series, and never one that cannot be read', () => {
    const clusters = new Set(series.map(s => s.labels.cluster));
    expect([...clusters].sort()).toEqual([
      'prod-eu',
      'prod-us',
      'rehearsal',
      'staging',
    ]);
  });

  it('has counters that never fall, and nothing before counting began', () => {
    for (const { labels, type, valueAt } of series) {
      if (type === 'gauge') continue;
      let last = -1;
      for (let step = 0; step < 200; step++) {
        const value = valueAt(noon + step * 15_000)!;
        if (value < last) throw new Error(`${JSON.stringify(labels)} falls`);
        last = value;
      }
      expect(valueAt(COUNTING_SINCE - 30_000)).toBeUndefined();
    }
  });

  it('has histogram buckets that rise with their bound', () => {
    const histogram = find('response_latency_ms_bucket', {
      deployment: 'wishlist',
      direction: 'inbound',
    }).sort((a, b) => Number(a.labels.le) - Number(b.labels.le));
    const counts = histogram
      .filter(s => s.labels.le !== '+Inf')
      .map(s => s.valueAt(noon)!);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.length).toBeGreaterThan(20);
  });

  it('is the same for a seed and another for another', () => {
    const values = (s: typeof series) => s.map(x => x.valueAt(noon));
    expect(values(seriesOf())).toEqual(values(series));
    expect(values(seriesOf(brightlane, 2))).not.toEqual(values(series));
  });

  it('is more in the evening than at night', () => {
    const shop = find('istio_requests_total', {
      destination_workload: 'web-shop',
      reporter: 'destination',
      response_code: '200',
    });
    const evening = perSecond(shop, Date.UTC(2026, 7, 4, 19));
    const night = perSecond(shop, Date.UTC(2026, 7, 5, 7));
    expect(evening).toBeGreaterThan(1.5 * night);
  });

  it('fails every fourteenth request or so to courier-tracking', () => {
    const rate = (classification: string) =>
      perSecond(
        find('response_total', {
          direction: 'inbound',
          deployment: 'courier-tracking',
          route_name: 'default',
          classification,
        }).filter(s => s.labels.target_port !== '4191'),
      );
    const success = rate('success') / (rate('success') + rate('failure'));
    expect(success).toBeGreaterThan(0.92);
    expect(success).toBeLessThan(0.94);
  });

  it('cannot name who speaks plaintext to a sidecar, and can for ztunnel', () => {
    const plain = (workload: string, policy: string) => ({
      destination_workload: workload,
      reporter: 'destination',
      connection_security_policy: policy,
    });
    const [cart] = find('istio_requests_total', plain('cart', 'none'));
    expect(cart.labels.source_workload).toBe('unknown');
    const [cms] = find(
      'istio_tcp_connections_opened_total',
      plain('cms', 'unknown'),
    );
    expect(cms.labels).toMatchObject({
      source_workload: 'monolith',
      app: 'ztunnel',
    });
  });

  it('says on the client side never how it was secured', () => {
    const policies = new Set(
      find('istio_requests_total', { reporter: 'source' }).map(
        s => s.labels.connection_security_policy,
      ),
    );
    expect([...policies]).toEqual(['unknown']);
  });

  it('has nothing in plaintext where only encrypted traffic is let in', () => {
    for (const namespace of ['checkout', 'payments']) {
      const policies = find('istio_requests_total', {
        destination_workload_namespace: namespace,
        reporter: 'destination',
      }).map(s => s.labels.connection_security_policy);
      expect(policies.length).toBeGreaterThan(0);
      expect(new Set(policies)).toEqual(new Set(['mutual_tls']));
    }
  });

  it('leaves a service at rest at rest', () => {
    const still = find('istio_requests_total', {
      destination_workload: 'gift-cards',
      reporter: 'destination',
    });
    expect(still.length).toBeGreaterThan(0);
    expect(perSecond(still)).toBe(0);
  });

  it('scrapes pods that have a proxy, and no others', () => {
    const router = find('up', { namespace: 'fulfilment' }).filter(s =>
      s.labels.pod.startsWith('order-router-'),
    );
    expect(router).toHaveLength(5);
    expect(find('up', { namespace: 'legacy' })).toEqual([]);
  });
});

describe('a load', () => {
  it('has as many clusters, pods and entities as asked for', () => {
    const company = loadCompany({ clusters: 2, pods: 150, entities: 100 });
    expect(company.clusters).toHaveLength(2);
    expect(company.components).toHaveLength(100);
    for (const { workloads } of company.clusters) {
      const replicas = workloads
        .filter(w => w.name.startsWith('service-'))
        .reduce((sum, w) => sum + w.replicas, 0);
      expect(replicas).toBe(150);
    }
    expect(seriesOf(company).length).toBeGreaterThan(0);
  });
});
