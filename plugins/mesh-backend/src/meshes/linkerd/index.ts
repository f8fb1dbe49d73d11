import {
  MeshAdapter,
  PodRecord,
  ResourceQuery,
} from '@meshboard/backstage-plugin-mesh-node';
import { FAILED_CREATE } from '../shared/events';
import {
  certManagerFindings,
  certManagerResources,
} from '../shared/findings/certManager';
import { installationFindings } from '../shared/findings/controlPlane';
import { distinctPods } from '../shared/containers';
import { allowedOf } from './access';
import { cniConfigMaps } from './cni';
import { configMapsOf, readConfigs } from './config';
import { creationFailureReader } from './creationFailure';
import { featuresReader } from './features';
import { featureResources } from './features/resources';
import { annotationFindings } from './findings/annotations';
import { clusterFindings } from './findings/cluster';
import { injectorFindings } from './findings/injector';
import { labelFindings } from './findings/labels';
import { nodeFindings } from './findings/nodes';
import { opaquePortFindings } from './findings/opaquePorts';
import { outboundReader } from './findings/outbound';
import { policyFindings } from './findings/policies';
import { protocolDetectionFindings } from './findings/protocolDetection';
import { serverFindings } from './findings/servers';
import { trustRootFindings } from './findings/trustRoot';
import { readInbound } from './inbound';
import { readInjection } from './injection';
import { controlPlaneNamespaces, installation } from './installation';
import { membershipReader } from './membership';
import { GATEWAY_GROUP, GROUP } from './names';
import { SKIPPED } from './injectionEvents';
import { issuerCertificates } from './issuer';
import { linkerdMetrics } from './traffic';
import { readTrust, trustRootMaps } from './trust';
import { skewOf } from './versions';

const resource = (
  plural: string,
  kind: string,
  ...versions: string[]
): ResourceQuery => ({ group: GROUP, versions, plural, kind });

const gatewayResource = (
  plural: string,
  kind: string,
  ...versions: string[]
): ResourceQuery => ({ group: GATEWAY_GROUP, versions, plural, kind });

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const SEE_PODS =
  'kubectl get pods -A -o wide -l linkerd.io/control-plane-component';

/** Linkerd. */
export const linkerdAdapter: MeshAdapter = {
  id: 'linkerd',
  title: 'Linkerd',
  resources: [
    resource(
      'httproutes',
      'HTTPRoute',
      'v1beta3',
      'v1beta2',
      'v1beta1',
      'v1alpha1',
    ),
    gatewayResource('httproutes', 'HTTPRoute', 'v1', 'v1beta1'),
    gatewayResource('grpcroutes', 'GRPCRoute', 'v1', 'v1alpha2'),
    resource('servers', 'Server', 'v1beta3', 'v1beta2', 'v1beta1'),
    resource('serverauthorizations', 'ServerAuthorization', 'v1beta1'),
    resource('authorizationpolicies', 'AuthorizationPolicy', 'v1alpha1'),
    resource('meshtlsauthentications', 'MeshTLSAuthentication', 'v1alpha1'),
    resource('networkauthentications', 'NetworkAuthentication', 'v1alpha1'),
    ...featureResources,
    ...certManagerResources,
  ],
  eventReasons: [SKIPPED, FAILED_CREATE],
  configMaps: snapshot => [
    ...configMapsOf(snapshot),
    ...trustRootMaps(snapshot),
    ...cniConfigMaps(snapshot),
  ],
  prepare(snapshot) {
    const namespaces = new Map(snapshot.namespaces.map(n => [n.name, n]));
    const controllers = new Map(
      snapshot.controllers.map(c => [
        `${c.namespace}/${c.kind}/${c.name}`,
        c.annotations,
      ]),
    );
    const configs = readConfigs(snapshot);
    const whyNot = readInjection(
      snapshot,
      configs.of,
      w => (w && controllers.get(`${w.namespace}/${w.kind}/${w.name}`)) ?? {},
    );
    const inbound = readInbound(snapshot, configs);
    const installed = installation(snapshot);
    const features = featuresReader(snapshot);
    const trusted = readTrust(snapshot);
    const outbound = outboundReader(snapshot, inbound);
    const inCluster = once(() => [
      clusterFindings(snapshot, trusted),
      nodeFindings(snapshot),
      injectorFindings(snapshot),
    ]);
    const issued = once(() =>
      certManagerFindings(snapshot, controlPlaneNamespaces(snapshot)),
    );
    return {
      installation: installed,
      membership: membershipReader(namespaces, whyNot),
      mtls: inbound.mtls,
      authorization: inbound.authorization,
      creationFailure: creationFailureReader(snapshot),
      proxyOf: ({ namespace, name }) => ({ namespace, pod: name }),
      skew: ({ version }) => skewOf(version, installed.versions),
      inspect(workload) {
        const known = new Map<PodRecord, number[]>();
        const one = {
          ...workload,
          meshed: distinctPods(workload.meshed),
          ports(pod: PodRecord) {
            const ports = known.get(pod) ?? workload.ports(pod);
            known.set(pod, ports);
            return ports;
          },
        };
        const seen = [
          policyFindings(one, inbound, snapshot),
          opaquePortFindings(one, configs),
          trustRootFindings(workload, trusted),
          outbound(one),
        ];
        return {
          allowed: allowedOf(one, inbound),
          features: features(workload),
          findings: [
            ...seen.flatMap(s => s.findings),
            ...protocolDetectionFindings(one, configs, inbound),
            ...labelFindings(one),
            ...serverFindings(one, inbound),
            ...annotationFindings(
              one,
              namespaces.get(workload.reference.namespace),
            ),
          ],
          notEvaluated: seen.flatMap(s => s.notEvaluated),
        };
      },
      findings: () => [
        ...installationFindings('Linkerd', installed, SEE_PODS, snapshot),
        ...issued().findings,
        ...inCluster().flatMap(seen => seen.findings),
      ],
      notEvaluated: () => [
        ...issued().notEvaluated,
        ...inCluster().flatMap(seen => seen.notEvaluated),
      ],
      certificates: () => [
        ...trusted.all.flatMap(roots =>
          'unknown' in roots ? [] : roots.certificates,
        ),
        ...issuerCertificates(snapshot, controlPlaneNamespaces(snapshot)),
      ],
    };
  },
  metrics: linkerdMetrics,
};
