import { mockCredentials } from '@backstage/backend-test-utils';
import { databases } from '../store/__testUtils__/databases';
import {
  ANN,
  CART,
  CART_PATH,
  FRESH,
  SECRET_PATH,
  TestApi,
} from './__testUtils__/TestApi';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('signals on %s', id => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.create(await databases.init(id));
  });
  beforeEach(() => api.reset());

  it('are of the workloads that the entity has, over the last hour', async () => {
    const { status } = await api.get(`${CART_PATH}/signals`);
    expect(status).toBe(200);
    expect(api.signals).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef: CART }),
      '1h',
    );
  });

  it.each(['1h', '24h', '7d'])('take %s', async range => {
    await api.get(`${CART_PATH}/signals?range=${range}`);
    expect(api.signals).toHaveBeenCalledWith(expect.anything(), range);
  });

  it('take no other range', async () => {
    const { status, body } = await api.get(`${CART_PATH}/signals?range=30d`);
    expect(status).toBe(400);
    expect(body.error.message).toContain('range');
    expect(body.error.message).toContain('1h, 24h, 7d');
    expect(api.signals).not.toHaveBeenCalled();
  });

  it('are empty of an entity that was not assessed yet', async () => {
    await api.get(
      `/entities/by-ref/component/default/${FRESH.split('/')[1]}/signals`,
    );
    expect(api.signals).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef: FRESH, workloads: [] }),
      '1h',
    );
  });

  it('are not there where the catalog hides the entity', async () => {
    const ann = mockCredentials.user.header(ANN);
    const { status } = await api.get(`${SECRET_PATH}/signals`, ann);
    expect(status).toBe(404);
    expect(api.signals).not.toHaveBeenCalled();
  });
});
