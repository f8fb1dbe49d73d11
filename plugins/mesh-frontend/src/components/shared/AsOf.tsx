import Typography from '@material-ui/core/Typography';
import { useNow } from '../../hooks/useNow';
import { formatAge, formatTime } from '../../lib/format';
import { useMeshTranslation } from './useMeshTranslation';

/** How old what is shown is; the exact time is its tooltip and its machine-readable value. */
export function AsOf(props: { at: string | null }) {
  const { at } = props;
  const now = useNow();
  const { t } = useMeshTranslation();
  if (at === null) {
    return (
      <Typography variant="body2" component="span">
        {t('asOf.never')}
      </Typography>
    );
  }
  return (
    <Typography variant="body2" component="span">
      <time
        dateTime={at}
        title={t('asOf.label', { time: formatTime(at, now) })}
      >
        {formatAge(at, now)}
      </time>
    </Typography>
  );
}
