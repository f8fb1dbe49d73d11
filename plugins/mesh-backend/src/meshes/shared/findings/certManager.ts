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
import { certificateNotReady, renewalOverdue } from './codes';

const CERTIFICATES = 'cert-manager.io/certificates';
/** cert-manager tries again within the hour. */
const LATE_MS = 3_600_000;

/** Where cert-manager keeps issuers and roots; a cluster may do without it. */
export const certManagerResources: ResourceQuery[] = [
  {
    group: 'cert-manager.io',
    versions: ['v1'],
    plural: 'certificates',
    kind: 'Certificate',
  },
];

/** Certificates in the namespaces of a control plane that cert-manager could not issue or renew. */
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
      notEvaluated: [certificateNotReady, renewalOverdue].map(({ code }) => ({
        code,
        because,
      })),
    };
  }
  const findings = (readable(snapshot, CERTIFICATES) ?? [])
    .filter(certificate => namespaces.includes(certificate.namespace))
    .flatMap(({ namespace, name, status }): ClusterFinding[] => {
      const { conditions, renewalTime, notAfter } = object(status);
      const where = `Certificate ${namespace}/${name}`;
      const fix = [
        {
          label: 'See what cert-manager is waiting for',
          command: `kubectl describe certificate/${name} -n ${namespace}`,
        },
      ];
      const ready = array(conditions)
        .map(object)
        .find(condition => condition.type === 'Ready');
      if (ready?.status === 'False') {
        const why =
          text(ready.message) ?? text(ready.reason) ?? 'no reason given';
        return [
          {
            ...finding(certificateNotReady, {
              evidence: `${where}, condition Ready is False: ${why}`,
              fix,
            }),
            reach: 'cluster',
          },
        ];
      }
      const late =
        Date.parse(snapshot.readAt) - Date.parse(String(renewalTime)) > LATE_MS;
      if (!late) return [];
      return [
        {
          ...finding(renewalOverdue, {
            evidence: `${where} was to be renewed at ${renewalTime}, and ends at ${
              text(notAfter) ?? 'a time that is not told'
            }`,
            fix,
          }),
          reach: 'cluster',
        },
      ];
    });
  return { findings, notEvaluated: [] };
}
