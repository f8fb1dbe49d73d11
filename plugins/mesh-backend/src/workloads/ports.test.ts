import { istioPod } from '../meshes/testing/istio';
import {
  containerOf,
  podOf,
  serviceOf,
  snapshotOf,
  tcp,
} from '../meshes/testing/records';
import { readPorts } from './ports';

const labels = { app: 'cart', v: '1' };
const pod = podOf('shop', 'cart', { labels });
const ports = (...services: ReturnType<typeof serviceOf>[]) =>
  readPorts(snapshotOf({ services })).ports(pod);

describe('ports that a pod serves on', () => {
  it.each([
    ['declared', [], [8080]],
    [
      'target of a Service',
      [serviceOf('shop', 's', { app: 'cart' }, [{ targetPort: 9000 }])],
      [8080, 9000],
    ],
    [
      'target by name',
      [serviceOf('shop', 's', { app: 'cart' }, [{ targetPort: 'http' }])],
      [8080],
    ],
    [
      'target as text',
      [serviceOf('shop', 's', { app: 'cart' }, [{ targetPort: '9000' }])],
      [8080, 9000],
    ],
    [
      'a name that nothing has',
      [serviceOf('shop', 's', { app: 'cart' }, [{ targetPort: 'grpc' }])],
      [8080],
    ],
    [
      'of a Service that selects others',
      [serviceOf('shop', 's', { app: 'cart', v: '2' }, [{ targetPort: 9000 }])],
      [8080],
    ],
    [
      'of a Service in another namespace',
      [serviceOf('other', 's', { app: 'cart' }, [{ targetPort: 9000 }])],
      [8080],
    ],
    [
      'of a Service that selects nothing',
      [serviceOf('shop', 's', {}, [{ targetPort: 9000 }])],
      [8080],
    ],
    [
      'UDP is no business of mTLS',
      [
        serviceOf('shop', 's', { app: 'cart' }, [
          { targetPort: 9000, protocol: 'UDP' },
        ]),
      ],
      [8080],
    ],
  ])('%s', (_, services, expected) => {
    expect(ports(...services)).toEqual(expected);
  });

  it('are not those of the proxy', () => {
    const meshed = istioPod('shop', 'cart');
    const initContainers = meshed.initContainers.map(c => ({
      ...c,
      ports: [tcp(15090, 'http-envoy-prom')],
    }));
    expect(
      readPorts(snapshotOf()).ports({ ...meshed, initContainers }),
    ).toEqual([8080]);
  });

  it('are also those of a native sidecar of the application’s own', () => {
    const initContainers = [
      containerOf('logs', { restartPolicy: 'Always', ports: [tcp(9100)] }),
      containerOf('setup', { ports: [tcp(9200)] }),
    ];
    expect(readPorts(snapshotOf()).ports({ ...pod, initContainers })).toEqual([
      8080, 9100,
    ]);
  });
});
