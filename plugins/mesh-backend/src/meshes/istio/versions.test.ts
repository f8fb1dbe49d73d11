import { istiodPod, istioWebhooks } from '../testing/istio';
import { snapshotOf } from '../testing/records';
import { skewReader } from './versions';

const istiod = (revision: string, tag: string, name = revision) => {
  const pod = istiodPod(revision);
  return {
    ...pod,
    name: `istiod-${name}`,
    containers: [
      { ...pod.containers[0], image: `docker.io/istio/pilot:${tag}` },
    ],
  };
};
const proxy = (
  version: string | null,
  revision: string | null = 'default',
) => ({
  version,
  revision,
  dataPlane: 'sidecar' as const,
});

describe('istio.io: supported releases, control plane/data plane skew', () => {
  it.each([
    ['1.30.3', '1.30.3', 'same'],
    ['1.30.3-distroless', '1.30.3', 'same'],
    ['1.30.1', '1.30.3', 'supported'],
    ['1.30.4', '1.30.3', 'supported'],
    ['1.29.9', '1.30.0', 'supported'],
    ['1.28.0', '1.30.3', 'unsupported'],
    ['1.31.0-rc.0', '1.30.3', 'ahead'],
    ['1.9.0', '1.10.0', 'supported'],
    ['latest', '1.30.3', 'unknown'],
    ['1.30.3', 'latest', 'unknown'],
    [null, '1.30.3', 'unknown'],
  ])('%s under %s: %s', (version, controlPlane, state) => {
    const skew = skewReader(
      snapshotOf({ pods: [istiod('default', controlPlane)] }),
    );
    expect(skew(proxy(version)).skew.state).toBe(state);
    expect(skew(proxy(version)).controlPlane).toBe(controlPlane);
  });

  it('stands each proxy to the control plane of its own revision', () => {
    const skew = skewReader(
      snapshotOf({
        pods: [istiod('1-28', '1.28.5'), istiod('1-30', '1.30.3')],
      }),
    );
    expect(skew(proxy('1.28.5', '1-28')).skew.state).toBe('same');
    expect(skew(proxy('1.28.5', '1-30')).skew.state).toBe('unsupported');
    expect(skew(proxy('1.28.5', '1-31'))).toEqual({
      controlPlane: null,
      skew: {
        state: 'unknown',
        message: 'No control plane of revision 1-31 was seen.',
      },
    });
    expect(skew(proxy('1.28.5', null)).skew.state).toBe('unknown');
  });

  it('a tag stands for the revision that its webhook calls', () => {
    const webhook = {
      ...istioWebhooks('prod'),
      labels: { 'istio.io/tag': 'prod', 'istio.io/rev': '1-30' },
    };
    const skew = skewReader(
      snapshotOf({ pods: [istiod('1-30', '1.30.3')], webhooks: [webhook] }),
    );
    expect(skew(proxy('1.30.3', 'prod')).skew.state).toBe('same');
  });

  it('who is served by nobody knows which, where there is only one', () => {
    const pods = [istiod('1-30', '1.30.3')];
    const skew = skewReader(snapshotOf({ pods }));
    expect(skew(proxy('1.30.3', null)).skew.state).toBe('same');
  });

  it('a control plane in the middle of its upgrade is no version', () => {
    const pods = [
      istiod('default', '1.29.0', 'a'),
      istiod('default', '1.30.0', 'b'),
    ];
    expect(skewReader(snapshotOf({ pods }))(proxy('1.29.0'))).toMatchObject({
      controlPlane: null,
      skew: { state: 'unknown', message: expect.stringContaining('1.30.0') },
    });
  });

  it('nothing is claimed where no control plane was seen', () => {
    expect(skewReader(snapshotOf())(proxy('1.30.3')).skew.state).toBe(
      'unknown',
    );
  });
});
