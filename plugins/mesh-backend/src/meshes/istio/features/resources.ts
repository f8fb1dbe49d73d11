import { ResourceQuery } from '@meshboard/backstage-plugin-mesh-node';

const networking = (
  plural: string,
  kind: string,
  ...versions: string[]
): ResourceQuery => ({ group: 'networking.istio.io', versions, plural, kind });

/** Kinds in which Istio is told what to do for a service. */
export const featureResources: ResourceQuery[] = [
  networking('virtualservices', 'VirtualService', 'v1', 'v1beta1', 'v1alpha3'),
  networking(
    'destinationrules',
    'DestinationRule',
    'v1',
    'v1beta1',
    'v1alpha3',
  ),
  networking('envoyfilters', 'EnvoyFilter', 'v1alpha3'),
  {
    group: 'telemetry.istio.io',
    versions: ['v1', 'v1alpha1'],
    plural: 'telemetries',
    kind: 'Telemetry',
  },
];
