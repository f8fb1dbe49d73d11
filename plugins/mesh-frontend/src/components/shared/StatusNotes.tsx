import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { makeStyles, Theme } from '@material-ui/core/styles';
import {
  EntityMeshStatus,
  SourceState,
} from '@meshboard/backstage-plugin-mesh-common';
import { useNow } from '../../hooks/useNow';
import { formatDate, formatTime } from '../../lib/format';
import { staleSources, unreadSources } from '../../lib/status';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles((theme: Theme) => ({
  note: {
    color: theme.palette.text.primary,
    margin: theme.spacing(1, 0),
  },
  unknown: {
    margin: theme.spacing(1, 0),
    padding: theme.spacing(1),
  },
}));

function useUnreadText() {
  const { t } = useMeshTranslation();
  const now = useNow();
  return ({ cluster, state, lastSuccess }: SourceState) => {
    if (state === 'not-permitted')
      return t('unknown.notPermitted', { cluster });
    if (state === 'not-collectable')
      return t('unknown.notCollectable', { cluster });
    if (state === 'never-read') return t('unknown.neverRead', { cluster });
    if (lastSuccess === null) return t('unknown.neverAnswered', { cluster });
    const time = formatTime(lastSuccess, now);
    return t('unknown.since', { cluster, time });
  };
}

/** What could not be read, since when, and what was seen last. */
export function UnknownNote({ status }: { status: EntityMeshStatus }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const now = useNow();
  const unreadText = useUnreadText();
  const { lastKnown, membership } = status;
  return (
    <Paper variant="outlined" className={classes.unknown}>
      <Typography variant="body2">{t('unknown.title')}</Typography>
      {unreadSources(status).map(source => (
        <Typography key={`${source.name}/${source.cluster}`} variant="body2">
          {unreadText(source)}
          {source.message && ` ${source.message}`}
        </Typography>
      ))}
      {membership.reasons
        // the sources above say it already
        .filter(({ code }) => code !== 'unreadable' && code !== 'stale')
        .map(({ code, message }) => (
          <Typography key={`${code}-${message}`} variant="body2">
            {message}
          </Typography>
        ))}
      {lastKnown && (
        <Typography variant="body2" color="textSecondary">
          {t('unknown.lastKnown', {
            time: formatTime(lastKnown.at, now),
            stage: t(`stage.${lastKnown.stage}`),
            membership: lastKnown.membership,
          })}
        </Typography>
      )}
    </Paper>
  );
}

/** Sources whose last good data stands for now. */
export function StaleNote({ status }: { status: EntityMeshStatus }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const now = useNow();
  const sources = staleSources(status);
  if (sources.length === 0) return null;
  return (
    <Alert severity="warning" className={classes.note}>
      {sources.map(({ kind, name, cluster, lastSuccess, message }) => {
        const time = lastSuccess
          ? formatTime(lastSuccess, now)
          : t('sources.never');
        return (
          <Typography key={`${kind}/${name}/${cluster}`} variant="body2">
            {kind === 'prometheus'
              ? t('stale.metrics', { name, time })
              : t('stale.line', { cluster: cluster || name, time })}
            {message && ` ${message}`}
          </Typography>
        );
      })}
    </Alert>
  );
}

/** That the entity is exempt, or asks to be. */
export function ExemptNote({ status }: { status: EntityMeshStatus }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { exemption } = status;
  if (!exemption) return null;
  const { reason, approvedBy, expiresAt, requested } = exemption;
  return (
    <Alert severity="info" className={classes.note}>
      {requested
        ? t('exempt.requested', { reason })
        : [
            t('exempt.granted', { reason }),
            approvedBy
              ? t('exempt.approvedBy', { approver: approvedBy })
              : t('exempt.approverUnknown'),
            expiresAt
              ? t('exempt.until', { date: formatDate(expiresAt) })
              : t('exempt.openEnded'),
          ].join(' · ')}
    </Alert>
  );
}
