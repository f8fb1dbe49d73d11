import { MeshAdapter } from '@meshboard/backstage-plugin-mesh-node';
import { FAILED_CREATE } from '../shared/events';
import {
  certManagerFindings,
  certManagerResources,
} from '../shared/findings/certManager';
import { installationFindings } from '../shared/findings/controlPlane';
import { gatewayApiResources } from '../shared/gatewayApi/resources';
import { allowedOf } from './access';
import { authorizationReader, policiesReader } from './authorization';
import {
  ambientEnablement,
  cniConfigMaps,
  excludedNamespaces,
} from './cniConfig';
import { creationFailureReader } from './creationFailure';
import { featuresReader } from './features';
import { featureResources } from './features/resources';
import { findingsReader } from './findings';
import { rootsDiffer } from './findings/codes';
import { nodeFindings } from './findings/nodes';
import { overlappingWebhooks, unseenWebhooks } from './findings/overlap';
import { rootFindings } from './findings/roots';
import { readInjection } from './injection';
import { injectorConfigMaps } from './injectorConfig';
import { installation } from './installation';
import { membershipReader, readZtunnels } from './membership';
import { meshConfigSources, rootNamespaces } from './meshConfig';
import { mtlsReader } from './mtls';
import { proxyReader } from './proxyOf';
import { readRoots, rootCertificateMaps } from './roots';
import { istioMetrics } from './traffic';
import { skewReader } from './versions';
import { readWaypoints } from './waypoints';

const SEE_PODS = 'kubectl get pods -n istio-system -o wide';

/** Istio, with sidecars and ambient. */
export const istioAdapter: MeshAdapter = {
  id: 'istio',
  title: 'Istio',
  resources: [
    {
      group: 'security.istio.io',
      versions: ['v1', 'v1beta1'],
      plural: 'peerauthentications',
      kind: 'PeerAuthentication',
    },
    {
      group: 'security.istio.io',
      versions: ['v1', 'v1beta1'],
      plural: 'authorizationpolicies',
      kind: 'AuthorizationPolicy',
    },
    {
      group: 'networking.istio.io',
      versions: ['v1', 'v1beta1', 'v1alpha3'],
      plural: 'sidecars',
      kind: 'Sidecar',
    },
    ...featureResources,
    ...gatewayApiResources,
    ...certManagerResources,
  ],
  eventReasons: [FAILED_CREATE],
  configMaps: snapshot => [
    ...meshConfigSources(snapshot).map(({ namespace, name }) => ({
      namespace,
      name,
    })),
    ...injectorConfigMaps(snapshot),
    ...cniConfigMaps(snapshot),
    ...rootCertificateMaps(snapshot),
  ],
  prepare(snapshot) {
    const namespaces = new Map(snapshot.namespaces.map(n => [n.name, n]));
    const controllers = new Map(
      snapshot.controllers.map(c => [
        `${c.namespace}/${c.kind}/${c.name}`,
        c.labels,
      ]),
    );
    const injection = readInjection(
      snapshot,
      w => (w && controllers.get(`${w.namespace}/${w.kind}/${w.name}`)) ?? {},
    );
    const root = rootNamespaces(snapshot);
    const waypoints = readWaypoints(snapshot, namespaces);
    const policiesOf = policiesReader(snapshot, root, waypoints);
    const authorization = authorizationReader(policiesOf);
    const mtls = mtlsReader(snapshot, root);
    const findings = findingsReader(snapshot, {
      namespaces,
      root,
      mtls,
      policiesOf,
      waypoints,
    });
    const features = featuresReader(snapshot, waypoints);
    const installed = installation(snapshot);
    const roots = readRoots(snapshot);
    const issued = certManagerFindings(
      snapshot,
      rootCertificateMaps(snapshot).map(map => map.namespace),
    );
    return {
      installation: installed,
      membership: membershipReader(
        namespaces,
        injection,
        readZtunnels(snapshot),
        {
          excluded: excludedNamespaces(snapshot),
          enablement: ambientEnablement(snapshot),
        },
      ),
      mtls,
      authorization,
      proxyOf: proxyReader(snapshot),
      skew: skewReader(snapshot),
      creationFailure: creationFailureReader(snapshot),
      inspect: workload => ({
        ...findings.inspect(workload),
        features: features(workload),
        allowed: allowedOf(workload, policiesOf),
      }),
      findings: () => [
        ...installationFindings('Istio', installed, SEE_PODS, snapshot),
        ...nodeFindings(snapshot),
        ...overlappingWebhooks(snapshot),
        ...rootFindings(roots),
        ...issued.findings,
        ...findings.ofCluster(),
      ],
      notEvaluated: () => [
        ...unseenWebhooks(snapshot),
        ...roots.unknown.map(because => ({ code: rootsDiffer.code, because })),
        ...issued.notEvaluated,
        ...findings.notEvaluated(),
      ],
      certificates: () => roots.certificates,
    };
  },
  metrics: istioMetrics,
};
