import CriticalIcon from '@material-ui/icons/ErrorOutline';
import InfoIcon from '@material-ui/icons/InfoOutlined';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import { Severity } from '@meshboard/backstage-plugin-mesh-common';
import { ReactNode } from 'react';
import { IconWord } from './IconWord';
import { useMeshTranslation } from './useMeshTranslation';

const LOOKS = {
  info: { icon: InfoIcon, tone: 'plain' },
  warning: { icon: WarningIcon, tone: 'warn' },
  critical: { icon: CriticalIcon, tone: 'bad' },
} as const;

/** How bad a finding is, in a word, and what it is. */
export function SeverityText(props: {
  severity: Severity;
  children: ReactNode;
}) {
  const { t } = useMeshTranslation();
  const { icon, tone } = LOOKS[props.severity];
  return (
    <IconWord icon={icon} tone={tone}>
      <strong>{t(`severity.${props.severity}`)}</strong> {props.children}
    </IconWord>
  );
}
