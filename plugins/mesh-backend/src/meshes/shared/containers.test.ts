import { ContainerRecord } from '@meshboard/backstage-plugin-mesh-node';
import { podOf } from '../testing/records';
import { isReady } from './containers';

const container = (more: Partial<ContainerRecord>): ContainerRecord => ({
  name: 'app',
  image: 'app:1',
  args: [],
  ports: [],
  ready: true,
  ...more,
});
const sidecar = { restartPolicy: 'Always' };

// kubernetes: pkg/kubelet/status generate.go GenerateContainersReadyCondition
it.each([
  ['all are ready', [{}], [], true],
  ['one is not', [{}, { ready: false }], [], false],
  ['one does not report', [{ ready: undefined }], [], true],
  ['a native sidecar is not', [{}], [{ ...sidecar, ready: false }], false],
  ['a native sidecar is', [{}], [sidecar], true],
  ['an init container is done', [{}], [{ ready: false }], true],
])('a pod whose containers: %s', (_, containers, initContainers, ready) => {
  const pod = podOf('shop', 'cart', {
    containers: containers.map(container),
    initContainers: initContainers.map(container),
  });
  expect(isReady(pod)).toBe(ready);
});

it('a pod that is being deleted is not ready', () => {
  expect(isReady(podOf('shop', 'cart', { deleting: true }))).toBe(false);
});
