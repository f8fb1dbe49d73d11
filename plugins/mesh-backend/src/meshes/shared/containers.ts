import {
  ContainerRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/** A container that runs beside the application: an ordinary one, or a native sidecar. */
export function runningContainer(
  pod: PodRecord,
  name: (name: string) => boolean,
): ContainerRecord | undefined {
  return (
    pod.containers.find(c => name(c.name)) ??
    pod.initContainers.find(c => name(c.name) && c.restartPolicy === 'Always')
  );
}

/** The tag of an image reference; null where it has none (or only a digest). */
export function imageTag(image: string): string | null {
  const [reference] = image.split('@');
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return colon < 0 ? null : last.slice(colon + 1) || null;
}

/** Running: phase Running and not being deleted. */
export function isRunning(pod: PodRecord): boolean {
  return pod.phase === 'Running' && !pod.deleting;
}

/** Every container that reports says ready; native sidecars count, as they do for a kubelet. */
export function isReady(pod: PodRecord): boolean {
  const beside = pod.initContainers.filter(c => c.restartPolicy === 'Always');
  return (
    isRunning(pod) &&
    [...pod.containers, ...beside].every(c => c.ready !== false)
  );
}

/**
 * One pod of those that share what they were made of: a reading keeps that once for pods of a
 * template, so what is said of their objects need not be asked of each.
 */
export function distinctPods(pods: PodRecord[]): PodRecord[] {
  const seen: PodRecord[] = [];
  for (const pod of pods) {
    const last = seen.at(-1);
    const same =
      last &&
      last.namespace === pod.namespace &&
      last.labels === pod.labels &&
      last.annotations === pod.annotations &&
      last.containers === pod.containers &&
      last.initContainers === pod.initContainers;
    if (!same) seen.push(pod);
  }
  return seen;
}
