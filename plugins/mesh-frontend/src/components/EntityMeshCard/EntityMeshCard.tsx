import { InfoCard } from '@backstage/core-components';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles, Theme } from '@material-ui/core/styles';
import Skeleton from '@material-ui/lab/Skeleton';
import { useEntityMeshStatus } from '../../hooks/useEntityMeshStatus';
import { AsOf, LoadError, RefreshButton, useMeshTranslation } from '../shared';
import { CardBody } from './CardBody';

const useStyles = makeStyles((theme: Theme) => ({
  action: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.5, 1),
  },
}));

function CardSkeleton() {
  const { t } = useMeshTranslation();
  return (
    <div role="status" aria-label={t('card.loading')} aria-busy>
      <Skeleton variant="text" width="60%" height={32} />
      <Skeleton variant="text" width="90%" />
      <Skeleton variant="text" width="80%" />
      <Skeleton variant="text" width="85%" />
      <Skeleton variant="text" width="50%" height={32} />
    </div>
  );
}

/**
 * The service mesh at a glance, for an entity's overview.
 *
 * @public
 */
export function EntityMeshCard() {
  const classes = useStyles();
  const { entity } = useEntity();
  const { t } = useMeshTranslation();
  const { status, error, busy, reload, refresh } = useEntityMeshStatus(
    stringifyEntityRef(entity),
  );
  const action = status && (
    <div className={classes.action}>
      <AsOf at={status.asOf} />
      <RefreshButton busy={busy} onRefresh={refresh} />
    </div>
  );
  return (
    <InfoCard title={t('card.title')} action={action} variant="gridItem">
      {error && (
        <LoadError
          error={error}
          title={status && t('error.refresh')}
          onRetry={reload}
        />
      )}
      {status && <CardBody status={status} />}
      {!status && !error && <CardSkeleton />}
    </InfoCard>
  );
}
