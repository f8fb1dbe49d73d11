import { Dice } from '../../model/random';

/** An object as an API server returns it in a list. */
export interface KubeObject {
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    creationTimestamp: string;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** Metadata as the server completes it. */
export function metadata(
  dice: Dice,
  cluster: string,
  kind: string,
  given: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    createdAt: string;
    owner?: { apiVersion: string; kind: string; name: string };
    generateName?: string;
  },
): KubeObject['metadata'] {
  const { namespace, name, owner, createdAt } = given;
  return {
    name,
    ...(given.generateName ? { generateName: given.generateName } : {}),
    ...(namespace ? { namespace } : {}),
    uid: dice.uid(cluster, kind, namespace ?? '', name),
    resourceVersion: String(
      100_000 + Math.floor(dice.unit('rv', cluster, kind, name) * 9e6),
    ),
    creationTimestamp: createdAt,
    ...(given.labels && Object.keys(given.labels).length
      ? { labels: given.labels }
      : {}),
    ...(given.annotations && Object.keys(given.annotations).length
      ? { annotations: given.annotations }
      : {}),
    ...(owner
      ? {
          ownerReferences: [
            {
              ...owner,
              uid: dice.uid(cluster, owner.kind, namespace ?? '', owner.name),
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        }
      : {}),
  };
}

/** Where a cluster's n-th node is. */
export const nodeAddress = (n: number) =>
  `192.168.${Math.floor(n / 250)}.${(n % 250) + 1}`;
