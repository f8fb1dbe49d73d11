import { createHash } from 'node:crypto';
import { authority } from '../model/certificates';
import { Dice } from '../model/random';
import { ClusterSpec } from '../model/types';
import { MESH_INSTALLED } from '../model/versions';
import { event } from './objects/events';
import { TRUST_ROOT } from './objects/linkerd';
import { KubeObject, metadata } from './objects/meta';
import { Objects } from './objects/workload';

const ANNOTATION = 'linkerd.io/trust-root-sha256';
const TEN_YEARS = 3650;

/** Pods that were made under an earlier trust anchor keep its hash. */
const isBehind = (pod: KubeObject) =>
  pod.metadata.labels?.app === 'feed-exporter';

function linkerd(
  objects: Objects,
  { anchorDays }: { anchorDays: number },
  nowMs: number,
): [string, string, Record<string, string>] {
  const name = 'root.linkerd.cluster.local';
  const { pem } = authority(name, nowMs, anchorDays);
  const hash = createHash('sha256').update(pem).digest('hex');
  for (const pod of objects.pods ?? []) {
    const { annotations } = pod.metadata;
    if (annotations?.[ANNOTATION] === TRUST_ROOT && !isBehind(pod)) {
      annotations[ANNOTATION] = hash;
    }
  }
  return ['linkerd', 'linkerd-identity-trust-roots', { 'ca-bundle.crt': pem }];
}

/** What depends on the time it is: certificates with days left, and what happened lately. */
export function addDated(
  dice: Dice,
  cluster: ClusterSpec,
  objects: Objects,
  nowMs: number,
): void {
  const maps: [string, string, Record<string, string>][] = [];
  if (cluster.meshes.includes('istio')) {
    const { pem } = authority('Root CA of Brightlane', nowMs, TEN_YEARS - 300);
    for (const { name } of cluster.namespaces) {
      maps.push([name, 'istio-ca-root-cert', { 'root-cert.pem': pem }]);
    }
  }
  if (cluster.linkerdCertificates) {
    maps.push(linkerd(objects, cluster.linkerdCertificates, nowMs));
  }
  for (const [namespace, name, data] of maps) {
    (objects.configmaps ??= []).push({
      metadata: metadata(dice, cluster.name, 'ConfigMap', {
        namespace,
        name,
        createdAt: MESH_INSTALLED,
      }),
      data,
    });
  }
  for (const spec of cluster.events ?? []) {
    (objects.events ??= []).push(event(dice, cluster, spec, nowMs));
  }
}
