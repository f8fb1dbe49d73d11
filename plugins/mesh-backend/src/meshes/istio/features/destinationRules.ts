import {
  CustomRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { byAge } from '../../shared/records';
import { object, text } from '../../shared/values';
import { Audience, audienceOf } from './audience';
import { HostIndex, hostOf, resolveHost } from './hosts';

/** A DestinationRule as it holds for one Service. */
export interface ServiceRule {
  object: CustomRecord;
  audience: Audience;
  /** Labels of the callers for which it holds. */
  callers?: Record<string, string>;
}

export type RulesReader = (service: ServiceRecord) => ServiceRule[];

/**
 * Rules by Service, as callers find them: in their own namespace, else in the Service's, else in
 * the root namespace; there the most specific host, of equal ones the oldest
 * (istio: pilot/pkg/model PushContext.destinationRule).
 */
export function readDestinationRules(
  all: CustomRecord[],
  domain: string,
  byDefault: unknown,
  root: string,
): RulesReader {
  const byNamespace = new Map<string, HostIndex<CustomRecord>>();
  /** Namespaces with a rule for just this host. */
  const callers = new Map<string, Set<string>>();
  for (const rule of [...all].sort(byAge)) {
    const host = text(rule.spec?.host);
    if (!host) continue;
    const index = byNamespace.get(rule.namespace) ?? new HostIndex();
    const resolved = resolveHost(host, rule.namespace, domain);
    index.add(resolved, rule);
    byNamespace.set(rule.namespace, index);
    callers.set(
      resolved,
      (callers.get(resolved) ?? new Set()).add(rule.namespace),
    );
  }
  const audience = (rule: CustomRecord) =>
    audienceOf(rule.spec?.exportTo, byDefault, rule.namespace);
  const seenIn = (rule: CustomRecord, namespace: string): boolean => {
    const who = audience(rule);
    return who === 'everybody' || who.includes(namespace);
  };

  /** Of one namespace: those with the most specific host. Rules for some callers stand beside. */
  const inNamespace = (namespace: string, host: string): CustomRecord[] => {
    const found = byNamespace.get(namespace)?.find(host) ?? [];
    const general = found.find(({ items }) =>
      items.some(r => !r.spec?.workloadSelector),
    );
    const chosen = general?.items.filter(r => !r.spec?.workloadSelector) ?? [];
    return [
      ...found
        .flatMap(f => f.items)
        .filter(r => object(r.spec?.workloadSelector).matchLabels),
      ...chosen,
    ];
  };

  return service => {
    const host = hostOf(service, domain);
    const rules: ServiceRule[] = [];
    const add = (rule: CustomRecord, who: Audience) => {
      if (who.length === 0) return;
      const labels = object(rule.spec?.workloadSelector).matchLabels;
      rules.push(
        labels
          ? { object: rule, audience: [rule.namespace], callers: labels }
          : { object: rule, audience: who },
      );
    };
    const [home, mesh] = [service.namespace, root].map(namespace =>
      inNamespace(namespace, host),
    );
    home.forEach(rule => add(rule, audience(rule)));
    const forAll = home.some(
      r => !r.spec?.workloadSelector && audience(r) === 'everybody',
    );
    if (!forAll && root !== service.namespace) {
      mesh.forEach(rule => add(rule, audience(rule)));
    }
    // What a namespace sets for all that it calls is about its own pods, not about this Service.
    for (const namespace of callers.get(host) ?? []) {
      if (namespace === service.namespace || namespace === root) continue;
      for (const rule of inNamespace(namespace, host)) {
        if (seenIn(rule, namespace)) add(rule, [namespace]);
      }
    }
    return rules;
  };
}
