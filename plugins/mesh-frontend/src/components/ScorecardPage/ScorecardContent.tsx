import { EmptyState } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import Skeleton from '@material-ui/lab/Skeleton';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import { useScorecardParams } from '../../hooks/useScorecardParams';
import { LoadError, useMeshTranslation } from '../shared';
import { Freshness } from './Freshness';
import { HeatTable } from './HeatTable';
import { Headline } from './Headline';
import { ServiceTable } from './ServiceTable';

function LoadingScorecard() {
  return (
    <Box
      display="flex"
      flexDirection="column"
      gridGap={16}
      role="status"
      aria-label="Loading"
    >
      <Box display="flex" gridGap={16}>
        {['meshed', 'strict', 'healthy', 'beside'].map(name => (
          <Skeleton key={name} variant="rect" width="25%" height={120} />
        ))}
      </Box>
      <Skeleton variant="rect" height={280} />
    </Box>
  );
}

/** How far the organisation is: shares, groups and services. */
export function ScorecardContent() {
  const api = useApi(meshApiRef);
  const { t } = useMeshTranslation();
  const { params } = useScorecardParams();
  const { groupBy, rollup, filters } = params;
  const query = JSON.stringify({
    ...filters,
    groupBy,
    ...(groupBy === 'owner' && rollup ? { rollup: 'true' } : {}),
  });
  const { value, error, retry } = useAsyncRetry(
    () => api.getScorecard(JSON.parse(query)),
    [api, query],
  );

  if (error) {
    return (
      <LoadError error={error} title={t('scorecard.error')} onRetry={retry} />
    );
  }
  if (!value) return <LoadingScorecard />;
  if (value.totals.total === 0 && Object.keys(filters).length === 0) {
    return (
      <EmptyState
        missing="data"
        title={t('scorecard.empty.title')}
        description={t('scorecard.empty.description')}
      />
    );
  }
  return (
    <Box display="flex" flexDirection="column" gridGap={24}>
      <Freshness asOf={value.asOf} />
      <Headline totals={value.totals} />
      <HeatTable scorecard={value} />
      <ServiceTable />
    </Box>
  );
}
