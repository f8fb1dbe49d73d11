import Typography from '@material-ui/core/Typography';
import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import { FixList, useMeshTranslation } from '../shared';

/** Reasons in words, with the pods they are about and what to do. */
export function ReasonList({ reasons }: { reasons: Reason[] }) {
  const { t } = useMeshTranslation();
  return (
    <ul>
      {reasons.map(({ code, message, pods, fix }, index) => (
        <li key={`${code}-${index}`}>
          <Typography variant="body2">{message}</Typography>
          {!!pods?.length && (
            <Typography variant="body2" color="textSecondary">
              {t('todo.pods', { pods: pods.join(', ') })}
            </Typography>
          )}
          <FixList fixes={fix} />
        </li>
      ))}
    </ul>
  );
}
