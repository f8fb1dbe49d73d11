import {
  Fix,
  MeshFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  PodRecord,
  ServiceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../../shared/containers';
import { finding } from '../../shared/finding';
import { setOnTemplate } from '../../shared/fixes';
import { blindTo, byNamespace } from '../../shared/records';
import { matchesLabels } from '../../shared/selector';
import { InboundPolicy } from '../inbound';
import { CONTROL_PLANE_NAMESPACE, SERVERS, SKIP_OUTBOUND } from '../names';
import { inPorts, targetsOf } from '../ports';
import { skippedTowardsPolicy } from './codes';

const SHOWN = 3;

/** A Service's port that asks for mTLS, and what does. */
interface Asking {
  service: string;
  by: string;
}

/** Services that ask for mTLS, by their port; looked up once for each port that anybody skips. */
function askingByPort(
  snapshot: ClusterSnapshot,
  inbound: InboundPolicy,
): { ports: () => number[]; of: (port: number) => Asking[] } {
  let services: Map<number, ServiceRecord[]> | undefined;
  let pods: Map<string, PodRecord[]> | undefined;
  const known = new Map<number, Asking[]>();

  const servicesByPort = () => {
    if (!services) {
      services = new Map();
      for (const service of snapshot.services) {
        for (const { port, protocol } of service.ports) {
          if (protocol !== 'TCP') continue;
          const list = services.get(port);
          if (list) list.push(service);
          else services.set(port, [service]);
        }
      }
    }
    return services;
  };

  const meshedIn = (namespace: string) => {
    pods ??= byNamespace(
      snapshot.pods.filter(
        pod => isRunning(pod) && pod.labels[CONTROL_PLANE_NAMESPACE],
      ),
    );
    return pods.get(namespace) ?? [];
  };

  const asks = (service: ServiceRecord, port: number): string | undefined => {
    if (Object.keys(service.selector).length === 0) return undefined;
    const targets = service.ports.filter(
      p => p.port === port && p.protocol === 'TCP',
    );
    for (const pod of meshedIn(service.namespace)) {
      if (!matchesLabels(service.selector, pod.labels)) continue;
      const passes = inbound.passes(pod);
      for (const target of targets.flatMap(t => targetsOf(t.targetPort, pod))) {
        const by = passes(target) ? undefined : inbound.required(pod, target);
        if (by) return by;
      }
    }
    return undefined;
  };

  return {
    ports: () => [...servicesByPort().keys()],
    of(port) {
      let found = known.get(port);
      if (!found) {
        found = (servicesByPort().get(port) ?? []).flatMap(service => {
          const by = asks(service, port);
          return by
            ? [{ service: `${service.namespace}/${service.name}`, by }]
            : [];
        });
        known.set(port, found);
      }
      return found;
    },
  };
}

const NEEDED = [SERVERS, 'services'];

/** The list without a port; a range has no such fix that were sure to be meant. */
function without(
  port: number,
  list: string,
  reference: WorkloadView['reference'],
): Fix[] {
  const parts = list.split(',').map(part => part.trim());
  const rest = parts.filter(part => part && part !== String(port));
  if (!parts.includes(String(port))) return [];
  // Also where nothing is left: what the namespace says would hold otherwise.
  return setOnTemplate(reference, 'annotations', SKIP_OUTBOUND, rest.join(','));
}

/** Calls that go around the caller's proxy, to where plaintext is not let in. */
export function outboundReader(
  snapshot: ClusterSnapshot,
  inbound: InboundPolicy,
): (workload: WorkloadView) => {
  findings: MeshFinding[];
  notEvaluated: NotEvaluated[];
} {
  const asking = askingByPort(snapshot, inbound);

  return ({ meshed, reference }) => {
    const lists = new Set(
      meshed.flatMap(pod => pod.annotations[SKIP_OUTBOUND] || []),
    );
    const blind = lists.size > 0 ? blindTo(snapshot, NEEDED) : [];
    if (blind.length > 0) {
      return {
        findings: [],
        notEvaluated: blind.map(because => ({
          code: skippedTowardsPolicy.code,
          because,
        })),
      };
    }
    const findings = [...lists].sort().flatMap(list => {
      const skipped = inPorts(list);
      return asking
        .ports()
        .filter(skipped)
        .sort((a, b) => a - b)
        .flatMap(port => {
          const all = asking.of(port);
          if (all.length === 0) return [];
          const more = all.length - SHOWN;
          return finding(skippedTowardsPolicy, {
            evidence: `Pods have ${SKIP_OUTBOUND}=${list}, and on port ${port} plaintext is not let in by ${all
              .slice(0, SHOWN)
              .map(({ service, by }) => `Service ${service} (${by})`)
              .join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
            fix: without(port, list, reference),
          });
        });
    });
    return { findings, notEvaluated: [] };
  };
}
