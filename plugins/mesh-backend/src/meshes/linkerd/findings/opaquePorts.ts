import {
  Fix,
  MeshFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  PodRecord,
  ServiceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { setOnTemplate } from '../../shared/fixes';
import { Configs } from '../config';
import { OPAQUE_PORTS } from '../names';
import { opaqueOf } from '../opaque';
import { targetsOf } from '../ports';
import { opaquePortsDiffer } from './codes';

const joined = (list: string | undefined, port: number) =>
  [...(list ? [list] : []), port].join(',');

function fixOf(
  { reference }: WorkloadView,
  service: ServiceRecord,
  pod: PodRecord,
  ports: { service: number; pod: number; opaqueOnService: boolean },
): Fix[] {
  return ports.opaqueOnService
    ? setOnTemplate(
        reference,
        'annotations',
        OPAQUE_PORTS,
        joined(pod.annotations[OPAQUE_PORTS], ports.pod),
      )
    : [
        {
          label: `Make port ${ports.service} of Service ${service.name} opaque too`,
          command: `kubectl annotate service ${service.name} -n ${
            service.namespace
          } ${OPAQUE_PORTS}=${joined(
            service.annotations[OPAQUE_PORTS],
            ports.service,
          )} --overwrite`,
        },
      ];
}

/** linkerd: pkg/healthcheck, "opaque ports are properly annotated" */
export function opaquePortFindings(
  workload: WorkloadView,
  configs: Configs,
): { findings: MeshFinding[]; notEvaluated: NotEvaluated[] } {
  const found = new Map<string, MeshFinding>();
  let blind = false;
  for (const pod of workload.meshed) {
    for (const service of workload.services) {
      const onService = opaqueOf(service, pod, configs);
      const onPod = opaqueOf(pod, pod, configs);
      for (const { port, targetPort, protocol } of service.ports) {
        if (protocol !== 'TCP') continue;
        for (const target of targetsOf(targetPort, pod)) {
          if (!onService || !onPod) {
            // Both by the same list: whatever stands in it, the same port is the same.
            blind ||= Boolean(onService || onPod) || port !== target;
            continue;
          }
          const opaqueOnService = onService.has(port);
          if (opaqueOnService === onPod.has(target)) continue;
          const yes = (is: boolean) => (is ? 'opaque' : 'not opaque');
          const evidence = `Port ${port} of Service ${service.namespace}/${
            service.name
          } is ${yes(opaqueOnService)} (${
            onService.source
          }), port ${target} of its pods is ${yes(!opaqueOnService)} (${
            onPod.source
          })`;
          found.set(
            evidence,
            finding(opaquePortsDiffer, {
              evidence,
              fix: fixOf(workload, service, pod, {
                service: port,
                pod: target,
                opaqueOnService,
              }),
            }),
          );
        }
      }
    }
  }
  return {
    findings: [...found.values()],
    notEvaluated: blind
      ? [
          {
            code: opaquePortsDiffer.code,
            because:
              'the install’s list of opaque ports is not known, and not every Service and pod has its own',
          },
        ]
      : [],
  };
}
