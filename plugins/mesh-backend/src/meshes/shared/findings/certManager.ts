import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  ResourceQuery,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../finding';
import { readable, unreadable, whyUnreadable } from '../records';
import { array, object, text } from '../values';
import { certificateNotReady } from './codes';

const CERTIFICATES = 'cert-manager.io/certificates';

/** Where cert-manager keeps issuers and roots; a cluster may do without it. */
export const certManagerResources: ResourceQuery[] = [
  {
    group: 'cert-manager.io',
    versions: ['v1'],
    plural: 'certificates',
    kind: 'Certificate',
  },
];

/** Certificates in the namespaces of a control plane that cert-manager could not issue. */
export function certManagerFindings(
  snapshot: ClusterSnapshot,
  namespaces: string[],
): { findings: ClusterFinding[]; notEvaluated: NotEvaluated[] } {
  if (unreadable(snapshot, CERTIFICATES)) {
    const because = `certificates not read: ${whyUnreadable(
      snapshot,
      CERTIFICATES,
    )}`;
    return {
      findings: [],
      notEvaluated: [{ code: certificateNotReady.code, because }],
    };
  }
  const findings = (readable(snapshot, CERTIFICATES) ?? [])
    .filter(certificate => namespaces.includes(certificate.namespace))
    .flatMap(({ namespace, name, status }): ClusterFinding[] => {
      const ready = array(object(status).conditions)
        .map(object)
        .find(condition => condition.type === 'Ready');
      if (ready?.status !== 'False') return [];
      const why =
        text(ready.message) ?? text(ready.reason) ?? 'no reason given';
      return [
        {
          ...finding(certificateNotReady, {
            evidence: `Certificate ${namespace}/${name}, condition Ready is False: ${why}`,
            fix: [
              {
                label: 'See what cert-manager is waiting for',
                command: `kubectl describe certificate/${name} -n ${namespace}`,
              },
            ],
          }),
          reach: 'cluster',
        },
      ];
    });
  return { findings, notEvaluated: [] };
}
