import {
  ClusterSnapshot,
  ControllerRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdPod } from './linkerd';
import { Policies, prepareLinkerd, webLabels } from './linkerdPolicy';

/* What Linkerd's adapter finds in Deployment `web` of namespace `shop`. */

export const podWith = (
  annotations: Record<string, string> = {},
  parts: any = {},
) => linkerdPod('shop', 'web', { labels: webLabels, annotations, ...parts });

export function inspected(given: {
  pods?: PodRecord[];
  ports?: number[];
  services?: ServiceRecord[];
  controller?: ControllerRecord;
  policies?: Policies;
  snapshot?: Partial<ClusterSnapshot>;
}) {
  const { pods = [podWith()], ports = [8080] } = given;
  const { findings = [], notEvaluated = [] } = prepareLinkerd(given.policies, {
    ...given.snapshot,
  }).inspect!({
    reference: { kind: 'Deployment', namespace: 'shop', name: 'web' },
    controller: given.controller,
    pods,
    meshed: pods,
    services: given.services ?? [],
    ports: () => ports,
  });
  return { findings, notEvaluated };
}
export const codes = (given: Parameters<typeof inspected>[0]) =>
  inspected(given).findings.map(f => f.code);
export const told = (given: Parameters<typeof inspected>[0], code: string) =>
  inspected(given).findings.filter(f => f.code === code);
