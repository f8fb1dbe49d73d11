import { Criterion } from './types';

/**
 * Both meshes leave pods on the host's network alone
 * (istio: pkg/kube/inject injectRequired; linkerd: pkg/inject/report hostNetworkEnabled).
 */
export const hostNetwork: Criterion = ({ workloads }) => {
  const affected = workloads.filter(w => w.facts.hostNetwork);
  if (affected.length === 0 || affected.length < workloads.length) {
    return undefined;
  }
  const names = affected.map(w => `${w.kind} ${w.namespace}/${w.name}`);
  const evidence = `hostNetwork: true on ${names.join(', ')}`;
  return {
    verdict: 'not-meshable',
    reasons: [
      {
        criterion: 'host-network',
        favours: 'not-meshable',
        weight: 10,
        evidence,
        origin: 'observed',
      },
    ],
    blockers: [
      {
        code: 'host-network',
        message:
          'Its pods use the network of their node, where no mesh can redirect their traffic.',
        count: affected.length,
      },
    ],
  };
};
