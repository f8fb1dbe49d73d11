import { ResourceQuery } from '@meshboard/backstage-plugin-mesh-node';
import { GROUP } from '../names';

export const RATE_LIMITS = `${GROUP}/httplocalratelimitpolicies`;
export const SERVICE_PROFILES = 'linkerd.io/serviceprofiles';
export const TRAFFIC_SPLITS = 'split.smi-spec.io/trafficsplits';

/** Kinds in which Linkerd is told what to do for a service, besides routes and Servers. */
export const featureResources: ResourceQuery[] = [
  {
    group: GROUP,
    versions: ['v1alpha1'],
    plural: 'httplocalratelimitpolicies',
    kind: 'HTTPLocalRateLimitPolicy',
  },
  {
    group: 'linkerd.io',
    versions: ['v1alpha2', 'v1alpha1'],
    plural: 'serviceprofiles',
    kind: 'ServiceProfile',
  },
  {
    group: 'split.smi-spec.io',
    versions: ['v1alpha2', 'v1alpha1'],
    plural: 'trafficsplits',
    kind: 'TrafficSplit',
  },
];
