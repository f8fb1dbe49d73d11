import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { EntityVisibility } from './visibility';

const entity = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name },
});
const conditional: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: { rule: 'IS_OWNER', resourceType: 'catalog-entity', params: {} },
};
const ann = mockCredentials.user('user:default/ann');
const bob = mockCredentials.user('user:default/bob');

describe('EntityVisibility', () => {
  const permissions = mockServices.permissions.mock();
  const streamEntities = jest.fn();
  let time: number;
  let visibility: EntityVisibility;

  beforeEach(() => {
    jest.resetAllMocks();
    time = 0;
    permissions.authorizeConditional.mockResolvedValue([conditional]);
    streamEntities.mockImplementation(async function* pages() {
      yield [entity('cart'), entity('search')];
      yield [entity('search')];
    });
    visibility = new EntityVisibility({
      catalog: { streamEntities },
      permissions,
      filter: { kind: 'component' },
      now: () => new Date(time),
    });
  });

  it('asks nothing of the catalog where all or nothing may be seen', async () => {
    permissions.authorizeConditional.mockResolvedValueOnce([
      { result: AuthorizeResult.ALLOW },
    ]);
    expect(await visibility.forCredentials(ann)).toEqual({ all: true });
    permissions.authorizeConditional.mockResolvedValueOnce([
      { result: AuthorizeResult.DENY },
    ]);
    expect(await visibility.forCredentials(ann)).toEqual({
      all: false,
      refs: [],
    });
    expect(streamEntities).not.toHaveBeenCalled();
  });

  it('reads with the credentials of the one who asks, each ref once', async () => {
    expect(await visibility.forCredentials(ann)).toEqual({
      all: false,
      refs: ['component:default/cart', 'component:default/search'],
    });
    expect(streamEntities).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: { kind: 'component' },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      }),
      { credentials: ann },
    );
  });

  it('reads once for those who ask at the same time, and once a minute', async () => {
    await Promise.all([
      visibility.forCredentials(ann),
      visibility.forCredentials(ann),
    ]);
    time = 59_999;
    await visibility.forCredentials(ann);
    expect(streamEntities).toHaveBeenCalledTimes(1);
    time = 60_000;
    await visibility.forCredentials(ann);
    expect(streamEntities).toHaveBeenCalledTimes(2);
  });

  it('never gives one the list of another', async () => {
    await visibility.forCredentials(ann);
    streamEntities.mockImplementationOnce(async function* none() {
      yield [];
    });
    expect(await visibility.forCredentials(bob)).toEqual({
      all: false,
      refs: [],
    });
  });

  it('takes back what was allowed as soon as the policy does', async () => {
    await visibility.forCredentials(ann);
    permissions.authorizeConditional.mockResolvedValueOnce([
      { result: AuthorizeResult.DENY },
    ]);
    expect(await visibility.forCredentials(ann)).toEqual({
      all: false,
      refs: [],
    });
  });

  it('keeps no failure', async () => {
    streamEntities.mockImplementationOnce(() => {
      throw new Error('catalog is down');
    });
    await expect(visibility.forCredentials(ann)).rejects.toThrow('is down');
    await expect(visibility.forCredentials(ann)).resolves.toMatchObject({
      all: false,
    });
  });

  it('keeps no more lists than it has room for', async () => {
    for (let i = 0; i < 101; i += 1) {
      await visibility.forCredentials(
        mockCredentials.user(`user:default/u${i}`),
      );
    }
    streamEntities.mockClear();
    await visibility.forCredentials(mockCredentials.user('user:default/u100'));
    expect(streamEntities).not.toHaveBeenCalled();
    await visibility.forCredentials(mockCredentials.user('user:default/u0'));
    expect(streamEntities).toHaveBeenCalledTimes(1);
  });
});
