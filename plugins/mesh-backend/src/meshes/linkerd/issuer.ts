import { MeshCertificate } from '@meshboard/backstage-plugin-mesh-common';
import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { readable } from '../shared/records';
import { object } from '../shared/values';

const SECRET = 'linkerd-identity-issuer';

/** The issuer of proxies' certificates, where cert-manager keeps its Secret. */
export const issuerCertificates = (
  snapshot: ClusterSnapshot,
  namespaces: string[],
): Omit<MeshCertificate, 'mesh' | 'owners'>[] =>
  (readable(snapshot, 'cert-manager.io/certificates') ?? []).flatMap(
    ({ namespace, name, spec, status }) => {
      const ends = Date.parse(String(object(status).notAfter));
      if (!namespaces.includes(namespace)) return [];
      if (object(spec).secretName !== SECRET || Number.isNaN(ends)) return [];
      return {
        subject: 'issuer' as const,
        name: 'identity issuer',
        notAfter: new Date(ends).toISOString(),
        source: `Certificate ${namespace}/${name} (status.notAfter)`,
        earliestOf: 1,
      };
    },
  );
