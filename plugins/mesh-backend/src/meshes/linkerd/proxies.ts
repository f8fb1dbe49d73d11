import {
  MeshAnswers,
  ProxyObservation,
} from '@meshboard/backstage-plugin-mesh-node';
import { namespaceOf, podOf } from './places';

/** The latest second that a date can have. */
const LAST = 8.64e12;

/** Proxies that are scraped, with the end of their certificates. */
export function linkerdProxies(answers: MeshAnswers): ProxyObservation[] {
  const found = new Map<string, ProxyObservation>();
  for (const { labels, value } of [
    ...(answers.proxies ?? []).map(sample => ({ ...sample, value: NaN })),
    ...(answers['proxy-certificates'] ?? []),
  ]) {
    const namespace = namespaceOf(labels);
    const pod = podOf(labels);
    if (!namespace || !pod) continue;
    const key = `${namespace}/${pod}`;
    const ends =
      value > 0 && value < LAST ? new Date(value * 1000).toISOString() : null;
    const known = found.get(key)?.certificateNotAfter ?? null;
    found.set(key, {
      namespace,
      pod,
      certificateNotAfter:
        ends && known && known < ends ? known : ends ?? known,
    });
  }
  return [...found.values()];
}
