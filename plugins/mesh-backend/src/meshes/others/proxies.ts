import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';

/** Proxies, gateways and the like that are no mesh, by image. */
const IMAGES: [name: string, image: RegExp][] = [
  ['dapr', /(^|\/)daprd(:|@|$)/],
  ['emissary', /(^|\/)(emissary|ambassador)(:|@|$)/],
  ['envoy', /(^|\/)envoyproxy\/envoy(-[a-z]+)*(:|@|$)|(^|\/)envoy(:|@|$)/],
  ['haproxy', /(^|\/)haproxy(-[a-z]+)*(:|@|$)/],
  [
    'ingress-nginx',
    /(^|\/)(ingress-nginx\/controller|nginx-ingress-controller)(-[a-z]+)*(:|@|$)/,
  ],
  [
    'kong',
    /(^|\/)kong(-gateway)?(:|@|$)|(^|\/)kong\/kubernetes-ingress-controller(:|@|$)/,
  ],
  ['traefik', /(^|\/)traefik(:|@|$)/],
];

/** Names the plain proxies of a pod; asked only of pods that no mesh claims. */
export function plainProxies(pod: PodRecord): string[] {
  const images = [
    ...pod.containers,
    ...pod.initContainers.filter(c => c.restartPolicy === 'Always'),
  ].map(c => c.image);
  return IMAGES.filter(([, pattern]) =>
    images.some(image => pattern.test(image)),
  ).map(([name]) => name);
}
