import { Finding } from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../../meshes/shared/finding';
import { workloadKey } from '../../store/WorkloadStore';
import { Assessed } from '../workload';
import { strictWithPlaintext } from './codes';

/** What configuration rules out, and traffic shows all the same. */
export function plaintextFindings(assessed: Assessed[]): Finding[] {
  return assessed
    .filter(
      ({ row, seen }) =>
        row.facts.mtls.configured === 'strict' && seen.plaintext,
    )
    .map(({ row }) => {
      const sources = [...new Set(row.facts.mtls.ports.map(p => p.source))];
      return {
        ...finding(strictWithPlaintext, {
          evidence: `${row.namespace}/${row.name} requires mTLS${
            sources.length > 0 ? ` (${sources.join('; ')})` : ''
          }, and plaintext into it is in the evidence that is kept`,
        }),
        workloads: [workloadKey(row)],
      };
    });
}
