import { ResourceQuery } from '@meshboard/backstage-plugin-mesh-node';

export const GATEWAY_API = 'gateway.networking.k8s.io';
export const HTTP_ROUTES = `${GATEWAY_API}/httproutes`;
export const GRPC_ROUTES = `${GATEWAY_API}/grpcroutes`;

/** Kinds of the Gateway API that meshes read too. */
export const gatewayApiResources: ResourceQuery[] = [
  {
    group: GATEWAY_API,
    versions: ['v1', 'v1beta1'],
    plural: 'httproutes',
    kind: 'HTTPRoute',
  },
  {
    group: GATEWAY_API,
    versions: ['v1', 'v1alpha2'],
    plural: 'grpcroutes',
    kind: 'GRPCRoute',
  },
];
