import { TestApiProvider } from '@backstage/test-utils';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { act, renderHook } from '@testing-library/react';
import { MeshApi, meshApiRef } from '../api';
import { strict } from '../fixtures/status';
import { useEntityMeshStatus } from './useEntityMeshStatus';

describe('useEntityMeshStatus', () => {
  it('drops the answer about an entity that is no longer shown', async () => {
    const answers = new Map<string, (status: EntityMeshStatus) => void>();
    const api: Partial<MeshApi> = {
      getEntityStatus: ref =>
        new Promise(resolve => {
          answers.set(ref, resolve);
        }),
    };
    const { result, rerender } = renderHook(useEntityMeshStatus, {
      initialProps: 'component:default/first',
      wrapper: ({ children }) => (
        <TestApiProvider apis={[[meshApiRef, api as MeshApi]]}>
          {children}
        </TestApiProvider>
      ),
    });
    rerender('component:default/second');

    await act(async () =>
      answers.get('component:default/second')!({
        ...strict,
        entityRef: 'component:default/second',
      }),
    );
    await act(async () => answers.get('component:default/first')!(strict));

    expect(result.current.status?.entityRef).toBe('component:default/second');
    expect(result.current.busy).toBe(false);
  });
});
