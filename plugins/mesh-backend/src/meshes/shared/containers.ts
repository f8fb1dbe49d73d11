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

/** Every container that reports says ready. */
export function isReady(pod: PodRecord): boolean {
  return isRunning(pod) && pod.containers.every(c => c.ready !== false);
}
