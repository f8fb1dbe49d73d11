import { CustomRecord, PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { at, Feature, on } from '../../shared/feature';
import { byAge, byNamespace } from '../../shared/records';
import { matchesSelector } from '../../shared/selector';
import { array, list, number, object, text } from '../../shared/values';

const isAccepted = ({ status }: CustomRecord) =>
  array(object(status).conditions).some(
    c => object(c).type === 'Accepted' && object(c).status === 'True',
  );

/**
 * Limits by Server, and so by pod: the oldest of each Server that was accepted
 * (linkerd: policy-controller/k8s/index/src/inbound/ratelimit_policy.rs accepted_by_server).
 */
export function readRateLimits(
  servers: CustomRecord[],
  policies: CustomRecord[],
): (pod: PodRecord) => Feature[] {
  const byServer = new Map<string, CustomRecord>();
  for (const policy of [...policies].sort(byAge)) {
    const target = object(policy.spec?.targetRef);
    const key = `${policy.namespace}/${text(target.name)}`;
    if (target.kind === 'Server' && isAccepted(policy) && !byServer.has(key)) {
      byServer.set(key, policy);
    }
  }
  const limited = byNamespace(
    servers.filter(s => byServer.has(`${s.namespace}/${s.name}`)),
  );
  return pod =>
    (limited.get(pod.namespace) ?? [])
      .filter(
        server =>
          server.spec?.podSelector &&
          matchesSelector(server.spec.podSelector, pod.labels) === true,
      )
      .map(server => {
        const policy = byServer.get(`${server.namespace}/${server.name}`)!;
        const { total, identity, overrides } = object(policy.spec);
        const rate = (of: unknown) => number(object(of).requestsPerSecond);
        const parts = [
          rate(total) === undefined ? '' : `${rate(total)} in all`,
          rate(identity) === undefined
            ? ''
            : `${rate(identity)} from each identity`,
          array(overrides).length > 0
            ? `other limits for ${array(overrides).length} of them`
            : '',
        ].filter(Boolean);
        return on(
          'rate-limiting',
          `Requests a second to port ${text(server.spec.port) ?? '?'}: ${
            list(parts) || 'no limit named'
          }, counted in each proxy`,
          at(policy, 'spec'),
        );
      });
}
