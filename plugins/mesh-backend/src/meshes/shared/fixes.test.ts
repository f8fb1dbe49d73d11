import { removeFromTemplate, restartFix, setOnTemplate } from './fixes';

const of = (kind: string) => ({ kind, name: 'cart', namespace: 'shop' });

describe('what to type', () => {
  it.each([
    ['Deployment', 'kubectl rollout restart deployment/cart -n shop'],
    ['StatefulSet', 'kubectl rollout restart statefulset/cart -n shop'],
    ['DaemonSet', 'kubectl rollout restart daemonset/cart -n shop'],
    ['Rollout', 'kubectl argo rollouts restart cart -n shop'],
    [
      'Pod',
      'kubectl get pod cart -n shop -o yaml | kubectl replace --force -f -',
    ],
    ['CronJob', undefined],
    ['CloneSet', undefined],
  ])('to restart a %s', (kind, command) => {
    const [fix] = restartFix(of(kind));
    expect(fix.command).toBe(command);
    expect(fix.label).toContain(kind === 'CronJob' ? 'next run' : 'cart');
  });

  it('patches the pod template, where each kind keeps it', () => {
    const key = 'sidecar.istio.io/inject';
    expect(removeFromTemplate(of('Deployment'), 'labels', key)[0].command).toBe(
      `kubectl patch deployment/cart -n shop --type=json -p '[{"op":"remove","path":"/spec/template/metadata/labels/sidecar.istio.io~1inject"}]'`,
    );
    expect(setOnTemplate(of('CronJob'), 'labels', key, 'true')[0].command).toBe(
      `kubectl patch cronjob/cart -n shop -p '{"spec":{"jobTemplate":{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":"true"}}}}}}}'`,
    );
  });

  it('promises no command where the kind is not one that kubectl can patch so', () => {
    expect(removeFromTemplate(of('CloneSet'), 'labels', 'x')).toEqual([]);
    expect(setOnTemplate(undefined, 'labels', 'x', 'y')).toEqual([]);
    expect(restartFix(undefined)).toEqual([]);
  });
});
