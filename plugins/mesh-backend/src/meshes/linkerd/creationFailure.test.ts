import { linkerdWebhook } from '../testing/linkerd';
import { snapshotOf } from '../testing/records';
import { linkerdAdapter } from '.';

const webhook = linkerdWebhook({ failurePolicy: 'Fail' });
const webhooks = [
  {
    ...webhook,
    webhooks: webhook.webhooks.map(hook => ({
      ...hook,
      service: { namespace: 'linkerd', name: 'linkerd-proxy-injector' },
    })),
  },
];
const said = (name: string) =>
  `Internal error occurred: failed calling webhook "${name}": failed to call webhook: Post "https://linkerd-proxy-injector.linkerd.svc:443/?timeout=10s": no endpoints available`;

it('knows its injector in the API server’s words', () => {
  const message = said('linkerd-proxy-injector.linkerd.io');
  expect(
    linkerdAdapter.prepare(snapshotOf({ webhooks })).creationFailure!(message),
  ).toEqual({
    code: 'injector-unavailable',
    message: expect.stringContaining(message),
    fix: [
      expect.objectContaining({ command: 'linkerd check' }),
      expect.objectContaining({
        command:
          'kubectl get endpointslices -n linkerd -l kubernetes.io/service-name=linkerd-proxy-injector',
      }),
    ],
  });
});

it.each([
  said('rev.namespace.sidecar-injector.istio.io'),
  'pods "web" is forbidden: exceeded quota: linkerd-proxy-injector.linkerd.io',
  '',
])('leaves others’ to them: %s', message => {
  expect(
    linkerdAdapter.prepare(snapshotOf({ webhooks })).creationFailure!(message),
  ).toBeUndefined();
});
