import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import GoodIcon from '@material-ui/icons/CheckCircleOutline';
import BadIcon from '@material-ui/icons/ErrorOutline';
import WarnIcon from '@material-ui/icons/ReportProblemOutlined';
import {
  ClusterStatus,
  MeshCertificate,
} from '@meshboard/backstage-plugin-mesh-common';
import { useNow } from '../../hooks/useNow';
import { formatDate } from '../../lib/format';
import { meshName } from '../../lib/names';
import { IconWord, SimpleTable, TimeLeft, useMeshTranslation } from '../shared';
import { Section } from './Section';

const DAY_MS = 86_400_000;
/** As far as the bars reach: what lasts longer fills them. */
const BAR_DAYS = 365;
const MAX_OWNERS = 6;

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    height: theme.spacing(0.75),
    minWidth: 2,
    marginTop: theme.spacing(0.5),
    background: theme.palette.info.main,
  },
  warn: { background: theme.palette.warning.main },
  bad: { background: theme.palette.error.main },
}));

type Subject = MeshCertificate['subject'];

/** A leaf lives for a day and is renewed at half of that. */
const LIMITS: Record<Subject, { warn: number; bad: number }> = {
  leaf: { warn: 0.25, bad: 1 / 24 },
  issuer: { warn: 60, bad: 7 },
  root: { warn: 60, bad: 7 },
};

function toneOf(days: number, subject: Subject): 'good' | 'warn' | 'bad' {
  const { warn, bad } = LIMITS[subject];
  if (days < bad) return 'bad';
  return days < warn ? 'warn' : 'good';
}

const ICONS = { good: GoodIcon, warn: WarnIcon, bad: BadIcon };

function Left(props: { subject: Subject; notAfter: string; now: number }) {
  const { subject, notAfter, now } = props;
  const classes = useStyles();
  const days = (Date.parse(notAfter) - now) / DAY_MS;
  const tone = toneOf(days, subject);
  const share = Math.min(Math.max(days, 0) / BAR_DAYS, 1);
  return (
    <>
      <IconWord icon={ICONS[tone]} tone={tone}>
        <TimeLeft notAfter={notAfter} />
      </IconWord>
      <div
        aria-hidden
        className={`${classes.bar} ${tone === 'good' ? '' : classes[tone]}`}
        style={{ width: `${100 * share}%` }}
      />
    </>
  );
}

function Owners({ owners }: Pick<MeshCertificate, 'owners'>) {
  const { t } = useMeshTranslation();
  if (!owners?.length) return <>–</>;
  const more = owners.length - MAX_OWNERS;
  return (
    <>
      {owners.slice(0, MAX_OWNERS).map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <EntityRefLink entityRef={ref} defaultKind="group" />
        </span>
      ))}
      {more > 0 && ` ${t('healthPage.runway.more', { number: String(more) })}`}
    </>
  );
}

/** Issuers and roots by what they have left, and whose services rest on them. */
export function Runway({ clusters }: { clusters: ClusterStatus[] }) {
  const { t } = useMeshTranslation();
  const now = useNow();
  const all = clusters
    .flatMap(cluster =>
      (cluster.certificates ?? []).map(certificate => ({
        ...certificate,
        cluster: cluster.title ?? cluster.name,
      })),
    )
    .sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1));
  return (
    <Section id="certificates" title={t('healthPage.runway.title')}>
      {all.length === 0 ? (
        <Typography variant="body2">{t('certificates.empty')}</Typography>
      ) : (
        <SimpleTable
          label={t('healthPage.runway.title')}
          columns={[
            t('certificates.subject'),
            { whole: t('certificates.cluster') },
            { whole: t('certificates.expires') },
            { whole: t('healthPage.runway.left') },
            t('healthPage.runway.owners'),
          ]}
          rows={all.map((certificate, index) => ({
            key: String(index),
            cells: [
              <div key="name">
                {`${meshName(certificate.mesh)}: ${certificate.name}`}
                <Typography variant="body2" color="textSecondary">
                  {certificate.source}
                </Typography>
              </div>,
              certificate.cluster,
              formatDate(certificate.notAfter),
              <Left
                key="left"
                subject={certificate.subject}
                notAfter={certificate.notAfter}
                now={now}
              />,
              <Owners key="owners" owners={certificate.owners} />,
            ],
          }))}
        />
      )}
    </Section>
  );
}
