import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { Census, isServing, Serving } from '../assess/estate';
import { Estate } from '../assess/types';
import {
  Lookup,
  lookupOf,
  Selectable,
  WorkloadIndex,
} from '../entities/matching';
import { MeshEntity } from '../entities/types';
import { MeshStore } from '../store/types';
import { workloadKey } from '../store/WorkloadStore';
import { Sharing } from './Sharing';

interface Indexed extends Selectable, Serving {
  key: string;
  accounts: string[];
}

/** An entity and the keys of the workloads that belong to it. */
export interface Matched {
  entity: MeshEntity;
  lookup: Lookup;
  workloads: string[];
}

/** Metrics name a workload without its kind. */
export const placeKey = (w: {
  cluster: string;
  namespace: string;
  name: string;
}) => `${w.cluster}/${w.namespace}/${w.name}`;

/** What all entities and workloads together say: whose is what, and how large the estate is. */
export interface Survey {
  matched: Matched[];
  /** Entity refs by place. */
  owners: Map<string, string>;
  /** Entity refs by the service account that their pods run as, `namespace/name`. */
  accounts: Map<string, string>;
  /** Entity refs by namespace and by workload. */
  sharing: Sharing;
  estate: Estate;
}

/** Looks at every workload once, a page at a time, and keeps of it what tells whose it is. */
export async function survey(options: {
  store: Pick<MeshStore, 'streamWorkloads'>;
  entities: MeshEntity[];
  adapters: MeshAdapter[];
  matchingLabels: string[];
  signal?: AbortSignal;
}): Promise<Survey> {
  const census = new Census();
  const index = new WorkloadIndex<Indexed>();
  for await (const page of options.store.streamWorkloads()) {
    options.signal?.throwIfAborted();
    for (const row of page) {
      const { cluster, namespace, kind, name, facts } = row;
      census.addWorkload(row);
      index.add({
        cluster,
        namespace,
        kind,
        name,
        key: workloadKey(row),
        labelSets: [facts.labels, ...facts.podLabelSets],
        accounts: facts.serviceAccounts ?? [],
        serving: isServing(row),
      });
    }
  }
  const owners = new Map<string, string>();
  const accounts = new Map<string, string>();
  const sharing = new Sharing();
  const matched = options.entities.map(entity => {
    const lookup = lookupOf(entity, options.matchingLabels);
    const own = index.find(lookup);
    census.addService(own);
    for (const workload of own) {
      sharing.add(workload, entity.ref);
      const place = placeKey(workload);
      if (!owners.has(place)) owners.set(place, entity.ref);
      for (const account of workload.accounts) {
        const known = accounts.get(account);
        // Shared by several, it stands for none of them.
        accounts.set(account, known && known !== entity.ref ? '' : entity.ref);
      }
    }
    return { entity, lookup, workloads: own.map(w => w.key) };
  });
  for (const [account, ref] of accounts) if (!ref) accounts.delete(account);
  return {
    matched,
    owners,
    accounts,
    sharing,
    estate: census.toEstate(options.adapters),
  };
}
