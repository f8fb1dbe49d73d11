import { useNow } from '../../hooks/useNow';
import { useMeshTranslation } from './useMeshTranslation';

const HOUR_MS = 3_600_000;
const HOURS_OF_DAYS = 48;

/** How long a certificate still lasts: hours where it is under two days, for leaves live no longer. */
export function TimeLeft({ notAfter }: { notAfter: string }) {
  const now = useNow();
  const { t } = useMeshTranslation();
  const leftMs = Date.parse(notAfter) - now;
  if (leftMs <= 0) return <>{t('certificates.expired')}</>;
  const hours = Math.floor(leftMs / HOUR_MS);
  if (hours < 1) return <>{t('certificates.underAnHour')}</>;
  return hours < HOURS_OF_DAYS ? (
    <>{t('certificates.hoursLeft', { count: hours })}</>
  ) : (
    <>{t('certificates.daysLeft', { count: Math.floor(hours / 24) })}</>
  );
}
