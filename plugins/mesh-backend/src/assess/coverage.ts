import { WorkloadRow } from '../store/types';
import { EntityInput } from './types';

/** Which proxies of running pods no server scrapes. */
export interface Coverage {
  /** `namespace/pod` of proxies that are not scraped. */
  missing: string[];
  /** It cannot be told which proxies speak for some of the pods. */
  unknown: boolean;
}

/** Whether every proxy that speaks for the workloads' pods is scraped. */
export function coverageOf(
  workloads: WorkloadRow[],
  input: Pick<EntityInput, 'proxy'>,
): Coverage {
  const missing = new Set<string>();
  let unknown = false;
  for (const { cluster, facts } of workloads) {
    if (facts.proxies === null) {
      unknown = true;
      continue;
    }
    for (const proxy of facts.proxies) {
      if (!input.proxy(cluster, proxy)) {
        missing.add(`${proxy.namespace}/${proxy.pod}`);
      }
    }
  }
  return { missing: [...missing].sort(), unknown };
}
