import { EmptyState } from '@backstage/core-components';
import { ResponseError } from '@backstage/errors';
import { useApi } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import Skeleton from '@material-ui/lab/Skeleton';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import { LoadError, useMeshTranslation } from '../shared';
import { AlertRules } from './AlertRules';
import { ClusterDetails } from './ClusterDetails';
import { ClustersTable } from './ClustersTable';
import { Runway } from './Runway';
import { SourcesTable } from './SourcesTable';
import { UnmatchedTable } from './UnmatchedTable';

const isForbidden = (error: Error) =>
  error.name === 'ResponseError' &&
  (error as ResponseError).response.status === 403;

/** What is read from where, since when, and what it says of each cluster. */
export function HealthContent() {
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const { value, error, retry } = useAsyncRetry(
    async () => ({
      sources: (await api.getSources()).items,
      clusters: (await api.getClusters()).items,
    }),
    [api],
  );
  if (error && isForbidden(error)) {
    return (
      <EmptyState
        missing="info"
        title={t('healthPage.forbidden.title')}
        description={t('healthPage.forbidden.description')}
      />
    );
  }
  if (error) {
    return (
      <LoadError
        error={error}
        title={t('healthPage.sources.error')}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return (
      <Box role="status" aria-label={t('healthPage.title')}>
        <Skeleton variant="rect" height={240} />
      </Box>
    );
  }
  return (
    <Box display="flex" flexDirection="column" gridGap={24}>
      <SourcesTable sources={value.sources} />
      <ClustersTable clusters={value.clusters} />
      <Runway clusters={value.clusters} />
      <ClusterDetails clusters={value.clusters} />
      <AlertRules />
      <UnmatchedTable />
    </Box>
  );
}
