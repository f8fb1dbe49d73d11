import Box from '@material-ui/core/Box';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Paper from '@material-ui/core/Paper';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import {
  Counts,
  GroupBy,
  Scorecard,
  ScorecardGroup,
  Stage,
} from '@meshboard/backstage-plugin-mesh-common';
import { formatPercent } from '../../lib/format';
import { meshName } from '../../lib/names';
import { tint } from '../../lib/tint';
import { GROUPS, useScorecardParams } from '../../hooks/useScorecardParams';
import { useMeshTranslation } from '../shared';
import { ListLink } from './ListLink';

const STAGES: Stage[] = [
  'not-meshed',
  'meshed',
  'encrypted',
  'strict',
  'zero-trust',
  'unknown',
];

const useStyles = makeStyles((theme: Theme) => ({
  paper: { padding: theme.spacing(2) },
  controls: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
  },
  heading: { flexGrow: 1 },
  scroll: { overflowX: 'auto' },
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    color: theme.palette.text.primary,
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
    '& th, & td': {
      padding: theme.spacing(1),
      borderBottom: `1px solid ${theme.palette.divider}`,
    },
  },
  group: { textAlign: 'left', fontWeight: 'inherit' },
  number: { textAlign: 'right', whiteSpace: 'nowrap' },
  hidden: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clip: 'rect(0 0 0 0)',
    whiteSpace: 'nowrap',
  },
}));

/** The colour says how much of the group is here; the number says it to everybody. */
function useHeat() {
  const { palette } = useTheme<Theme>();
  // Backstage's themes have a colour of their own for links.
  const { link = palette.primary.main } = palette as { link?: string };
  const ground = palette.background.paper;
  const texts = [palette.text.primary, link];
  return (stage: Stage, share: number) => {
    if (share === 0) return undefined;
    const colour = {
      'not-meshed': palette.warning.main,
      meshed: palette.info.main,
      encrypted: palette.info.main,
      strict: palette.success.main,
      'zero-trust': palette.success.main,
      unknown: palette.text.secondary,
    }[stage];
    return { backgroundColor: tint(colour, share, { ground, texts }) };
  };
}

function Share(props: { counts: Counts }) {
  const { counts } = props;
  const { t } = useMeshTranslation();
  if (counts.meshedShare === null) return <>–</>;
  const text = formatPercent(counts.meshedShare);
  return (
    <>
      {counts.stages.unknown > 0
        ? t('scorecard.atLeast', { share: text })
        : text}
    </>
  );
}

function GroupRow(props: {
  group: ScorecardGroup;
  groupBy: GroupBy;
  rollup: boolean;
}) {
  const { group, groupBy, rollup } = props;
  const classes = useStyles();
  const heat = useHeat();
  const { t } = useMeshTranslation();
  const filter = { [groupBy]: [group.key] };
  let title = groupBy === 'mesh' ? meshName(group.key) : group.title;
  if (group.key === 'none') title = t('scorecard.heat.none');
  return (
    <tr>
      <th scope="row" className={classes.group}>
        {rollup ? (
          title
        ) : (
          <ListLink
            filters={filter}
            label={t('scorecard.heat.openGroup', { group: title })}
          >
            {title}
          </ListLink>
        )}
      </th>
      {STAGES.map(stage => {
        const count = group.counts.stages[stage];
        return (
          <td
            key={stage}
            className={classes.number}
            style={heat(
              stage,
              group.counts.eligible ? count / group.counts.eligible : 0,
            )}
          >
            {count > 0 && !rollup ? (
              <ListLink
                filters={{
                  ...filter,
                  stage: [stage],
                  eligibility: ['eligible'],
                }}
                label={t('scorecard.heat.open', {
                  number: String(count),
                  group: title,
                  stage: t(`stage.${stage}`),
                })}
              >
                {count}
              </ListLink>
            ) : (
              count
            )}
          </td>
        );
      })}
      <td className={classes.number}>
        <Share counts={group.counts} />
      </td>
    </tr>
  );
}

/**
 * Groups against stages; each number leads to its services. Not so where the groups below a group
 * count in it: the list of services knows direct owners only, and would show fewer.
 */
export function HeatTable(props: {
  scorecard: Scorecard;
  /** What the scorecard was asked for; the address may be ahead of it. */
  groupBy: GroupBy;
  rollup: boolean;
}) {
  const { groupBy, rollup } = props;
  const { groups, partition } = props.scorecard;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { params, update } = useScorecardParams();
  const name = t(`scorecard.groupBy.${groupBy}`);
  return (
    <Paper className={classes.paper}>
      <div className={classes.controls}>
        <Typography variant="h5" component="h2" className={classes.heading}>
          {t('scorecard.heat.title')}
        </Typography>
        {params.groupBy === 'owner' && (
          <FormControlLabel
            control={
              <Checkbox
                color="primary"
                checked={params.rollup}
                onChange={event => update({ rollup: event.target.checked })}
              />
            }
            label={t('scorecard.groupBy.rollup')}
          />
        )}
        <TextField
          select
          id="mesh-group-by"
          label={t('scorecard.groupBy.label')}
          size="small"
          variant="outlined"
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true, htmlFor: 'mesh-group-by' }}
          value={params.groupBy}
          onChange={event => update({ groupBy: event.target.value as GroupBy })}
        >
          {GROUPS.map(group => (
            <option key={group} value={group}>
              {t(`scorecard.groupBy.${group}`)}
            </option>
          ))}
        </TextField>
      </div>
      {groups.length === 0 ? (
        <Typography>{t('scorecard.heat.empty')}</Typography>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <caption className={classes.hidden}>
              {t('scorecard.heat.caption', { group: name })}
            </caption>
            <thead>
              <tr>
                <th scope="col" className={classes.group}>
                  {name}
                </th>
                {STAGES.map(stage => (
                  <th key={stage} scope="col" className={classes.number}>
                    {t(`stage.${stage}`)}
                  </th>
                ))}
                <th scope="col" className={classes.number}>
                  {t('scorecard.heat.share')}
                </th>
              </tr>
            </thead>
            <tbody>
              {groups.map(group => (
                <GroupRow
                  key={group.key}
                  group={group}
                  groupBy={groupBy}
                  rollup={rollup}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!partition && groups.length > 0 && (
        <Box mt={1}>
          <Typography variant="body2" color="textSecondary">
            {t('scorecard.heat.overlap')}
          </Typography>
        </Box>
      )}
      {rollup && (
        <Box mt={1}>
          <Typography variant="body2" color="textSecondary">
            {t('scorecard.heat.rolledUp')}
          </Typography>
        </Box>
      )}
    </Paper>
  );
}
