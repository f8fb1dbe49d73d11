import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import NotApplicableIcon from '@material-ui/icons/RemoveCircleOutline';
import { meshName } from '../../lib/names';
import { isOffLadder } from '../../lib/status';
import { IconWord } from './IconWord';
import { MembershipText } from './MembershipText';
import { StageChip } from './StageChip';
import { useMeshTranslation } from './useMeshTranslation';

const useStyles = makeStyles((theme: Theme) => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
  },
}));

/** Stage, mesh with version and data plane, and pods; for what is off the ladder, just that. */
export function VerdictLines(props: {
  status: Pick<EntityMeshStatus, 'stage' | 'membership' | 'eligibility'>;
}) {
  const { stage, membership } = props.status;
  const offLadder = isOffLadder(props.status);
  const classes = useStyles();
  const { t } = useMeshTranslation();
  return (
    <div className={classes.root}>
      {offLadder ? (
        <Typography variant="body2" component="span">
          <IconWord icon={NotApplicableIcon} tone="unknown">
            {t('eligibilityShort.not-applicable')}
          </IconWord>
        </Typography>
      ) : (
        <StageChip stage={stage} />
      )}
      {membership.meshes.map(({ mesh, dataPlane, versions }) => (
        <Typography
          key={`${mesh}-${dataPlane}`}
          variant="body2"
          component="span"
        >
          {[meshName(mesh), versions.join(', ')].filter(Boolean).join(' ')}
          {' · '}
          {t(`dataPlane.${dataPlane}`)}
        </Typography>
      ))}
      {!offLadder && (
        <Typography variant="body2" component="span">
          <MembershipText membership={membership} />
        </Typography>
      )}
    </div>
  );
}
