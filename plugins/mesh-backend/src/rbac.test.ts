/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { builtInAdapters } from './meshes';
import { istiodPod, istioWebhooks } from './meshes/testing/istio';
import { linkerdPod } from './meshes/testing/linkerd';
import { podOf, snapshotOf } from './meshes/testing/records';

interface Rule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

const { rules }: { rules: Rule[] } = parse(
  readFileSync(join(__dirname, '../../../docs/rbac/clusterrole.yaml'), 'utf8'),
);

const allows = (group: string, plural: string, verb: string, name?: string) =>
  rules.some(
    rule =>
      rule.apiGroups.includes(group) &&
      rule.resources.includes(plural) &&
      rule.verbs.includes(verb) &&
      (rule.resourceNames ? rule.resourceNames.includes(name ?? '') : true),
  );

describe('the documented ClusterRole', () => {
  it.each([
    ...new Set(
      builtInAdapters.flatMap(a =>
        a.resources.map(({ group, plural }) => `${group}/${plural}`),
      ),
    ),
  ])('lets %s be listed', kind => {
    const [group, plural] = kind.split('/');
    expect(allows(group, plural, 'list')).toBe(true);
  });

  it('lets events be listed, where any mesh asks for them', () => {
    expect(builtInAdapters.some(a => a.eventReasons?.length)).toBe(true);
    expect(allows('', 'events', 'list')).toBe(true);
  });

  it('lets the ConfigMaps of a default install be read, by name', () => {
    const snapshot = snapshotOf({
      webhooks: [istioWebhooks()],
      pods: [
        istiodPod(),
        linkerdPod('linkerd', 'identity'),
        podOf('kube-system', 'cilium', { labels: { 'k8s-app': 'cilium' } }),
        podOf('linkerd-cni', 'linkerd-cni', {
          labels: { 'linkerd.io/cni-resource': 'true' },
        }),
      ],
    });
    const names = builtInAdapters.flatMap(a =>
      a.configMaps(snapshot).map(map => map.name),
    );
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      expect([name, allows('', 'configmaps', 'get', name)]).toEqual([
        name,
        true,
      ]);
    }
  });

  it('lets nothing be written, and no Secret be read', () => {
    const verbs = new Set(rules.flatMap(rule => rule.verbs));
    expect([...verbs].sort()).toEqual(['get', 'list']);
    expect(rules.flatMap(rule => rule.resources)).not.toContain('secrets');
  });
});
