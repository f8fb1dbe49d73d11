import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  NamespaceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { REDIRECTION, USE_WAYPOINT } from '../names';
import { Waypoints } from '../waypoints';
import { waypointMissing } from './codes';

/** Traffic that is sent through a waypoint of which no pod runs. */
export function waypointFindings(
  namespaces: Map<string, NamespaceRecord>,
  waypoints: Waypoints,
): (view: WorkloadView) => MeshFinding[] {
  return view => {
    const pod = view.meshed.find(p => p.annotations[REDIRECTION] === 'enabled');
    if (!pod) return [];
    return waypoints
      .wanted(pod, namespaces.get(pod.namespace)?.labels ?? {})
      .filter(({ runs }) => !runs)
      .map(({ waypoint, by }) => {
        const [namespace, name] = waypoint.split('/');
        return finding(waypointMissing, {
          evidence: `${by}, label ${USE_WAYPOINT}: no pod of Gateway ${waypoint} runs`,
          fix: [
            {
              label: `Set the waypoint up`,
              command: `istioctl waypoint apply -n ${namespace} --name ${name}`,
            },
            {
              label: 'See what keeps it from running',
              command: `kubectl get gateway,pods -n ${namespace} -l gateway.networking.k8s.io/gateway-name=${name}`,
            },
          ],
        });
      });
  };
}
