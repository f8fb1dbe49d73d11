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
const HOOKS = 'mutatingwebhookconfigurations';

const unknown = (because: string) => ({
  findings: [],
  notEvaluated: [{ code: injectorHoldsUpCluster.code, because }],
});

/** linkerd: pkg/healthcheck, "pod injection disabled on kube-system" */
export function injectorFindings(snapshot: ClusterSnapshot): {
  findings: ClusterFinding[];
  notEvaluated: NotEvaluated[];
} {
  if (unreadable(snapshot, HOOKS)) {
    return unknown(`${HOOKS} not read: ${whyUnreadable(snapshot, HOOKS)}`);
  }
  const system = snapshot.namespaces.find(n => n.name === SYSTEM);
  const labels = { 'kubernetes.io/metadata.name': SYSTEM, ...system?.labels };
  const found = snapshot.webhooks.filter(({ webhooks }) =>
    webhooks.some(
      hook =>
        hook.name === INJECTOR &&
        hook.failurePolicy === 'Fail' &&
        matchesSelector(hook.namespaceSelector, labels) === true,
    ),
  );
  if (found.length > 0 && !system) {
    return unknown(`namespace ${SYSTEM}, whose labels decide, was not read`);
  }
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
