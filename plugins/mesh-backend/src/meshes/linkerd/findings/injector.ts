import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { finding } from '../../shared/finding';
import { unreadable, whyUnreadable } from '../../shared/records';
import { matchesSelector } from '../../shared/selector';
import { INJECTOR } from '../injectors';
import { WEBHOOKS_DISABLED } from '../names';
import { injectorHoldsUpCluster } from './codes';

const SYSTEM = 'kube-system';
const NEEDED = ['mutatingwebhookconfigurations', 'namespaces'];

/** linkerd: pkg/healthcheck, "pod injection disabled on kube-system" */
export function injectorFindings(snapshot: ClusterSnapshot): {
  findings: ClusterFinding[];
  notEvaluated: NotEvaluated[];
} {
  const blind = NEEDED.filter(kind => unreadable(snapshot, kind));
  if (blind.length > 0) {
    return {
      findings: [],
      notEvaluated: blind.map(kind => ({
        code: injectorHoldsUpCluster.code,
        because: `${kind} not read: ${whyUnreadable(snapshot, kind)}`,
      })),
    };
  }
  const labels = {
    'kubernetes.io/metadata.name': SYSTEM,
    ...snapshot.namespaces.find(n => n.name === SYSTEM)?.labels,
  };
  const found = snapshot.webhooks.filter(({ webhooks }) =>
    webhooks.some(
      hook =>
        hook.name === INJECTOR &&
        hook.failurePolicy === 'Fail' &&
        matchesSelector(hook.namespaceSelector, labels) === true,
    ),
  );
  return {
    notEvaluated: [],
    findings: found.map(({ name }) => ({
      ...finding(injectorHoldsUpCluster, {
        evidence: `MutatingWebhookConfiguration ${name}, failurePolicy Fail, selects namespace ${SYSTEM}`,
        fix: [
          {
            label: `Keep the injector away from ${SYSTEM}`,
            command: `kubectl label namespace ${SYSTEM} ${WEBHOOKS_DISABLED}=disabled`,
          },
        ],
      }),
      reach: 'cluster',
    })),
  };
}
