import YesIcon from '@material-ui/icons/CheckCircleOutline';
import NoIcon from '@material-ui/icons/HighlightOff';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import { ComplianceCheck } from '@meshboard/backstage-plugin-mesh-common';
import { IconWord, SimpleTable, useMeshTranslation } from '../shared';

const LOOKS = {
  yes: { icon: YesIcon, tone: 'good' },
  no: { icon: NoIcon, tone: 'warn' },
  unknown: { icon: UnknownIcon, tone: 'unknown' },
} as const;

/** The five things that a compliance review asks. */
export function ComplianceSection({ checks }: { checks: ComplianceCheck[] }) {
  const { t } = useMeshTranslation();
  return (
    <SimpleTable
      label={t('compliance.table')}
      columns={[
        t('compliance.question'),
        t('compliance.answer'),
        t('compliance.evidence'),
      ]}
      rows={checks.map(({ id, answer, evidence }) => ({
        key: id,
        cells: [
          t(`compliance.questions.${id}`),
          <IconWord key="answer" {...LOOKS[answer]}>
            {t(`compliance.answers.${answer}`)}
          </IconWord>,
          evidence,
        ],
      }))}
    />
  );
}
