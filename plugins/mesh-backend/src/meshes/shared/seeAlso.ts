import { MeshId } from '@meshboard/backstage-plugin-mesh-common';

/** Codes of Istio’s analyzers and of Kiali; what is neither is a check of Linkerd. */
const OF_ISTIO = /^(IST|KIA)\d/;

/** Of what other tools call a finding, the codes of those that know this mesh. */
export function seeAlsoIn(mesh: MeshId, codes: string[]): string[] {
  switch (mesh) {
    case 'istio':
      return codes.filter(code => OF_ISTIO.test(code));
    case 'linkerd':
      return codes.filter(code => !OF_ISTIO.test(code));
    default:
      return [];
  }
}
