import { MeshCertificate } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { createHash } from 'node:crypto';
import { parseCertificates } from '../shared/certificates';
import { unreadable, whyUnreadable } from '../shared/records';
import { controlPlaneNamespaces } from './installation';
import { CONTROL_PLANE_NAMESPACE } from './names';

const NAME = 'linkerd-identity-trust-roots';
const KEY = 'ca-bundle.crt';

/** The trust anchors of a control plane, or why they are not known. */
export type TrustRoots =
  | {
      source: string;
      certificates: Omit<MeshCertificate, 'mesh' | 'owners'>[];
      /** What of the bundle is no certificate. */
      errors: string[];
      /** Hashes that a pod made under these anchors carries. */
      hashes: string[];
    }
  | { unknown: string };

export const trustRootMaps = (snapshot: ClusterSnapshot) =>
  controlPlaneNamespaces(snapshot).map(namespace => ({
    namespace,
    name: NAME,
  }));

const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

function read(snapshot: ClusterSnapshot, namespace: string): TrustRoots {
  const source = `ConfigMap ${namespace}/${NAME} (${KEY})`;
  const access = `configmaps/${namespace}/${NAME}`;
  if (unreadable(snapshot, access)) {
    return {
      unknown: `${source} not read: ${whyUnreadable(snapshot, access)}`,
    };
  }
  const bundle = snapshot.configMaps.find(
    c => c.namespace === namespace && c.name === NAME,
  )?.data[KEY];
  if (!bundle) return { unknown: `${source} is not there` };
  const { ok, errors } = parseCertificates(bundle);
  return {
    source,
    errors,
    certificates: ok.map(({ subject, notAfter, fingerprint }) => ({
      subject: 'root',
      name:
        ok.length > 1
          ? `trust anchor ${subject} (${fingerprint.slice(0, 11)})`
          : `trust anchor ${subject}`,
      notAfter,
      source,
      earliestOf: 1,
    })),
    // The injector hashes the file, the command line the same with a line's end.
    hashes: [bundle, bundle.trim(), `${bundle.trim()}\n`].map(sha256),
  };
}

/** What the control planes' proxies trust. */
export interface Trusted {
  of(pod: PodRecord): TrustRoots;
  all: TrustRoots[];
}

/** linkerd: charts/partials/templates/_metadata.tpl partials.proxy.annotations */
export function readTrust(snapshot: ClusterSnapshot): Trusted {
  const roots = new Map(
    controlPlaneNamespaces(snapshot).map(namespace => [
      namespace,
      read(snapshot, namespace),
    ]),
  );
  const [first] = roots.values();
  return {
    of: pod => roots.get(pod.labels[CONTROL_PLANE_NAMESPACE] ?? '') ?? first,
    all: [...roots.values()],
  };
}
