import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';

/** Ports of the proxy itself, never a workload's. */
export const PROXY_PORTS = new Set([4140, 4143, 4190, 4191]);

const RANGE = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/**
 * A list of ports and ranges, `25,587,9300-9400`. A part that is a name means the first port of
 * that name, and one that is neither is left out.
 *
 * linkerd: pkg/util/parsing.go ParseContainerOpaquePorts
 */
export function inPorts(
  text: string | undefined,
  named: { name?: string; port: number }[] = [],
): (port: number) => boolean {
  const ranges = (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .flatMap(part => {
      const own = named.find(({ name }) => name === part);
      if (own) return [{ from: own.port, to: own.port }];
      const [, from, to = from] = RANGE.exec(part) ?? [];
      return from ? [{ from: Number(from), to: Number(to) }] : [];
    });
  return port => ranges.some(({ from, to }) => from <= port && port <= to);
}

const PORT = /^\d{1,5}$/;

/**
 * The same, where one part that is no port makes the whole list say nothing.
 *
 * linkerd: policy-controller/k8s/index/src/ports.rs parse_portset
 */
export function inPortSet(text: string | undefined): (port: number) => boolean {
  const ends = (text ?? '')
    .split(',')
    .filter(part => part.trim() || part.includes('-'))
    .map(part => {
      const at = part.indexOf('-');
      return at < 0
        ? [part.trim(), part.trim()]
        : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    });
  const valid = ends.every(
    ([from, to]) =>
      [from, to].every(
        end => PORT.test(end) && Number(end) > 0 && Number(end) < 65536,
      ) && Number(from) <= Number(to),
  );
  if (!valid) return () => false;
  return port =>
    ends.some(([from, to]) => Number(from) <= port && port <= Number(to));
}

/** Numbers that a Service's port leads to on a pod. */
export function targetsOf(target: number | string, pod: PodRecord): number[] {
  const number = Number(target);
  if (Number.isInteger(number)) return [number];
  return [...pod.containers, ...pod.initContainers]
    .flatMap(c => c.ports)
    .filter(p => p.name === target)
    .map(p => p.port);
}
