import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { istiodPod, istioWebhooks } from '../testing/istio';
import { snapshotOf } from '../testing/records';
import { istioAdapter } from '.';

describe('installation', () => {
  const installation = (parts: Partial<ClusterSnapshot>) =>
    istioAdapter.prepare(snapshotOf(parts)).installation;

  it('is seen by its control plane', () => {
    expect(installation({ pods: [istiodPod()] })).toMatchObject({
      present: true,
      versions: ['1.30.3'],
      revisions: ['default'],
      controlPlane: { ready: 1, total: 1 },
    });
  });

  it('a control plane that is down is not one that runs elsewhere', () => {
    const webhooks = (external: boolean) => ({
      webhooks: [istioWebhooks('default', { external })],
    });
    expect(installation(webhooks(false))).toMatchObject({
      present: true,
      controlPlane: { ready: 0, total: 0 },
    });
    expect(installation(webhooks(true))).toMatchObject({
      present: true,
      controlPlane: null,
    });
  });

  it('is not there where neither injector nor kinds are', () => {
    expect(installation({}).present).toBe(false);
  });

  it('is not known where webhooks could not be read', () => {
    expect(
      installation({
        access: {
          mutatingwebhookconfigurations: { outcome: 'not-permitted' },
        },
      }).present,
    ).toBeNull();
  });
});
