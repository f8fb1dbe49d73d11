import { brightlane } from '../../model/company';
import { dice } from '../../model/random';
import { clusterObjects } from '../clusterObjects';

const podsOf = (cluster: string, app: string): any[] =>
  clusterObjects(
    dice(1),
    brightlane.clusters.find(c => c.name === cluster)!,
  ).pods.filter(p => p.metadata.labels?.app === app);

const names = (containers: any[] = []) => containers.map(c => c.name);

describe('pods after the injectors', () => {
  it('have a classic Istio sidecar beside the application', () => {
    const [pod] = podsOf('prod-eu', 'cart');
    expect(pod.metadata.labels['security.istio.io/tlsMode']).toBe('istio');
    expect(names(pod.spec.containers)).toEqual(['cart', 'istio-proxy']);
    expect(pod.spec.containers[1].args.slice(0, 2)).toEqual([
      'proxy',
      'sidecar',
    ]);
    const status = JSON.parse(
      pod.metadata.annotations['sidecar.istio.io/status'],
    );
    expect(status.containers).toEqual(['istio-proxy']);
  });

  it('have a native Istio sidecar among the init containers, running', () => {
    const [pod] = podsOf('prod-eu', 'checkout');
    expect(names(pod.spec.containers)).toEqual(['checkout']);
    expect(pod.spec.initContainers[1]).toMatchObject({
      name: 'istio-proxy',
      restartPolicy: 'Always',
    });
    expect(pod.status.initContainerStatuses[1]).toMatchObject({
      name: 'istio-proxy',
      ready: true,
    });
  });

  it('have no proxy where they are older than the label', () => {
    const routers = podsOf('prod-eu', 'order-router');
    const meshed = routers.filter(p =>
      names(p.spec.containers).includes('istio-proxy'),
    );
    expect([routers.length, meshed.length]).toEqual([8, 5]);
  });

  it('have one annotation in ambient, and no container', () => {
    const [pod] = podsOf('prod-eu', 'pages');
    expect(pod.metadata.annotations).toEqual({
      'ambient.istio.io/redirection': 'enabled',
    });
    expect(names(pod.spec.containers)).toEqual(['pages']);
  });

  it('carry the inbound policy that their namespace had for Linkerd', () => {
    const [pod] = podsOf('prod-us', 'card-vault');
    expect(
      pod.metadata.annotations['config.linkerd.io/default-inbound-policy'],
    ).toBe('all-authenticated');
    expect(pod.metadata.labels['linkerd.io/control-plane-ns']).toBe('linkerd');
    expect(names(pod.spec.initContainers)).toContain('linkerd-proxy');
    expect(
      names(podsOf('prod-us', 'partner-portal')[0].spec.containers),
    ).toContain('linkerd-proxy');
  });

  it('have an Envoy of a dead mesh, or of nobody', () => {
    const [osm] = podsOf('prod-us', 'till-sync');
    expect(osm.metadata.labels['osm-proxy-uuid']).toBeDefined();
    expect(names(osm.spec.initContainers)).toEqual(['osm-init']);
    const [plain] = podsOf('staging', 'video-transcoder');
    expect(names(plain.spec.containers)).toContain('envoy');
    expect(plain.metadata.labels['osm-proxy-uuid']).toBeUndefined();
  });

  it('have a proxy that is not ready where that is to be seen', () => {
    const ready = podsOf('prod-eu', 'reviews').map(
      p =>
        p.status.containerStatuses.find((s: any) => s.name === 'istio-proxy')
          .ready,
    );
    expect(ready.filter(r => !r)).toHaveLength(1);
  });

  it('would pass an API server: names are unique, and mounts have volumes', () => {
    const unique = (list: string[]) => new Set(list).size === list.length;
    for (const cluster of brightlane.clusters) {
      const pods: any[] = clusterObjects(dice(1), cluster).pods ?? [];
      expect(unique(pods.map(p => p.metadata.uid))).toBe(true);
      for (const { metadata, spec } of pods) {
        const all = [...(spec.initContainers ?? []), ...spec.containers];
        const volumes = names(spec.volumes);
        const wrong = [
          ...(unique(names(all)) && unique(volumes) ? [] : ['names']),
          ...all.filter(c => !unique(names(c.ports))).map(c => c.name),
          ...all
            .flatMap(c => [...names(c.volumeMounts)])
            .filter(mount => !volumes.includes(mount)),
          ...all.flatMap(c => names(c.ports)).filter(n => n.length > 15),
        ];
        expect({ pod: metadata.name, wrong }).toEqual({
          pod: metadata.name,
          wrong: [],
        });
      }
    }
  });
});
