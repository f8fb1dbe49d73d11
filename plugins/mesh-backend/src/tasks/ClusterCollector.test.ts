import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readMeshConfig } from '../config';
import { KubernetesClient } from '../sources/kubernetes/KubernetesClient';
import { ClusterCollector } from './ClusterCollector';

const logger = mockServices.logger.mock();

/** Clusters that answer at once, but for those that are held: their pods come when let go. */
function clusters(held: string[]) {
  const asked: string[] = [];
  const letGo = new Map<string, () => void>();
  const gates = new Map(
    held.map(name => [
      name,
      new Promise<void>(resolve => letGo.set(name, resolve)),
    ]),
  );
  const client = {
    async list(cluster: string, path: string) {
      asked.push(`${cluster} ${path}`);
      if (path.endsWith('/pods')) await gates.get(cluster);
      return [];
    },
    get: async () => ({}),
  } as unknown as KubernetesClient;
  const collector = new ClusterCollector({
    client,
    store: {
      listSources: async () => [],
      upsertSource: async () => {},
      upsertCluster: async () => {},
      replaceWorkloads: async () => {},
    } as any,
    adapters: [],
    config: readMeshConfig(new ConfigReader({}), logger),
    logger,
    now: () => new Date('2026-05-01T10:00:00Z'),
  });
  return { asked, letGo, collector };
}

/** Long enough for everything that waits for nothing else. */
const settled = () => new Promise(resolve => setImmediate(resolve));
async function idle() {
  for (let i = 0; i < 50; i++) await settled();
}

describe('reading many clusters', () => {
  it('has two in memory at a time, whichever they are', async () => {
    const { asked, letGo, collector } = clusters(['a', 'b', 'c', 'd']);
    const readings = ['a', 'b', 'c', 'd'].map(name => collector.collect(name));
    await idle();
    const pods = () =>
      asked.filter(a => a.endsWith('/pods')).map(a => a.split(' ')[0]);
    const namespaces = asked.filter(a => a.endsWith('/namespaces'));
    // Whether each answers at all is known at once.
    expect(namespaces).toHaveLength(4);
    expect(pods()).toHaveLength(2);

    letGo.get(pods()[0])!();
    await idle();
    expect(pods()).toHaveLength(3);
    for (const go of letGo.values()) go();
    expect(await Promise.all(readings)).toEqual([true, true, true, true]);
    expect(pods().sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives up its turn when it is told to stop while it waits', async () => {
    const { asked, letGo, collector } = clusters(['a', 'b']);
    const first = [collector.collect('a'), collector.collect('b')];
    const stop = new AbortController();
    const waiting = collector.collect('c', { signal: stop.signal });
    await idle();
    stop.abort(new Error('shutting down'));
    for (const go of letGo.values()) go();
    await expect(waiting).rejects.toThrow('shutting down');
    expect(await Promise.all(first)).toEqual([true, true]);
    expect(asked).not.toContain('c /api/v1/pods');
  });
});
