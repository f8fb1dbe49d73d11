import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import Skeleton from '@material-ui/lab/Skeleton';
import { useEntityMeshStatus } from '../../hooks/useEntityMeshStatus';
import { LoadError, useMeshTranslation } from '../shared';
import { StatusSections } from './StatusSections';

function ContentSkeleton() {
  const { t } = useMeshTranslation();
  return (
    <div role="status" aria-label={t('card.loading')} aria-busy>
      {[140, 180, 220, 180].map((height, index) => (
        <Skeleton key={index} variant="rect" height={height} animation="wave" />
      ))}
    </div>
  );
}

/**
 * Everything known of an entity's service mesh, as a tab of its page.
 *
 * @public
 */
export function EntityMeshContent() {
  const { entity } = useEntity();
  const { t } = useMeshTranslation();
  const state = useEntityMeshStatus(stringifyEntityRef(entity));
  const { status, error, busy, reload, refresh } = state;
  return (
    <>
      {error && (
        <LoadError
          error={error}
          title={status && t('error.refresh')}
          onRetry={reload}
        />
      )}
      {status && (
        <StatusSections status={status} busy={busy} onRefresh={refresh} />
      )}
      {!status && !error && <ContentSkeleton />}
    </>
  );
}
