import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { RecommendationReason } from '@meshboard/backstage-plugin-mesh-common';
import { meshName } from '../../lib/names';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    height: theme.spacing(0.5),
    background: theme.palette.info.main,
  },
}));

/** The weighed reasons of a recommendation, each with its evidence and where that came from. */
export function ReasonsTable(props: { reasons: RecommendationReason[] }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  if (props.reasons.length === 0) {
    return (
      <Typography variant="body2">{t('recommendation.noReasons')}</Typography>
    );
  }
  const reasons = [...props.reasons].sort(
    (a, b) => Math.abs(b.weight) - Math.abs(a.weight),
  );
  const heaviest = Math.max(...reasons.map(({ weight }) => Math.abs(weight)));
  return (
    <TableContainer>
      <Table size="small" aria-label={t('recommendation.reasons')}>
        <TableHead>
          <TableRow>
            <TableCell>{t('recommendation.criterion')}</TableCell>
            <TableCell>{t('recommendation.favours')}</TableCell>
            <TableCell>{t('recommendation.weight')}</TableCell>
            <TableCell>{t('recommendation.evidence')}</TableCell>
            <TableCell>{t('recommendation.origin')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {reasons.map((reason, index) => (
            <TableRow key={`${reason.criterion}-${index}`}>
              <TableCell component="th" scope="row">
                {reason.criterion}
              </TableCell>
              <TableCell>{meshName(reason.favours)}</TableCell>
              <TableCell>
                {reason.weight > 0 ? `+${reason.weight}` : reason.weight}
                <div
                  aria-hidden
                  className={classes.bar}
                  style={{
                    width: `${
                      heaviest && (100 * Math.abs(reason.weight)) / heaviest
                    }%`,
                  }}
                />
              </TableCell>
              <TableCell>{reason.evidence}</TableCell>
              <TableCell>
                {t(`recommendation.origins.${reason.origin}`)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
