import { Fix, MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  MetaRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { setOnTemplate } from '../../shared/fixes';
import { INJECT } from '../names';
import { configAsLabel, exportedAsAnnotation } from './codes';

const PREFIXES = ['config.linkerd.io', 'config.alpha.linkerd.io'];
const EXPORTED = 'mirror.linkerd.io/exported';

const misplaced = ({ labels }: MetaRecord) =>
  Object.entries(labels).filter(
    ([key]) => key === INJECT || PREFIXES.some(p => key.startsWith(p)),
  );

function onPods({ meshed, reference }: WorkloadView): MeshFinding[] {
  const found = new Map(
    meshed.flatMap(misplaced).map(label => [label.join('='), label]),
  );
  return [...found].sort().map(([text, [key, value]]) =>
    finding(configAsLabel, {
      evidence: `Pods have ${text} as a label: it must be an annotation`,
      fix: setOnTemplate(reference, 'annotations', key, value),
    }),
  );
}

const annotate = (
  { namespace, name }: MetaRecord,
  key: string,
  value: string,
): Fix => ({
  label: `Annotate Service ${name}`,
  command: `kubectl annotate service ${name} -n ${namespace} ${key}=${value} --overwrite`,
});

/** linkerd: pkg/healthcheck/healthcheck_labels.go */
export const labelFindings = (workload: WorkloadView): MeshFinding[] => [
  ...onPods(workload),
  ...(workload.meshed.length > 0 ? workload.services : []).flatMap(service => {
    const where = `Service ${service.namespace}/${service.name}`;
    const exported = service.annotations[EXPORTED];
    return [
      ...misplaced(service).map(([key, value]) =>
        finding(configAsLabel, {
          evidence: `${where} has ${key}=${value} as a label: it must be an annotation`,
          fix: [annotate(service, key, value)],
        }),
      ),
      ...(exported === undefined
        ? []
        : [
            finding(exportedAsAnnotation, {
              evidence: `${where} has ${EXPORTED}=${exported} as an annotation: it must be a label`,
              fix: [
                {
                  label: `Label Service ${service.name}`,
                  command: `kubectl label service ${service.name} -n ${service.namespace} ${EXPORTED}=${exported} --overwrite`,
                },
              ],
            }),
          ]),
    ];
  }),
];
