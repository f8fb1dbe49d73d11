import {
  ContainerRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';

/*
 * Pods of one owner are mostly copies of one template. What they have in common is kept once, so
 * that memory and the time to judge follow the templates, not the pods.
 */

function sameStrings(
  a: Record<string, string>,
  b: Record<string, string>,
): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => a[key] === b[key])
  );
}

function sameList<T>(a: T[], b: T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]));
}

const quantities = (
  { resources }: ContainerRecord,
  part: 'requests' | 'limits',
): Record<string, string> => ({ ...resources?.[part] });

const sameContainer = (a: ContainerRecord, b: ContainerRecord): boolean =>
  a.name === b.name &&
  a.image === b.image &&
  a.ready === b.ready &&
  a.restartPolicy === b.restartPolicy &&
  sameStrings(a.env ?? {}, b.env ?? {}) &&
  (['requests', 'limits'] as const).every(part =>
    sameStrings(quantities(a, part), quantities(b, part)),
  ) &&
  sameList(a.args, b.args, (x, y) => x === y) &&
  sameList(
    a.ports,
    b.ports,
    (x, y) =>
      x.port === y.port && x.name === y.name && x.protocol === y.protocol,
  );

/** Makes pods of one reading share what they have in common with the pod of their owner before. */
export function sharing(): (pod: PodRecord) => PodRecord {
  const before = new Map<string, PodRecord>();
  return pod => {
    const owner = pod.owner?.uid;
    if (!owner) return pod;
    const like = before.get(owner);
    before.set(owner, pod);
    if (!like) return pod;
    pod.owner = like.owner;
    if (sameStrings(pod.labels, like.labels)) pod.labels = like.labels;
    if (sameStrings(pod.annotations, like.annotations)) {
      pod.annotations = like.annotations;
    }
    if (sameList(pod.containers, like.containers, sameContainer)) {
      pod.containers = like.containers;
    }
    if (sameList(pod.initContainers, like.initContainers, sameContainer)) {
      pod.initContainers = like.initContainers;
    }
    return pod;
  };
}
