import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { meshApiRef } from '../api';

interface State {
  status?: EntityMeshStatus;
  error?: Error;
  busy: boolean;
}

/**
 * The status of an entity. A failed refresh leaves what was there, with the error beside it.
 */
export function useEntityMeshStatus(entityRef: string) {
  const api = useApi(meshApiRef);
  const [state, setState] = useState<State>({ busy: true });
  // An answer counts only when nothing was asked after it.
  const latest = useRef(0);

  const ask = useCallback(async (read: () => Promise<EntityMeshStatus>) => {
    const turn = ++latest.current;
    const settle = (next: (previous: State) => State) => {
      if (turn === latest.current) setState(next);
    };
    setState(previous => ({ ...previous, busy: true }));
    try {
      const status = await read();
      settle(() => ({ status, busy: false }));
    } catch (error) {
      settle(({ status }) => ({ status, error: error as Error, busy: false }));
    }
  }, []);

  const abandon = useCallback(() => {
    latest.current++;
  }, []);

  const reload = useCallback(
    () => ask(() => api.getEntityStatus(entityRef)),
    [api, ask, entityRef],
  );
  const refresh = useCallback(
    () => ask(() => api.refreshEntity(entityRef)),
    [api, ask, entityRef],
  );

  useEffect(() => {
    setState({ busy: true });
    reload();
    return abandon;
  }, [reload, abandon]);

  return { ...state, reload, refresh };
}
