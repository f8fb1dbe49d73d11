import { parse } from 'yaml';
import { databases } from '../store/__testUtils__/databases';
import { TestApi } from './__testUtils__/TestApi';

jest.setTimeout(120_000);

const PATH = '/rules/prometheus.yaml';

describe.each(databases.eachSupportedId())('rules on %s', id => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
    await api.store.upsertCluster({
      name: 'prod-eu',
      state: 'ok',
      asOf: null,
      meshes: [
        {
          mesh: 'istio',
          versions: [],
          revisions: [],
          controlPlane: { ready: 1, total: 1 },
          dataPlaneVersions: [],
        },
      ],
      pods: { running: 4, meshed: 2 },
    });
  });

  beforeEach(() => api.reset());

  const namesOf = (text: string): string[] =>
    parse(text).groups.map((g: { name: string }) => g.name);

  it('come as YAML, for what is installed', async () => {
    const { status, headers, text } = await api.get(PATH);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/yaml/);
    expect(namesOf(text)).toEqual(['meshboard-thanos-istio']);
  });

  it('come with recording rules where these are asked for', async () => {
    const recorded = await api.get(`${PATH}?recording=true&server=thanos`);
    expect(namesOf(recorded.text)).toEqual([
      'meshboard-thanos-istio',
      'meshboard-thanos-istio-recording',
    ]);
    const plain = await api.get(`${PATH}?recording=false`);
    expect(namesOf(plain.text)).toEqual(['meshboard-thanos-istio']);
  });

  it.each([
    ['recording=yes', "Invalid value for 'recording': it takes true, false"],
    ['recording=', "Invalid value for 'recording': it takes true, false"],
    [
      'recording=true&recording=false',
      "Invalid value for 'recording': it takes true, false",
    ],
    ['server=nowhere', "Invalid value for 'server': it takes thanos"],
    ['window=1h', "Unknown parameter 'window'; this takes recording, server"],
  ])('%s is refused', async (query, message) => {
    const { status, body } = await api.get(`${PATH}?${query}`);
    expect([status, body.error.message]).toEqual([400, message]);
  });
});
