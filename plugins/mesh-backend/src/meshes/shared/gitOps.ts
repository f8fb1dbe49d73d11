/*
 * Marks that delivery tools leave on what they apply. Argo CD tracks by a label or an annotation,
 * as it is configured to; Flux labels what its controllers apply.
 */

type Strings = Record<string, string>;

interface Marked {
  labels: Strings;
  annotations: Strings;
}

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const ARGO_INSTANCE = 'argocd.argoproj.io/instance';
const FLUX = ['kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'];

/** Which delivery tool keeps an object as its repository has it, in words; null: no mark of one. */
export function gitOpsOf({ labels, annotations }: Marked): string | null {
  const tracking = annotations[ARGO_TRACKING]?.split(':')[0];
  const argo = tracking || labels[ARGO_INSTANCE] || annotations[ARGO_INSTANCE];
  if (argo) return `Argo CD, application ${argo}`;
  for (const group of FLUX) {
    const name = labels[`${group}/name`];
    if (name) {
      const kind = group.startsWith('helm') ? 'HelmRelease' : 'Kustomization';
      const namespace = labels[`${group}/namespace`];
      return `Flux, ${kind} ${namespace ? `${namespace}/` : ''}${name}`;
    }
  }
  return null;
}
