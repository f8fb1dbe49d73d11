import { MeshCertificate } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { parseCertificates } from '../shared/certificates';
import { unreadable, whyUnreadable } from '../shared/records';
import { istiodPods } from './installation';
import { DEFAULT_ROOT_NAMESPACE } from './names';

const NAME = 'istio-ca-root-cert';
const KEY = 'root-cert.pem';

/** What istiod hands out as roots, copied to every namespace: its own is read. */
export const rootCertificateMaps = (snapshot: ClusterSnapshot) => {
  const namespaces = new Set(istiodPods(snapshot).map(p => p.namespace));
  if (namespaces.size === 0) namespaces.add(DEFAULT_ROOT_NAMESPACE);
  return [...namespaces].sort().map(namespace => ({ namespace, name: NAME }));
};

/** Root certificates that can be read without a Secret. */
export interface Roots {
  certificates: Omit<MeshCertificate, 'mesh' | 'owners'>[];
  /** By namespace of a control plane: what tells its roots from others'. */
  fingerprints: Map<string, string>;
  /** Why roots are not known. */
  unknown: string[];
}

export function readRoots(snapshot: ClusterSnapshot): Roots {
  const roots: Roots = {
    certificates: [],
    fingerprints: new Map(),
    unknown: [],
  };
  const seen = new Set<string>();
  for (const { namespace } of rootCertificateMaps(snapshot)) {
    const source = `ConfigMap ${namespace}/${NAME} (${KEY})`;
    const key = `configmaps/${namespace}/${NAME}`;
    const pem = snapshot.configMaps.find(
      c => c.namespace === namespace && c.name === NAME,
    )?.data[KEY];
    if (unreadable(snapshot, key)) {
      const why = whyUnreadable(snapshot, key);
      roots.unknown.push(`${source} not read: ${why}`);
      continue;
    }
    if (!pem) {
      roots.unknown.push(`${source} is not there`);
      continue;
    }
    const { ok, errors } = parseCertificates(pem);
    roots.unknown.push(...errors.map(error => `${source}: ${error}`));
    roots.fingerprints.set(
      namespace,
      ok
        .map(c => c.fingerprint)
        .sort()
        .join(),
    );
    for (const { subject, notAfter, fingerprint } of ok) {
      if (seen.has(fingerprint)) continue;
      seen.add(fingerprint);
      roots.certificates.push({
        subject: 'root',
        name: `root ${subject}`,
        notAfter,
        source,
        earliestOf: 1,
      });
    }
  }
  return roots;
}
