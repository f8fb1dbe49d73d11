import { OwnersOf } from '../assess/fixes';

const add = (map: Map<string, Set<string>>, key: string, ref: string) => {
  const refs = map.get(key);
  if (refs) refs.add(ref);
  else map.set(key, new Set([ref]));
};

/** Which entities share a namespace or a workload. */
export class Sharing {
  readonly #namespaces = new Map<string, Set<string>>();
  readonly #workloads = new Map<string, Set<string>>();

  add(
    workload: {
      cluster: string;
      namespace: string;
      kind: string;
      name: string;
    },
    entityRef: string,
  ): void {
    const { cluster, namespace, kind, name } = workload;
    const place = `${cluster}/${namespace}`;
    add(this.#namespaces, place, entityRef);
    add(this.#workloads, `${place}/${kind.toLowerCase()}/${name}`, entityRef);
  }

  at({ cluster, namespace, kind, name }: Parameters<OwnersOf>[0]): string[] {
    const place = `${cluster}/${namespace}`;
    const refs =
      kind && name
        ? this.#workloads.get(`${place}/${kind}/${name}`)
        : this.#namespaces.get(place);
    return [...(refs ?? [])];
  }
}
