import { ClusterFinding } from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../../shared/finding';
import { list } from '../../shared/values';
import { Roots } from '../roots';
import { rootsDiffer } from './codes';

/** Control planes that do not trust each other's workloads. */
export function rootFindings({ fingerprints }: Roots): ClusterFinding[] {
  if (new Set(fingerprints.values()).size < 2) return [];
  return [
    {
      ...finding(rootsDiffer, {
        evidence: `istio-ca-root-cert differs between ${list(
          [...fingerprints.keys()].sort(),
        )}`,
      }),
      reach: 'data-plane',
    },
  ];
}
