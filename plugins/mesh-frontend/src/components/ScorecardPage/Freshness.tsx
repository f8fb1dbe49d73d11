import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import Box from '@material-ui/core/Box';
import Typography from '@material-ui/core/Typography';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import useAsync from 'react-use/esm/useAsync';
import { meshApiRef } from '../../api';
import { useNow } from '../../hooks/useNow';
import { formatTime } from '../../lib/format';
import { meshRouteRef } from '../../routes';
import { IconWord, useMeshTranslation } from '../shared';

/** When what is shown was read, and which clusters are missing from it. */
export function Freshness(props: { asOf: string | null }) {
  const api = useApi(meshApiRef);
  const now = useNow();
  const { t } = useMeshTranslation();
  const base = useRouteRef(meshRouteRef);
  // Without the permission for sources there is nothing to say about them here.
  const { value } = useAsync(() => api.getSources(), [api]);
  const clusters = value?.items.filter(s => s.kind === 'kubernetes') ?? [];
  const read = clusters.filter(s => s.state === 'ok').length;
  const counts = { read: String(read), all: String(clusters.length) };
  return (
    <Box display="flex" flexWrap="wrap" alignItems="center" gridGap={16}>
      <Typography variant="body2">
        {props.asOf
          ? t('scorecard.asOf', { time: formatTime(props.asOf, now) })
          : t('scorecard.neverRead')}
      </Typography>
      {clusters.length > 0 && read === clusters.length && (
        <Typography variant="body2">
          {t('scorecard.clusters', counts)}
        </Typography>
      )}
      {read < clusters.length && (
        <Typography variant="body2" component="span">
          <IconWord icon={WarningIcon} tone="warn">
            {t('scorecard.clusters', counts)}{' '}
            <Link to={`${base?.() ?? ''}/health`} underline="always">
              {t('scorecard.clustersLink')}
            </Link>
          </IconWord>
        </Typography>
      )}
    </Box>
  );
}
