import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  ControllerRecord,
  EventRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { FAILED_CREATE } from '../meshes/shared/events';
import { PreparedMesh } from './inspect';
import { WorkloadGroup } from './group';
import { keyOf, Owners } from './owners';

/** Why pods of a workload cannot be made now. */
export interface CreationFailure {
  /** The API server's own words. */
  message: string;
  /** What a mesh has to do with it. */
  reasons: Reason[];
}

const pushTo = <T>(map: Map<string, T[]>, key: string, value: T) => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

const newest = (times: string[]) => times.sort().at(-1) ?? '';

/**
 * ReplicaSets keep why they cannot make pods as a condition; of all other kinds only events tell,
 * for as long as the API server keeps them. An event counts where pods are still missing, and none
 * was made since.
 */
export function readCreationFailures(
  snapshot: ClusterSnapshot,
  owners: Owners,
  meshes: PreparedMesh[],
): (
  group: WorkloadGroup,
  running: number,
  controller?: ControllerRecord,
) => CreationFailure | undefined {
  const conditions = new Map<string, string[]>();
  for (const controller of snapshot.controllers) {
    if (!controller.createFailure || controller.wanted === 0) continue;
    const { createFailure } = controller;
    pushTo(conditions, keyOf(owners.ofController(controller)), createFailure);
  }
  const events = new Map<string, EventRecord[]>();
  for (const event of snapshot.events) {
    if (event.reason !== FAILED_CREATE) continue;
    const made = owners.controller(event.involved);
    const workload = made ? owners.ofController(made) : event.involved;
    pushTo(events, keyOf(workload), event);
  }

  const fromEvents = (
    { pods, wantedByParts }: WorkloadGroup,
    key: string,
    running: number,
    controller?: ControllerRecord,
  ): string | undefined => {
    const wanted = controller?.wanted ?? (wantedByParts || null);
    const missing = running === 0 || (wanted !== null && running < wanted);
    const [latest] = (events.get(key) ?? []).sort(
      (a, b) =>
        Date.parse(b.lastSeen) - Date.parse(a.lastSeen) ||
        (a.message < b.message ? -1 : 1),
    );
    if (!latest || !missing) return undefined;
    const made = Date.parse(newest(pods.map(pod => pod.createdAt)));
    return made > Date.parse(latest.lastSeen) ? undefined : latest.message;
  };

  return (group, running, controller) => {
    if (controller?.wanted === 0 || controller?.finished) return undefined;
    const key = keyOf(group.reference);
    const message =
      conditions.get(key)?.sort()[0] ??
      fromEvents(group, key, running, controller);
    return message
      ? {
          message,
          reasons: meshes.flatMap(
            ({ mesh }) => mesh.creationFailure?.(message) ?? [],
          ),
        }
      : undefined;
  };
}
