import { Dice } from '../../model/random';
import { ClusterSpec, EventSpec } from '../../model/types';
import { KubeObject, metadata } from './meta';

const MINUTE_MS = 60_000;

/** An event as the API server keeps it for an hour. */
export function event(
  dice: Dice,
  cluster: ClusterSpec,
  { namespace, reason, message, about }: EventSpec,
  nowMs: number,
): KubeObject {
  const suffix = dice.hex(16, cluster.name, reason, about.name);
  const ago = (minutes: number) =>
    new Date(nowMs - minutes * MINUTE_MS).toISOString();
  return {
    metadata: metadata(dice, cluster.name, 'Event', {
      name: `${about.name}.${suffix}`,
      namespace,
      createdAt: ago(40),
    }),
    involvedObject: { ...about, namespace },
    reason,
    message,
    type: reason === 'InjectionSkipped' ? 'Normal' : 'Warning',
    count: 12,
    firstTimestamp: ago(40),
    lastTimestamp: ago(2),
    source: { component: 'brightlane' },
  };
}
