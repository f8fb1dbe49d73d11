import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import {
  formatMs,
  formatPercent,
  formatRps,
  formatWindow,
} from '../../lib/format';
import { unreadMetrics } from '../../lib/status';
import { useMeshTranslation } from './useMeshTranslation';

/** Traffic in words. Nothing seen is never a number. */
export function useTrafficText() {
  const { t } = useMeshTranslation();
  const dash = t('traffic.unknownQuantile');

  return (status: EntityMeshStatus) => {
    const { traffic, health } = status;
    if (!traffic) {
      const unread = unreadMetrics(status).map(({ name }) => name);
      const none = unread.length
        ? t('traffic.metricsUnread', { names: [...new Set(unread)].join(', ') })
        : t('traffic.noMetrics');
      return { success: none, rate: none, quantiles: undefined };
    }
    const {
      requestsPerSecond: rps,
      successRate,
      p50Ms,
      p95Ms,
      p99Ms,
    } = traffic;
    const window = formatWindow(traffic.window);
    const ms = (value: number | null) =>
      value === null ? dash : formatMs(value);

    const l4Only = traffic.reasons?.some(({ code }) => code === 'l4-only');
    let silent: string = t('traffic.noRequests', { window });
    if (rps === null) {
      silent = l4Only ? t('traffic.l4Only') : t('traffic.notSeen', { window });
    }
    return {
      success: successRate === null ? silent : formatPercent(successRate),
      note:
        successRate !== null && health === 'too-few-requests'
          ? t('traffic.tooFew')
          : undefined,
      rate: rps ? formatRps(rps) : silent,
      quantiles:
        p50Ms === null && p95Ms === null && p99Ms === null
          ? undefined
          : t('card.quantiles', {
              p50: ms(p50Ms),
              p95: ms(p95Ms),
              p99: ms(p99Ms),
            }),
    };
  };
}
