import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { Fragment, ReactNode } from 'react';
import { formatPercent } from '../../lib/format';
import { SuccessSparkline } from '../Signals';
import {
  HealthText,
  MtlsText,
  ObservedText,
  useMeshTranslation,
  useTrafficText,
} from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: theme.spacing(0.5, 2),
    margin: theme.spacing(2, 0),
  },
  value: {
    margin: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 2),
  },
}));

/** mTLS, success and traffic of an entity that runs. */
export function Facts({ status }: { status: EntityMeshStatus }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const { traffic, mtls, health } = status;
  const { success, note, rate, quantiles } = useTrafficText()(status);

  const rows: { term: string; values: ReactNode[] }[] = [
    {
      term: t('card.mtls'),
      values: [
        <MtlsText mode={mtls.configured} />,
        <ObservedText share={mtls.observedShare} measured={traffic !== null} />,
      ],
    },
    {
      term: t('card.success'),
      values: traffic
        ? [
            success,
            t('card.objective', {
              objective: formatPercent(traffic.objective),
            }),
            traffic.successRate !== null && (
              <SuccessSparkline entityRef={status.entityRef} />
            ),
            note ??
              (traffic.successRate !== null && <HealthText health={health} />),
          ]
        : [success],
    },
    {
      term: t('card.traffic'),
      values: [rate, quantiles],
    },
  ];
  return (
    <Typography variant="body2" component="dl" className={classes.list}>
      {rows.map(({ term, values }) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd className={classes.value}>
            {values.filter(Boolean).map((value, index) => (
              <span key={index}>{value}</span>
            ))}
          </dd>
        </Fragment>
      ))}
    </Typography>
  );
}
