import { Fix } from '@meshboard/backstage-plugin-mesh-common';
import {
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';

const ROLLS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** `deployment/cart`, or the pod where no kubectl command knows its workload. */
export function podTarget(
  pod: PodRecord,
  workload: WorkloadReference | undefined,
): string {
  return workload && ROLLS.includes(workload.kind)
    ? `${workload.kind.toLowerCase()}/${workload.name}`
    : `pod/${pod.name}`;
}

/** What makes a workload's pods anew, so that an injector sees them. */
export function restartFix(workload: WorkloadReference | undefined): Fix[] {
  if (!workload) return [];
  const { kind, name, namespace } = workload;
  if (ROLLS.includes(kind)) {
    return [
      {
        label: `Restart ${name}`,
        command: `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`,
      },
    ];
  }
  switch (kind) {
    case 'Rollout':
      return [
        {
          label: `Restart ${name}`,
          command: `kubectl argo rollouts restart ${name} -n ${namespace}`,
        },
      ];
    case 'Pod':
      return [
        {
          label: `Make ${name} anew (nothing owns it, so it is down meanwhile)`,
          command: `kubectl get pod ${name} -n ${namespace} -o yaml | kubectl replace --force -f -`,
        },
      ];
    case 'CronJob':
      return [{ label: 'Nothing to do: its next run gets the proxy' }];
    default:
      return [{ label: `Make the pods of ${kind} ${name} anew` }];
  }
}

const templatePath = (kind: string) =>
  kind === 'CronJob'
    ? ['spec', 'jobTemplate', 'spec', 'template', 'metadata']
    : ['spec', 'template', 'metadata'];

const patchable = (kind: string) => [...ROLLS, 'CronJob'].includes(kind);

/** Takes a label or annotation off the pod template. */
export function removeFromTemplate(
  workload: WorkloadReference | undefined,
  where: 'labels' | 'annotations',
  key: string,
): Fix[] {
  if (!workload || !patchable(workload.kind)) return [];
  const { kind, name, namespace } = workload;
  const path = ['', ...templatePath(kind), where, key.replace(/\//g, '~1')];
  const patch = JSON.stringify([{ op: 'remove', path: path.join('/') }]);
  return [
    {
      label: `Remove ${key} from the pod template`,
      command: `kubectl patch ${kind.toLowerCase()}/${name} -n ${namespace} --type=json -p '${patch}'`,
    },
  ];
}

/** Puts a label or annotation on the pod template. */
export function setOnTemplate(
  workload: WorkloadReference | undefined,
  where: 'labels' | 'annotations',
  key: string,
  value: string,
): Fix[] {
  if (!workload || !patchable(workload.kind)) return [];
  const { kind, name, namespace } = workload;
  const patch = templatePath(kind).reduceRight<unknown>(
    (inner, field) => ({ [field]: inner }),
    { [where]: { [key]: value } },
  );
  return [
    {
      label: `Set ${key}=${value} on the pod template`,
      command: `kubectl patch ${kind.toLowerCase()}/${name} -n ${namespace} -p '${JSON.stringify(
        patch,
      )}'`,
    },
  ];
}
