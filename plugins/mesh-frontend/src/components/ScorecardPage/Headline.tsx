import Box from '@material-ui/core/Box';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { Counts } from '@meshboard/backstage-plugin-mesh-common';
import { ReactNode } from 'react';
import { formatPercent } from '../../lib/format';
import { Filters } from '../../hooks/useScorecardParams';
import { useMeshTranslation } from '../shared';
import { ListLink } from './ListLink';

const useStyles = makeStyles((theme: Theme) => ({
  row: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
  },
  card: { padding: theme.spacing(2) },
  figure: {
    fontSize: theme.typography.h3.fontSize,
    fontWeight: theme.typography.fontWeightBold as number,
    lineHeight: `${theme.spacing(6)}px`,
    whiteSpace: 'nowrap',
  },
  // The longer wording has to fit the same card.
  bound: { fontSize: theme.typography.h5.fontSize },
  list: { margin: 0, padding: 0, listStyle: 'none' },
}));

function Figure(props: {
  name: string;
  share: number | null;
  atLeast: boolean;
  filters: Filters;
  detail: string;
}) {
  const { name, share, atLeast, filters, detail } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  let text = '–';
  if (share !== null) {
    text = formatPercent(share);
    if (atLeast) text = t('scorecard.atLeast', { share: text });
  }
  return (
    <Paper className={classes.card}>
      <Typography
        className={
          share !== null && atLeast
            ? `${classes.figure} ${classes.bound}`
            : classes.figure
        }
        component="p"
      >
        {share === null ? text : <ListLink filters={filters}>{text}</ListLink>}
      </Typography>
      <Typography variant="subtitle1" component="p">
        {name}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {detail}
      </Typography>
    </Paper>
  );
}

const MESHED = ['meshed', 'encrypted', 'strict', 'zero-trust'] as const;
const STRICT = ['strict', 'zero-trust'] as const;

/** The shares of eligible services, and beside them what is in none of them. */
export function Headline(props: { totals: Counts }) {
  const { totals } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const sum = (stages: readonly (keyof Counts['stages'])[]) =>
    stages.reduce((all, stage) => all + totals.stages[stage], 0);
  const ofEligible = (count: number) =>
    totals.eligible
      ? t('scorecard.ofEligible', {
          number: String(count),
          total: String(totals.eligible),
        })
      : t('scorecard.noneEligible');
  const judged = totals.health.healthy + totals.health.unhealthy;
  // Without metrics nothing was seen: that is not "too little traffic".
  const measured =
    totals.health['too-few-requests'] + totals.health['no-traffic'];
  const noneJudged =
    measured > 0 || totals.health.unknown === 0
      ? t('scorecard.noneJudged')
      : t('scorecard.healthNotKnown');
  const notKnown = totals.stages.unknown + totals.unknown;
  const beside: [number, Filters, ReactNode][] = [
    [
      notKnown,
      { stage: ['unknown'], eligibility: ['eligible', 'unknown'] },
      t('scorecard.unknown'),
    ],
    [totals.exempt, { eligibility: ['exempt'] }, t('scorecard.exempt')],
    [
      totals.notApplicable,
      { eligibility: ['not-applicable'] },
      t('scorecard.notApplicable'),
    ],
  ];
  return (
    <Box>
      <div className={classes.row}>
        <Figure
          name={t('scorecard.meshed')}
          share={totals.meshedShare}
          atLeast={totals.stages.unknown > 0}
          filters={{ stage: [...MESHED], eligibility: ['eligible'] }}
          detail={ofEligible(sum(MESHED))}
        />
        <Figure
          name={t('scorecard.strict')}
          share={totals.strictShare}
          atLeast={totals.stages.unknown > 0}
          filters={{ stage: [...STRICT], eligibility: ['eligible'] }}
          detail={ofEligible(sum(STRICT))}
        />
        <Figure
          name={t('scorecard.healthy')}
          share={totals.healthyShare}
          atLeast={false}
          filters={{ health: ['healthy'], eligibility: ['eligible'] }}
          detail={
            judged
              ? t('scorecard.ofJudged', {
                  number: String(totals.health.healthy),
                  total: String(judged),
                })
              : noneJudged
          }
        />
        <Paper className={classes.card}>
          <Typography variant="subtitle1" component="p">
            {t('scorecard.beside')}
          </Typography>
          <ul className={classes.list}>
            {beside.map(([count, filters, word]) => (
              <Typography key={String(word)} component="li" variant="body2">
                {count > 0 ? (
                  <ListLink filters={filters}>
                    {count} {word}
                  </ListLink>
                ) : (
                  <>
                    {count} {word}
                  </>
                )}
              </Typography>
            ))}
          </ul>
        </Paper>
      </div>
      <Box mt={1}>
        <Typography variant="body2">
          {t('scorecard.pods', {
            meshed: String(totals.pods.meshed),
            running: String(totals.pods.running),
          })}
          {totals.coverage !== null && (
            <>
              {'. '}
              {t('scorecard.coverage', {
                share: formatPercent(totals.coverage),
              })}
            </>
          )}
        </Typography>
      </Box>
    </Box>
  );
}
