import { skewOf } from './versions';

describe('linkerd/website: content/2-edge/tasks/upgrade.md, data plane vs control plane version skew', () => {
  it.each([
    ['stable-2.14.10', 'stable-2.14.10', 'same'],
    ['edge-26.8.3', 'edge-26.8.3', 'same'],
    ['stable-2.14.1', 'stable-2.14.10', 'supported'],
    ['stable-2.13.7', 'stable-2.14.0', 'supported'],
    ['version-2.19', 'version-2.20', 'supported'],
    ['version-2.18', 'version-2.20', 'unsupported'],
    ['enterprise-2.16.2-1', 'enterprise-2.17.0', 'supported'],
    ['enterprise-2.15.1', 'enterprise-2.17.0', 'unsupported'],
    ['2.17.1', 'v2.18.0', 'supported'],
    ['stable-2.15.0', 'stable-2.14.10', 'ahead'],
    ['stable-2.14.11', 'stable-2.14.10', 'ahead'],
    ['edge-26.8.4', 'edge-26.8.3', 'ahead'],
    ['edge-26.10.1', 'edge-26.8.3', 'ahead'],
    ['edge-25.12.1', 'edge-26.8.3', 'unknown'],
    ['edge-26.8.3', 'version-2.20', 'unknown'],
    ['dev-undefined', 'version-2.20', 'unknown'],
    ['stable-2.14.10', 'git-1234', 'unknown'],
  ])('a proxy of %s under %s: %s', (proxy, controlPlane, state) => {
    const { controlPlane: told, skew } = skewOf(proxy, [controlPlane]);
    expect(told).toBe(controlPlane);
    expect(skew.state).toBe(state);
  });

  it.each([
    ['no control plane is seen', 'version-2.20', []],
    ['the control plane is of two', 'version-2.20', ['a', 'b']],
    ['the proxy does not tell', null, ['version-2.20']],
  ])('unknown where %s', (_, proxy, controlPlanes) => {
    expect(skewOf(proxy, controlPlanes).skew.state).toBe('unknown');
  });
});
