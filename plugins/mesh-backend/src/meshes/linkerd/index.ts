import {
  MeshAdapter,
  ResourceQuery,
} from '@meshboard/backstage-plugin-mesh-node';
import { configMapsOf, readConfigs } from './config';
import { featuresReader } from './features';
import { featureResources } from './features/resources';
import { readInbound } from './inbound';
import { readInjection } from './injection';
import { installation } from './installation';
import { membershipReader } from './membership';
import { GROUP } from './names';
import { linkerdMetrics } from './traffic';

const resource = (
  plural: string,
  kind: string,
  ...versions: string[]
): ResourceQuery => ({ group: GROUP, versions, plural, kind });

/** Linkerd. */
export const linkerdAdapter: MeshAdapter = {
  id: 'linkerd',
  title: 'Linkerd',
  resources: [
    resource('servers', 'Server', 'v1beta3', 'v1beta2', 'v1beta1'),
    resource('serverauthorizations', 'ServerAuthorization', 'v1beta1'),
    resource('authorizationpolicies', 'AuthorizationPolicy', 'v1alpha1'),
    resource('meshtlsauthentications', 'MeshTLSAuthentication', 'v1alpha1'),
    resource('networkauthentications', 'NetworkAuthentication', 'v1alpha1'),
    ...featureResources,
  ],
  configMaps: configMapsOf,
  prepare(snapshot) {
    const namespaces = new Map(snapshot.namespaces.map(n => [n.name, n]));
    const controllers = new Map(
      snapshot.controllers.map(c => [
        `${c.namespace}/${c.kind}/${c.name}`,
        c.annotations,
      ]),
    );
    const whyNot = readInjection(
      snapshot,
      readConfigs(snapshot),
      w => (w && controllers.get(`${w.namespace}/${w.kind}/${w.name}`)) ?? {},
    );
    const { mtls, authorization } = readInbound(snapshot);
    const features = featuresReader(snapshot);
    return {
      installation: installation(snapshot),
      membership: membershipReader(namespaces, whyNot),
      mtls,
      authorization,
      inspect: workload => ({ features: features(workload) }),
    };
  },
  metrics: linkerdMetrics,
};
