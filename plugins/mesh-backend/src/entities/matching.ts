import { KUBERNETES_ANNOTATIONS } from '@meshboard/backstage-plugin-mesh-common';
import { isError } from '@backstage/errors';
import { matches, parseSelector, Requirement } from './selector';

/** How an entity's workloads are looked for. */
export interface Lookup {
  /** As the annotation has it, or `backstage.io/kubernetes-id=<name>`. */
  selector: string;
  /** Alternatives: a workload belongs where one of them matches. */
  selectors: Requirement[][];
  /** The same, as a Kubernetes API takes them. */
  labelSelectors: string[];
  namespace?: string;
  cluster?: string;
  /** One of the Kubernetes plugin's annotations is there. */
  annotated: boolean;
  /** What is wrong with the annotation; then nothing matches. */
  error?: string;
}

const annotation = KUBERNETES_ANNOTATIONS;

/**
 * The Kubernetes plugin's rules: the selector verbatim, else the id label
 * (plugin-kubernetes-backend: KubernetesFanOutHandler), narrowed by namespace and cluster.
 *
 * @param labels - further labels that link a workload to the entity of that name
 */
export function lookupOf(
  entity: { name: string; annotations: Record<string, string> },
  labels: string[],
): Lookup {
  const { annotations, name } = entity;
  // Empty is none, as it is to the Kubernetes plugin.
  const explicit = annotations[annotation.labelSelector] || undefined;
  const id = annotations[annotation.id] || undefined;
  const selector = explicit ?? `${annotation.id}=${id ?? name}`;
  const lookup: Lookup = {
    selector,
    selectors: [],
    labelSelectors: [],
    namespace: annotations[annotation.namespace] || undefined,
    cluster: annotations[annotation.cluster] || undefined,
    annotated: Boolean(explicit ?? id),
  };
  try {
    lookup.selectors.push(parseSelector(selector));
    lookup.labelSelectors.push(selector);
  } catch (error) {
    lookup.error = `The annotation ${
      explicit ? annotation.labelSelector : annotation.id
    } cannot be used: ${isError(error) ? error.message : error}`;
    return lookup;
  }
  if (!explicit) {
    for (const key of labels) {
      lookup.selectors.push([{ key, operator: 'in', values: [name] }]);
      lookup.labelSelectors.push(`${key}=${name}`);
    }
  }
  return lookup;
}

/** As much of a workload as tells whose it is. */
export interface Selectable {
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
  /** Its own labels and those of its pods. */
  labelSets: Record<string, string>[];
}

/** Workloads by label, so that matching an entity looks at its candidates only. */
export class WorkloadIndex<T extends Selectable = Selectable> {
  readonly #all: T[] = [];
  readonly #byLabel = new Map<string, Set<T>>();

  add(workload: T): void {
    this.#all.push(workload);
    for (const set of workload.labelSets) {
      for (const [key, value] of Object.entries(set)) {
        const entry = `${key}=${value}`;
        const found = this.#byLabel.get(entry);
        if (found) found.add(workload);
        else this.#byLabel.set(entry, new Set([workload]));
      }
    }
  }

  /** Workloads of an entity, in the order they were given. */
  find(lookup: Lookup): T[] {
    const found = new Set<T>();
    for (const requirements of lookup.selectors) {
      for (const workload of this.#candidates(requirements)) {
        if (
          (!lookup.namespace || lookup.namespace === workload.namespace) &&
          (!lookup.cluster || lookup.cluster === workload.cluster) &&
          workload.labelSets.some(set => matches(requirements, set))
        ) {
          found.add(workload);
        }
      }
    }
    return [...found];
  }

  /** The fewest that an equality leaves; all where there is none. */
  #candidates(requirements: Requirement[]): Iterable<T> {
    let best: Iterable<T> = this.#all;
    let size = this.#all.length;
    for (const r of requirements) {
      if (r.operator !== 'in') continue;
      const sets = r.values.map(
        value => this.#byLabel.get(`${r.key}=${value}`) ?? new Set(),
      );
      const total = sets.reduce((sum, set) => sum + set.size, 0);
      if (total <= size) {
        best = sets.flatMap(set => [...set]) as T[];
        size = total;
      }
    }
    return best;
  }
}
