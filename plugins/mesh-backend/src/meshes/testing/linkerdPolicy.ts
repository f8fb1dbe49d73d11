import {
  ClusterSnapshot,
  CustomRecord,
  MeshInCluster,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdAdapter } from '../linkerd';
import { linkerdConfig, linkerdPod } from './linkerd';
import { customOf, snapshotOf } from './records';

/* Linkerd's policy objects as people write them, around one pod `web` that serves port 8080. */

const GROUP = 'policy.linkerd.io';
const GATEWAY = 'gateway.networking.k8s.io';

export const webLabels = { app: 'web' };
export const webPod = linkerdPod('shop', 'web', { labels: webLabels });

export const server = (
  spec: any = {},
  parts: Partial<CustomRecord> = {},
  name = 'web-http',
) =>
  customOf(
    'Server',
    'shop',
    name,
    { podSelector: { matchLabels: webLabels }, port: 8080, ...spec },
    parts,
  );

const groups: Record<string, string> = {
  MeshTLSAuthentication: GROUP,
  NetworkAuthentication: GROUP,
  Server: GROUP,
  HTTPRoute: GROUP,
  GRPCRoute: GATEWAY,
};

export const ref = (kind: string, name: string, parts: any = {}) => ({
  ...(groups[kind] ? { group: groups[kind] } : {}),
  kind,
  name,
  ...parts,
});

export const onServer = ref('Server', 'web-http');

export const policy = (targetRef: any, ...refs: any[]) =>
  customOf('AuthorizationPolicy', 'shop', 'p', {
    targetRef,
    requiredAuthenticationRefs: refs,
  });

export const meshTls = (
  name: string,
  spec: { identities?: any; identityRefs?: any },
  namespace = 'shop',
) => customOf('MeshTLSAuthentication', namespace, name, spec);

export const networks = (name: string, ...cidrs: string[]) =>
  customOf('NetworkAuthentication', 'shop', name, {
    networks: cidrs.map(cidr => ({ cidr })),
  });

/** A route on Server web-http; `accepted` undefined: nothing has looked at it yet. */
export function route(
  kind: string,
  parts: {
    parent?: any;
    accepted?: boolean;
    rules?: any[];
    name?: string;
  } = {},
): CustomRecord {
  const parent = { ...onServer, ...parts.parent };
  return customOf(
    kind,
    'shop',
    parts.name ?? 'r',
    {
      parentRefs: [parent],
      rules: parts.rules ?? [
        { matches: [{ path: { type: 'PathPrefix', value: '/foo' } }] },
      ],
    },
    parts.accepted === undefined
      ? {}
      : {
          status: {
            parents: [
              {
                controllerName: 'linkerd.io/policy-controller',
                parentRef: parent,
                conditions: [
                  {
                    type: 'Accepted',
                    status: parts.accepted ? 'True' : 'False',
                  },
                ],
              },
            ],
          },
        },
  );
}

/** Objects by plural; of Linkerd's group where none is written. */
export type Policies = Record<string, CustomRecord[]>;

export const prepareLinkerd = (
  policies: Policies = {},
  parts: Partial<ClusterSnapshot> = {},
): MeshInCluster =>
  linkerdAdapter.prepare(
    snapshotOf({
      configMaps: [linkerdConfig()],
      custom: Object.fromEntries(
        Object.entries(policies).map(([plural, list]) => [
          plural.includes('/') ? plural : `${GROUP}/${plural}`,
          list,
        ]),
      ),
      ...parts,
    }),
  );

/** What port 8080 of the pod is, in two words. */
export function verdict(
  policies: Policies,
  parts: Partial<ClusterSnapshot> = {},
): [mode: string, authorization: string] {
  const found = prepareLinkerd(policies, parts);
  return [
    found.mtls(webPod, [8080]).ports[0].mode,
    found.authorization(webPod, [8080]),
  ];
}
