import { parse } from 'yaml';
import {
  removeFromTemplate,
  restartFix,
  setOnTemplate,
} from '../meshes/shared/fixes';
import { fixTarget } from './fixTarget';
import { OwnersOf, withReach } from './fixes';

const cart = 'component:default/cart';
const search = 'component:default/search';
const reference = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
const place = (
  managedBy: string | null = null,
  namespaceManagedBy: string | null = null,
) => ({ cluster: 'eu', facts: { managedBy, namespaceManagedBy } });
const LABEL = {
  label: 'Ask for ambient',
  command: 'kubectl label namespace shop istio.io/dataplane-mode=ambient',
};
const shared: OwnersOf = ({ name }) => (name ? [cart] : [search, cart]);
const alone: OwnersOf = () => [cart];

describe('what a fix changes', () => {
  const template = { kind: 'deployment', name: 'cart', namespace: 'shop' };
  const onTemplate = (metadata: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { template: { metadata } },
  });

  it('each command that the meshes give is understood', () => {
    expect(fixTarget(restartFix(reference)[0].command!)).toEqual(template);
    expect(
      fixTarget(
        setOnTemplate(reference, 'labels', 'a.b/c', 'true')[0].command!,
      ),
    ).toEqual({
      ...template,
      object: onTemplate({ labels: { 'a.b/c': 'true' } }),
    });
    expect(
      fixTarget(
        removeFromTemplate(reference, 'annotations', 'a.b/c')[0].command!,
      ),
    ).toEqual({
      ...template,
      object: onTemplate({ annotations: { 'a.b/c': null } }),
    });
    expect(
      fixTarget(restartFix({ ...reference, kind: 'Rollout' })[0].command!),
    ).toEqual({
      kind: 'rollout',
      name: 'cart',
      namespace: 'shop',
    });
    expect(
      fixTarget(restartFix({ ...reference, kind: 'Pod' })[0].command!),
    ).toEqual({
      kind: 'pod',
      name: 'cart',
      namespace: 'shop',
    });
  });

  it('of a namespace: what is set, and what is taken away', () => {
    expect(
      fixTarget(
        'kubectl label namespace shop istio.io/rev=canary istio-injection- --overwrite && kubectl rollout restart deployment/cart -n shop',
      ),
    ).toEqual({
      namespace: 'shop',
      object: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name: 'shop',
          labels: { 'istio.io/rev': 'canary', 'istio-injection': null },
        },
      },
    });
  });

  it.each([
    'istioctl tag list',
    'kubectl get pods -A -l app=ztunnel -o wide',
    'kubectl logs deployment/cart -n shop -c istio-proxy',
    "kubectl patch deployment/cart -n shop -p 'not json'",
  ])('%s: nothing that is known', command => {
    expect(fixTarget(command)?.object).toBeUndefined();
  });
});

describe('whom a fix touches, and where the change belongs', () => {
  it('nobody else, kept by nobody: the command alone', () => {
    expect(withReach([LABEL], place(), cart, alone)).toEqual([
      { ...LABEL, cluster: 'eu' },
    ]);
  });

  it('a shared namespace: the manifest comes first, and says why', () => {
    const [first, second] = withReach([LABEL], place(), cart, shared);
    expect(first).toMatchObject({
      label:
        'Ask for ambient: namespace shop is shared, so change it where it is kept',
      cluster: 'eu',
      alsoAffects: [search],
    });
    expect(parse(first.manifest!)).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'shop',
        labels: { 'istio.io/dataplane-mode': 'ambient' },
      },
    });
    expect(second).toEqual({ ...LABEL, cluster: 'eu', alsoAffects: [search] });
  });

  it('a delivery tool that keeps the object: a live change would be reverted', () => {
    const patch = setOnTemplate(reference, 'labels', 'a', 'b');
    const tool = 'Argo CD, application shop';
    expect(withReach(patch, place(tool), cart, alone)).toMatchObject([
      { label: expect.stringContaining(tool), manifest: expect.any(String) },
      { command: patch[0].command },
    ]);
    // What keeps the workload does not keep the namespace.
    expect(withReach([LABEL], place(tool), cart, alone)).toHaveLength(1);
    expect(withReach([LABEL], place(null, tool), cart, alone)).toHaveLength(2);
  });

  it('a restart is no change that anybody reverts', () => {
    const restart = restartFix(reference);
    expect(
      withReach(restart, place('Argo CD, application shop'), cart, shared),
    ).toEqual([{ ...restart[0], cluster: 'eu' }]);
  });

  it('names fifty, and counts the rest', () => {
    const many = Array.from(
      { length: 80 },
      (_, i) => `component:default/x${i}`,
    );
    const fixes = withReach([LABEL], place(), cart, () => [cart, ...many]);
    expect(fixes[1].alsoAffects).toHaveLength(50);
    expect(fixes[1].alsoAffectsHidden).toBe(30);
  });
});
