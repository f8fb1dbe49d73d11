import { createHash } from 'node:crypto';
import { authority } from '../model/certificates';
import { Dice } from '../model/random';
import { ClusterSpec, CustomSpec, LinkerdSpec } from '../model/types';
import { MESH_INSTALLED } from '../model/versions';
import { addCustom } from './custom';
import { event } from './objects/events';
import { TRUST_ROOT } from './objects/linkerd';
import { KubeObject, metadata } from './objects/meta';
import { Objects } from './objects/workload';

const ANNOTATION = 'linkerd.io/trust-root-sha256';
const TEN_YEARS = 3650;
const HOUR_MS = 3_600_000;

/** Pods that were made under an earlier trust anchor keep its hash. */
const isBehind = (pod: KubeObject) =>
  pod.metadata.labels?.app === 'feed-exporter';

function linkerd(
  objects: Objects,
  { certificates, brokenBundle = '' }: LinkerdSpec,
  nowMs: number,
): [string, string, Record<string, string>] {
  const name = 'root.linkerd.cluster.local';
  const { pem } = authority(name, nowMs, certificates.anchorDays);
  const bundle = pem + brokenBundle;
  const hash = createHash('sha256').update(bundle).digest('hex');
  for (const pod of objects.pods ?? []) {
    const { annotations } = pod.metadata;
    if (annotations?.[ANNOTATION] === TRUST_ROOT && !isBehind(pod)) {
      annotations[ANNOTATION] = hash;
    }
  }
  return [
    'linkerd',
    'linkerd-identity-trust-roots',
    { 'ca-bundle.crt': bundle },
  ];
}

const after = (nowMs: number, hours: number) =>
  new Date(Math.floor(nowMs / 1000) * 1000 + hours * HOUR_MS)
    .toISOString()
    .replace('.000Z', 'Z');

/** An issuer that cert-manager has in hand, and is late with. */
function lateIssuer(
  { certificates }: LinkerdSpec,
  lateHours: number,
  nowMs: number,
): CustomSpec {
  const name = 'linkerd-identity-issuer';
  const days = certificates.issuerDays;
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    plural: 'certificates',
    namespace: 'linkerd',
    name,
    spec: {
      secretName: name,
      isCA: true,
      commonName: 'identity.linkerd.cluster.local',
      issuerRef: { name: 'linkerd-trust-anchor', kind: 'Issuer' },
    },
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }],
      notBefore: after(nowMs, (days - 90) * 24),
      renewalTime: after(nowMs, -lateHours),
      notAfter: after(nowMs, days * 24),
    },
  };
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
    const root = (name: string) => authority(name, nowMs, TEN_YEARS - 300).pem;
    const next = cluster.istio?.next?.namespace;
    const own = root('Root CA of Brightlane');
    for (const { name } of cluster.namespaces) {
      const pem = name === next ? root('Root CA of the rehearsal') : own;
      maps.push([name, 'istio-ca-root-cert', { 'root-cert.pem': pem }]);
    }
  }
  if (cluster.linkerd) {
    const { renewalLateHours } = cluster.linkerd;
    maps.push(linkerd(objects, cluster.linkerd, nowMs));
    if (renewalLateHours !== undefined) {
      const issuer = lateIssuer(cluster.linkerd, renewalLateHours, nowMs);
      addCustom(dice, cluster, objects, [issuer]);
    }
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
