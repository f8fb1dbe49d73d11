import {
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { Configs } from './config';
import { OPAQUE_PORTS } from './names';
import { inPorts } from './ports';

/** Which ports are opaque, and what says so. */
export interface Opaque {
  has(port: number): boolean;
  source: string;
}

/** Ports by the names that the annotation may use for them. */
const portsOf = (record: PodRecord | ServiceRecord) =>
  'containers' in record
    ? [...record.containers, ...record.initContainers].flatMap(c => c.ports)
    : record.ports;

/** null: neither the annotation nor the install's list is known. */
export function opaqueOf(
  record: PodRecord | ServiceRecord,
  pod: PodRecord,
  configs: Configs,
): Opaque | null {
  const own = record.annotations[OPAQUE_PORTS];
  if (own !== undefined) {
    return {
      has: inPorts(own, portsOf(record)),
      source: `annotation ${OPAQUE_PORTS}=${own}`,
    };
  }
  const config = configs.of(pod);
  if ('unknown' in config || config.opaquePorts === null) return null;
  return {
    has: inPorts(config.opaquePorts),
    source: 'the install’s proxy.opaquePorts',
  };
}
