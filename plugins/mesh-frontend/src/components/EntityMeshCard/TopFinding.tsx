import Typography from '@material-ui/core/Typography';
import { Finding } from '@meshboard/backstage-plugin-mesh-common';
import { bySeverity } from '../../lib/status';
import { CommandLine, SeverityText, useMeshTranslation } from '../shared';

/** The worst finding with what to type, and how many more there are. */
export function TopFinding({ findings }: { findings: Finding[] }) {
  const { t } = useMeshTranslation();
  const [top, ...others] = bySeverity(findings);
  if (!top) return null;
  const fix = top.fix.find(({ command }) => command) ?? top.fix[0];
  return (
    <div>
      <Typography variant="body2" component="div">
        <SeverityText severity={top.severity}>{top.title}</SeverityText>
      </Typography>
      {fix && <Typography variant="body2">{fix.label}</Typography>}
      {fix?.command && <CommandLine text={fix.command} />}
      {others.length > 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('card.moreFindings', { count: others.length })}
        </Typography>
      )}
    </div>
  );
}
