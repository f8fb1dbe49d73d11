import { mockCredentials } from '@backstage/backend-test-utils';
import { databases } from '../store/__testUtils__/databases';
import { recordOf } from '../store/__testUtils__/records';
import { ANN, BOB, CID, TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())('clusters on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    await api.store.upsertCluster({
      name: 'prod-eu',
      state: 'ok',
      asOf: '2026-01-01T10:00:00.000Z',
      meshes: [
        {
          mesh: 'istio',
          versions: [],
          revisions: [],
          controlPlane: null,
          dataPlaneVersions: [],
        },
      ],
      certificates: [
        {
          subject: 'root',
          mesh: 'istio',
          name: 'root',
          notAfter: '2026-01-03T00:00:00.000Z',
          source: 'ConfigMap',
          earliestOf: 1,
        },
      ],
      pods: { running: 1, meshed: 1 },
    });
    await api.store.writeEntities(
      [
        recordOf('cart', { summary: { owner: 'group:default/shop' } }),
        recordOf('secret', { summary: { owner: 'group:default/secret-team' } }),
      ],
      { complete: true },
    );
  });
  beforeEach(() => api.reset());

  const clusterFor = async (user: string) => {
    const { body } = await api.get(
      '/clusters',
      mockCredentials.user.header(user),
    );
    return body.items.find((c: { name: string }) => c.name === 'prod-eu');
  };

  it.each([
    [BOB, ['group:default/secret-team', 'group:default/shop']],
    [ANN, ['group:default/shop']],
    [CID, []],
  ])('%s is told of the owners that they may see', async (user, owners) => {
    const [root] = (await clusterFor(user)).certificates;
    expect([...root.owners].sort()).toEqual(owners);
  });

  it('say that a root ends soon', async () => {
    const { meshes } = await clusterFor(BOB);
    expect(meshes[0].findings).toMatchObject([
      { code: 'trust-root-expires', severity: 'critical', reach: 'data-plane' },
    ]);
  });
});
