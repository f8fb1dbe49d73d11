import { EmptyState, Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import LinearProgress from '@material-ui/core/LinearProgress';
import Skeleton from '@material-ui/lab/Skeleton';
import { meshScorecardReadPermission } from '@meshboard/backstage-plugin-mesh-common';
import { useLocation } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { meshApiRef } from '../../api';
import {
  SCOPE_NAMES,
  scopeOf,
  useScorecardParams,
} from '../../hooks/useScorecardParams';
import { LoadError, useMeshTranslation } from '../shared';
import { FilterChips } from './FilterChips';
import { Freshness } from './Freshness';
import { HeatTable } from './HeatTable';
import { Headline } from './Headline';
import { ServiceTable } from './ServiceTable';

function LoadingScorecard() {
  const { t } = useMeshTranslation();
  return (
    <Box
      display="flex"
      flexDirection="column"
      gridGap={16}
      role="status"
      aria-label={t('scorecard.loading')}
    >
      <Box display="flex" gridGap={16}>
        {['meshed', 'strict', 'healthy', 'beside'].map(name => (
          <Skeleton key={name} variant="rect" width="25%" height={120} />
        ))}
      </Box>
      <Skeleton variant="rect" height={280} />
      <Skeleton variant="rect" height={280} />
    </Box>
  );
}

/** The scorecard of what the address asks for, together with what it asked. */
function useScorecard() {
  const api = useApi(meshApiRef);
  const { params } = useScorecardParams();
  const { groupBy } = params;
  const rollup = groupBy === 'owner' && params.rollup;
  const scope = JSON.stringify(scopeOf(params.filters));
  return useAsyncRetry(async () => {
    const scorecard = await api.getScorecard({
      ...JSON.parse(scope),
      groupBy,
      ...(rollup ? { rollup: 'true' } : {}),
    });
    return { scorecard, groupBy, rollup };
  }, [api, groupBy, rollup, scope]);
}

/** How far the organisation is: shares, groups and services. */
export function ScorecardContent() {
  const { t } = useMeshTranslation();
  const { params } = useScorecardParams();
  const { pathname, search } = useLocation();
  const { value, error, loading, retry } = useScorecard();

  if (error) {
    return (
      <>
        <LoadError
          error={error}
          title={t('scorecard.error')}
          permission={meshScorecardReadPermission.name}
          onRetry={retry}
        />
        {search && <Link to={pathname}>{t('scorecard.startOver')}</Link>}
      </>
    );
  }
  if (!value) return <LoadingScorecard />;
  const { scorecard, groupBy, rollup } = value;
  const scoped = Object.keys(scopeOf(params.filters)).length > 0;
  if (scorecard.totals.total === 0 && !scoped) {
    return (
      <EmptyState
        missing="data"
        title={t('scorecard.empty.title')}
        description={t('scorecard.empty.description')}
      />
    );
  }
  return (
    <Box
      display="flex"
      flexDirection="column"
      gridGap={24}
      aria-busy={loading || undefined}
    >
      <Freshness asOf={scorecard.asOf} />
      <FilterChips names={SCOPE_NAMES} label={t('scorecard.scope')} />
      {loading && <LinearProgress aria-label={t('scorecard.loading')} />}
      <Headline totals={scorecard.totals} />
      <HeatTable scorecard={scorecard} groupBy={groupBy} rollup={rollup} />
      <ServiceTable />
    </Box>
  );
}
