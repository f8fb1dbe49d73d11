import { gitOpsOf } from './gitOps';

it.each([
  ['nothing', {}, {}, null],
  [
    'Argo CD by annotation',
    {},
    { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/cart' },
    'Argo CD, application shop',
  ],
  [
    'Argo CD by label',
    { 'argocd.argoproj.io/instance': 'shop' },
    {},
    'Argo CD, application shop',
  ],
  [
    'Flux, a Kustomization',
    {
      'kustomize.toolkit.fluxcd.io/name': 'shop',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    },
    {},
    'Flux, Kustomization flux-system/shop',
  ],
  [
    'Flux, a HelmRelease',
    { 'helm.toolkit.fluxcd.io/name': 'shop' },
    {},
    'Flux, HelmRelease shop',
  ],
  // Helm alone reverts nothing, and its label is on what people apply by hand too.
  ['Helm', { 'app.kubernetes.io/managed-by': 'Helm' }, {}, null],
  ['an empty mark', {}, { 'argocd.argoproj.io/tracking-id': '' }, null],
])('%s', (_, labels, annotations, expected) => {
  expect(gitOpsOf({ labels, annotations } as any)).toBe(expected);
});
