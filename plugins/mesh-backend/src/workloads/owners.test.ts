import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import {
  controllerOf,
  ownedBy,
  podOf,
  snapshotOf,
} from '../meshes/testing/records';
import { readOwners } from './owners';

const hash = { 'pod-template-hash': '7d4b9' };

describe('the workload of a pod', () => {
  const controllers = [
    controllerOf('ReplicaSet', 'shop', 'cart-7d4b9', {
      owner: ownedBy('Deployment', 'cart'),
    }),
    controllerOf('ReplicaSet', 'shop', 'canary-7d4b9', {
      owner: ownedBy('Rollout', 'canary'),
    }),
    controllerOf('ReplicaSet', 'shop', 'lone'),
    controllerOf('Job', 'shop', 'report-29000001', {
      owner: ownedBy('CronJob', 'report'),
    }),
    controllerOf('Job', 'shop', 'migrate'),
    controllerOf('CronJob', 'shop', 'report'),
    controllerOf('StatefulSet', 'shop', 'db', {
      owner: ownedBy('Postgres', 'main'),
    }),
  ];
  const { ofPod } = readOwners(snapshotOf({ controllers }));

  it.each<[string, Partial<PodRecord>, string, string]>([
    [
      'of a Deployment',
      { owner: ownedBy('ReplicaSet', 'cart-7d4b9') },
      'Deployment',
      'cart',
    ],
    [
      'of an unlisted kind',
      { owner: ownedBy('ReplicaSet', 'canary-7d4b9') },
      'Rollout',
      'canary',
    ],
    [
      'of a ReplicaSet alone',
      { owner: ownedBy('ReplicaSet', 'lone') },
      'ReplicaSet',
      'lone',
    ],
    [
      'of a CronJob',
      { owner: ownedBy('Job', 'report-29000001') },
      'CronJob',
      'report',
    ],
    ['of a Job', { owner: ownedBy('Job', 'migrate') }, 'Job', 'migrate'],
    [
      'of what an operator made',
      { owner: ownedBy('StatefulSet', 'db') },
      'StatefulSet',
      'db',
    ],
    [
      'of a kind that nobody lists',
      { owner: ownedBy('CloneSet', 'x') },
      'CloneSet',
      'x',
    ],
    ['of nobody', {}, 'Pod', 'pod-1'],
    ['of its node', { owner: ownedBy('Node', 'node-a') }, 'Pod', 'pod-1'],
    [
      'whose ReplicaSet was not read: its hash says who made it',
      { owner: ownedBy('ReplicaSet', 'web-7d4b9'), labels: hash },
      'Deployment',
      'web',
    ],
    [
      'whose ReplicaSet of a Rollout was not read',
      {
        owner: ownedBy('ReplicaSet', 'web-7d4b9'),
        labels: { 'rollouts-pod-template-hash': '7d4b9' },
      },
      'Rollout',
      'web',
    ],
    [
      'whose ReplicaSet was not read and whose hash does not fit',
      { owner: ownedBy('ReplicaSet', 'web-other'), labels: hash },
      'ReplicaSet',
      'web-other',
    ],
    [
      'whose Job was not read, of a CronJob that was',
      { owner: ownedBy('Job', 'report-29000002') },
      'CronJob',
      'report',
    ],
    [
      'whose Job was not read, of no known CronJob',
      { owner: ownedBy('Job', 'other-29000002') },
      'Job',
      'other-29000002',
    ],
  ])('%s', (_, parts, kind, name) => {
    expect(ofPod(podOf('shop', 'pod-1', parts))).toEqual({
      namespace: 'shop',
      kind,
      name,
    });
  });
});
