import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { readMeshConfig } from '.';

const read = (mesh?: object) => {
  const logger = mockServices.logger.mock();
  const config = readMeshConfig(
    new ConfigReader(mesh ? ({ mesh } as any) : {}),
    logger,
  );
  return { config, logged: logger.error.mock.calls.flat().join('\n') };
};

describe('readMeshConfig', () => {
  it('needs nothing', () => {
    const { config, logged } = read();
    expect(config).toMatchObject({
      staleAfterMs: 900_000,
      prometheus: [],
      entities: {
        filter: { kind: 'component' },
        notApplicableTypes: ['library', 'documentation'],
      },
      objectives: { successRate: 0.999, minimumRequests: 1000 },
      recommendation: { minimumServices: 10 },
    });
    expect(logged).toBe('');
  });

  it('names a key that it does not know, wherever it is, and what stands there', () => {
    const { logged } = read({
      stalAfter: { minutes: 1 },
      mtls: { windows: 3 },
      prometheus: [{ name: 'a', baseUrl: 'http://a', cluster: 'x' }],
    });
    expect(logged).toContain("'mesh.stalAfter'");
    expect(logged).toContain("'mesh.mtls.windows'");
    expect(logged).toContain('mesh.mtls takes window, enforceEvidence');
    expect(logged).toContain("'mesh.prometheus[0].cluster'");
  });

  it.each([
    [{ staleAfter: 'soon' }, 'mesh.staleAfter'],
    [{ schedule: { frequency: { minutes: 0 } } }, 'mesh.schedule.frequency'],
    [{ objectives: { successRate: 99.9 } }, 'mesh.objectives.successRate'],
    [{ objectives: { minimumRequests: 0 } }, 'mesh.objectives.minimumRequests'],
    [{ prometheus: [{ name: 'a' }] }, 'baseUrl and service'],
    [{ prometheus: [{ name: 'a', baseUrl: 'thanos:9090' }] }, 'baseUrl'],
    [
      { prometheus: [{ name: 'a', baseUrl: 'http://me:hunter2@a' }] },
      'without user and password',
    ],
    [
      {
        prometheus: [{ name: 'a', baseUrl: 'http://a', clusters: ['x', 'y'] }],
      },
      'clusterLabel',
    ],
    [
      { prometheus: [{ name: 'a', baseUrl: 'http://a', clusterLabel: 'a-b' }] },
      'a-b',
    ],
    [
      {
        prometheus: [
          { name: 'a', baseUrl: 'http://a' },
          { name: 'a', baseUrl: 'http://b' },
        ],
      },
      "named 'a'",
    ],
  ])('refuses %j and says why', (mesh, message) => {
    expect(() => read(mesh)).toThrow(message);
  });

  it('does not repeat a password that it refuses', () => {
    const refused = () =>
      read({ prometheus: [{ name: 'a', baseUrl: 'http://me:hunter2@a' }] });
    expect(refused).toThrow('baseUrl');
    expect(refused).not.toThrow(/hunter2/);
  });

  it('takes durations as objects and as text', () => {
    expect(read({ staleAfter: '10m' }).config.staleAfterMs).toBe(600_000);
    expect(read({ staleAfter: 'PT10M' }).config.staleAfterMs).toBe(600_000);
    expect(read({ staleAfter: { minutes: 10 } }).config.staleAfterMs).toBe(
      600_000,
    );
  });
});
