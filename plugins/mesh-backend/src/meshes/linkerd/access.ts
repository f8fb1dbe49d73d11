import { AllowedCaller } from '@meshboard/backstage-plugin-mesh-common';
import { WorkloadView } from '@meshboard/backstage-plugin-mesh-node';
import { InboundPolicy } from './inbound';

type Allowed = Exclude<AllowedCaller, { hidden: true }>;

/** Whom policy lets in to any pod of a workload. */
export function allowedOf(
  { meshed, ports }: WorkloadView,
  inbound: InboundPolicy,
): Allowed[] {
  const found = new Map<string, Allowed>();
  for (const pod of meshed) {
    for (const caller of inbound.allowed(pod, ports(pod))) {
      found.set(JSON.stringify(caller), caller);
    }
  }
  return [...found.values()];
}
