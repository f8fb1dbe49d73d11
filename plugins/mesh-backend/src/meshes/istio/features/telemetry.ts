import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { byAge, byNamespace } from '../../shared/records';
import { matchesLabels } from '../../shared/selector';
import { array, object } from '../../shared/values';

/** The proxy that Telemetry is applied to. */
export interface TelemetryTarget {
  namespace: string;
  labels: Record<string, string>;
  /** Whether an object with these targets is attached to it; a sidecar never is a target. */
  attached(namespace: string, targets: any[]): boolean;
}

const targetsOf = ({ spec }: CustomRecord): any[] => [
  ...array(spec?.targetRefs),
  ...(spec?.targetRef ? [spec.targetRef] : []),
];

const selectorOf = ({ spec }: CustomRecord): Record<string, string> =>
  object(object(spec?.selector).matchLabels);

const isWide = (t: CustomRecord) =>
  Object.keys(selectorOf(t)).length === 0 && targetsOf(t).length === 0;

/**
 * Telemetry that holds for a proxy, widest first: the oldest of the root namespace, the oldest of
 * its own, then all that select it (istio: pilot/pkg/model Telemetries.applicableTelemetries).
 */
export function readTelemetry(
  all: CustomRecord[],
): (root: string, target: TelemetryTarget) => CustomRecord[] {
  const index = byNamespace([...all].sort(byAge));
  const wide = (namespace: string) => (index.get(namespace) ?? []).find(isWide);
  return (root, { namespace, labels, attached }) => {
    const found = [
      wide(root),
      namespace === root ? undefined : wide(namespace),
    ];
    for (const telemetry of index.get(namespace) ?? []) {
      const targets = targetsOf(telemetry);
      if (isWide(telemetry)) continue;
      const holds =
        targets.length > 0
          ? attached(namespace, targets)
          : matchesLabels(selectorOf(telemetry), labels);
      if (holds) found.push(telemetry);
    }
    return found.filter((t): t is CustomRecord => t !== undefined);
  };
}
