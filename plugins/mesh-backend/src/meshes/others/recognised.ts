import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  ContainerRecord,
  MeshAdapter,
  NamespaceRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag, isReady, isRunning } from '../shared/containers';

/** Whether somebody asked for a mesh, for this pod; text: what did, where that is not the pod. */
export type Requested = (
  pod: PodRecord,
  namespace: NamespaceRecord | undefined,
) => boolean | string;

/** What tells one mesh from another, where no more than that is known of it. */
export interface RecognisedMesh {
  id: string;
  title: string;
  discontinued?: string;
  /** ConfigMaps that say whether it is installed. */
  configMaps?(snapshot: ClusterSnapshot): { namespace: string; name: string }[];
  /** Pods of its control plane and gateways. */
  isInfrastructure?(pod: PodRecord): boolean;
  /** The container that carries a pod's traffic, where this mesh put one. */
  proxy?(
    pod: PodRecord,
    namespace: NamespaceRecord | undefined,
  ): ContainerRecord | undefined;
  requested?(snapshot: ClusterSnapshot): Requested;
  /** Why it cannot be told whether a pod is in; asked of pods without a proxy of it. */
  untold?(
    snapshot: ClusterSnapshot,
  ): (
    pod: PodRecord,
    namespace: NamespaceRecord | undefined,
  ) => Reason | undefined;
  /** Further signs of an install; null: could not be seen. */
  installed?(snapshot: ClusterSnapshot): boolean | null;
}

function installation(mesh: RecognisedMesh, snapshot: ClusterSnapshot) {
  const pods = snapshot.pods.filter(
    pod => isRunning(pod) && mesh.isInfrastructure?.(pod),
  );
  const versions = new Set(
    pods.flatMap(pod => imageTag(pod.containers[0]?.image ?? '') ?? []),
  );
  const seen = mesh.installed ? mesh.installed(snapshot) : false;
  return {
    present: pods.length > 0 || seen,
    versions: [...versions].sort(),
    revisions: [],
    controlPlane: { ready: pods.filter(isReady).length, total: pods.length },
  };
}

/** An adapter that says who is in, and leaves the rest unknown. */
export function recognise(mesh: RecognisedMesh): MeshAdapter {
  const { id, title, discontinued } = mesh;
  return {
    id,
    title,
    discontinued,
    resources: [],
    configMaps: snapshot => mesh.configMaps?.(snapshot) ?? [],
    prepare(snapshot) {
      const namespaces = new Map(snapshot.namespaces.map(n => [n.name, n]));
      const source = `${title} is recognised; its mTLS settings are not read`;
      const untold = mesh.untold?.(snapshot);
      const requested = mesh.requested?.(snapshot);
      return {
        installation: installation(mesh, snapshot),
        membership(pod) {
          const facts = { mesh: id, version: null, revision: null };
          if (mesh.isInfrastructure?.(pod)) {
            return { ...facts, state: 'infrastructure', dataPlane: 'none' };
          }
          const namespace = namespaces.get(pod.namespace);
          const proxy = mesh.proxy?.(pod, namespace);
          if (proxy) {
            return {
              ...facts,
              state: 'in',
              dataPlane: 'sidecar',
              version: imageTag(proxy.image),
              ...(proxy.ready === false
                ? {
                    reason: {
                      code: 'proxy-not-ready',
                      message: `Its ${proxy.name} container is not ready.`,
                    },
                  }
                : {}),
            };
          }
          const reason = untold?.(pod, namespace);
          if (reason) {
            return { ...facts, state: 'unknown', dataPlane: 'node', reason };
          }
          const asked = requested?.(pod, namespace);
          return asked
            ? {
                ...facts,
                state: 'out',
                dataPlane: 'sidecar',
                reason: {
                  code: 'not-injected',
                  message:
                    asked === true
                      ? `It asks for ${title} and has no proxy of it.`
                      : asked,
                },
              }
            : undefined;
        },
        mtls: (_pod, ports) => ({
          mode: 'unknown',
          source,
          ports: ports.map(port => ({ port, mode: 'unknown', source })),
        }),
        authorization: () => 'unknown',
      };
    },
  };
}
