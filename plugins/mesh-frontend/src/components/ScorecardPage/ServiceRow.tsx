import { EntityRefLink } from '@backstage/plugin-catalog-react';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { EntityMeshSummary } from '@meshboard/backstage-plugin-mesh-common';
import { ReactNode } from 'react';
import { formatPercent, formatRps } from '../../lib/format';
import { meshName } from '../../lib/names';
import {
  HealthText,
  MembershipText,
  StageChip,
  useMeshTranslation,
} from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  row: {
    // The theme breaks within words; only names may need it.
    '& td, & th': {
      padding: theme.spacing(0.75, 1),
      lineHeight: theme.typography.body2.lineHeight,
      wordBreak: 'normal',
    },
    '& th': { overflowWrap: 'anywhere' },
  },
  second: { color: theme.palette.text.secondary },
}));

/** A smaller second line in a cell. */
function Second(props: { children: ReactNode }) {
  const classes = useStyles();
  return (
    <Typography variant="caption" component="div" className={classes.second}>
      {props.children}
    </Typography>
  );
}

/** A service; what has no value, or none that applies, is a dash. */
export function ServiceRow(props: { item: EntityMeshSummary }) {
  const { item } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { verdict, mesh } = item.recommendation;
  const applies = item.eligibility !== 'not-applicable';
  return (
    <TableRow className={classes.row}>
      <TableCell component="th" scope="row" role="rowheader">
        <EntityRefLink entityRef={item.entityRef} title={item.title} />
        {item.owner && (
          <Second>
            <EntityRefLink
              entityRef={item.owner}
              defaultKind="group"
              color="inherit"
            />
          </Second>
        )}
      </TableCell>
      <TableCell>
        {applies ? (
          <StageChip stage={item.stage} />
        ) : (
          t('eligibilityShort.not-applicable')
        )}
        {(item.eligibility === 'exempt' || item.eligibility === 'unknown') && (
          <Second>
            {t(`scorecard.services.eligibility.${item.eligibility}`)}
          </Second>
        )}
      </TableCell>
      <TableCell>
        {applies ? (
          <MembershipText
            membership={{
              state: item.membership,
              meshedPods: item.meshedPods,
              totalPods: item.totalPods,
            }}
          />
        ) : (
          '–'
        )}
      </TableCell>
      <TableCell>{item.meshes.map(meshName).join(', ') || '–'}</TableCell>
      <TableCell>
        {applies ? t(`mtlsShort.${item.mtlsConfigured}`) : '–'}
        {item.mtlsObservedShare !== null && (
          <Second>
            {formatPercent(item.mtlsObservedShare)}{' '}
            {t('scorecard.services.observed')}
          </Second>
        )}
      </TableCell>
      <TableCell>
        {item.successRate === null ? '–' : formatPercent(item.successRate)}
      </TableCell>
      <TableCell>
        {item.requestsPerSecond === null
          ? '–'
          : formatRps(item.requestsPerSecond)}
      </TableCell>
      <TableCell>
        {applies ? <HealthText health={item.health} /> : '–'}
      </TableCell>
      <TableCell>
        {applies ? t(`recommendationVerdict.${verdict}`) : '–'}
        {applies && mesh && ` ${meshName(mesh)}`}
      </TableCell>
    </TableRow>
  );
}
