import { SourceError } from '../http';
import { quote } from './queryContext';

/*
 * A server refuses a query that would load more than it allows (Prometheus: --query.max-samples;
 * Thanos and Mimir have limits of their own). Such a query is asked again in parts that have no
 * series in common, and whose rows are together those of the whole: the label by which it is parted
 * stands in its outer grouping.
 */

/** Last characters of a name; namespaces often begin alike, and end differently. */
const ENDINGS = ['[0-2]', '[3-5]', '[6-9]', '[a-f]', '[g-l]', '[m-r]', '[s-z]'];

/** Regular expressions, anchored as PromQL has them, of which each text matches exactly one. */
export const NAME_PARTS: string[] = [
  ...ENDINGS.map(ending => `.*${ending}`),
  '(.*[^0-9a-z])?',
];

/** How finely a query is asked: whole, by cluster, by cluster and the names of a label. */
export type Fineness = 0 | 1 | 2;

/** Matchers to add for each part, each led by `, `. */
export function partsOf(
  fineness: Fineness,
  by: { clusterLabel?: string; clusters: string[]; label?: string },
): string[] {
  const { clusterLabel, clusters, label } = by;
  const perCluster =
    fineness > 0 && clusterLabel && clusters.length > 0
      ? // The empty value: rows without the label, which are nobody's, have to be seen to be told.
        [...clusters, ''].map(value => `, ${clusterLabel}=${quote(value)}`)
      : [''];
  if (fineness < 2 || !label) return perCluster;
  return perCluster.flatMap(matcher =>
    NAME_PARTS.map(part => `${matcher}, ${label}=~${quote(part)}`),
  );
}

/** The next finer way of asking that has more parts; undefined where there is none. */
export function finer(
  fineness: Fineness,
  by: Parameters<typeof partsOf>[1],
): Fineness | undefined {
  const now = partsOf(fineness, by).length;
  return ([1, 2] as Fineness[]).find(
    f => f > fineness && partsOf(f, by).length > now,
  );
}

/** The server refused a query for its size, or its answer was larger than is read. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof SourceError)) return false;
  return (
    error.tooLarge ||
    (error.status === 422 &&
      /too many|limit|exceed|maximum/i.test(error.message))
  );
}

const KEPT_MS = 3_600_000;

/** How finely each query was to be asked of a server; tried whole again after an hour. */
export class FinenessMemory {
  readonly #known = new Map<string, { fineness: Fineness; until: number }>();

  /** @param now - the clock on the wall, not the time that is asked about */
  constructor(private readonly now: () => Date) {}

  get(query: string): Fineness {
    const known = this.#known.get(query);
    return known && known.until > this.now().getTime() ? known.fineness : 0;
  }

  set(query: string, fineness: Fineness): void {
    if (this.get(query) === fineness) return;
    const until = this.now().getTime() + KEPT_MS;
    this.#known.set(query, { fineness, until });
  }
}
