import {
  ClusterSnapshot,
  CustomRecord,
  MetaRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/** Objects of a kind; null where they could not be read. A kind that is not installed has none. */
export function readable(
  snapshot: ClusterSnapshot,
  kind: string,
): CustomRecord[] | null {
  return unreadable(snapshot, kind) ? null : snapshot.custom[kind] ?? [];
}

/** Whether reading was refused or failed; a kind or object that does not exist was read. */
export function unreadable(snapshot: ClusterSnapshot, key: string): boolean {
  const outcome = snapshot.access[key]?.outcome;
  return outcome === 'not-permitted' || outcome === 'failed';
}

/** In words, why something was not read. */
export function whyUnreadable(snapshot: ClusterSnapshot, key: string): string {
  return snapshot.access[key]?.outcome === 'not-permitted'
    ? 'not permitted'
    : 'reading failed';
}

/** Of these kinds, those that were not read, each with its reason. */
export function blindTo(snapshot: ClusterSnapshot, kinds: string[]): string[] {
  return kinds
    .filter(kind => unreadable(snapshot, kind))
    .map(
      kind =>
        `${kind.split('/').pop()} not read: ${whyUnreadable(snapshot, kind)}`,
    );
}

export function byNamespace<T extends { namespace: string }>(
  items: T[],
): Map<string, T[]> {
  const result = new Map<string, T[]>();
  for (const item of items) {
    const list = result.get(item.namespace);
    if (list) list.push(item);
    else result.set(item.namespace, [item]);
  }
  return result;
}

const compare = (a: string, b: string) => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Oldest first; of equal age by name, then namespace. */
export function byAge(a: MetaRecord, b: MetaRecord): number {
  return (
    compare(a.createdAt, b.createdAt) ||
    compare(a.name, b.name) ||
    compare(a.namespace, b.namespace)
  );
}
