import { ClusterFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  MeshInstallation,
} from '@meshboard/backstage-plugin-mesh-node';
import { list } from '../values';
import { finding } from '../finding';
import { whyNobodyAnswers } from '../webhookService';
import {
  controlPlaneDegraded,
  controlPlaneDown,
  injectorBroken,
} from './codes';

/** What an installation says of itself: the same for every mesh. */
export function installationFindings(
  title: string,
  { controlPlane, components = [], injectors = [] }: MeshInstallation,
  /** Where to look. */
  command: string,
  snapshot: ClusterSnapshot,
): ClusterFinding[] {
  const see = { label: `See the pods of ${title}`, command };
  const found: ClusterFinding[] = [];
  // Without pods it may run elsewhere, or nobody was allowed to see them: the injector knows better.
  const down =
    controlPlane !== null &&
    controlPlane.ready === 0 &&
    (controlPlane.total > 0 || injectors.some(i => i.answers === false));
  if (down) {
    found.push({
      ...finding(controlPlaneDown, {
        title: `The control plane of ${title} is down`,
        evidence: `0 of ${controlPlane.total} pods of the control plane are ready`,
        fix: [see],
      }),
      reach: 'data-plane',
    });
  }
  const lame = components.filter(c => c.ready < c.total);
  if (!down && lame.length > 0) {
    found.push({
      ...finding(controlPlaneDegraded, {
        evidence: list(
          lame.map(
            c => `${c.namespace}/${c.name}: ${c.ready} of ${c.total} ready`,
          ),
        ),
        fix: [see],
      }),
      reach: 'cluster',
    });
  }
  for (const injector of injectors.filter(i => i.answers === false)) {
    const refuses = injector.failurePolicy !== 'Ignore';
    found.push({
      ...finding(injectorBroken, {
        severity: refuses ? 'critical' : 'warning',
        title: refuses
          ? 'New pods are refused: nobody answers for the injector'
          : 'New pods come without a proxy: nobody answers for the injector',
        evidence: `MutatingWebhookConfiguration ${
          injector.name
        }, failurePolicy ${injector.failurePolicy}: ${whyNobodyAnswers(
          snapshot,
          injector.name,
        )}`,
        fix: [see],
      }),
      reach: 'cluster',
    });
  }
  return found;
}
