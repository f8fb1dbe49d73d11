import {
  Certificate,
  ClusterStatus,
  MeshCertificate,
  MeshId,
} from '@meshboard/backstage-plugin-mesh-common';
import { GaugeRow, WorkloadRow } from '../store/types';
import { EntityInput } from './types';

/** Figures that are ends of certificates, by mesh: what they end, and how they count. */
const GAUGES: Record<
  string,
  {
    subject: 'root' | 'issuer';
    name: string;
    notAfter(v: number, at: number): number;
  }
> = {
  'istio root-not-after': {
    subject: 'root',
    name: 'root of the CA',
    notAfter: seconds => seconds * 1000,
  },
  'istio issuer-not-after': {
    subject: 'issuer',
    name: 'signing chain of the CA',
    notAfter: seconds => seconds * 1000,
  },
  'linkerd issuer-certificate-seconds-left': {
    subject: 'issuer',
    name: 'identity issuer',
    notAfter: (seconds, atMs) => atMs + seconds * 1000,
  },
};

/**
 * Certificates that metrics tell of a cluster's meshes.
 *
 * @param gauges - of servers that are not dark
 * @param at - when they were told
 */
export function gaugeCertificates(
  gauges: GaugeRow[],
  at: (server: string, cluster: string) => string | null,
): Map<string, MeshCertificate[]> {
  const found = new Map<string, MeshCertificate[]>();
  for (const { server, cluster, mesh, id, value } of gauges) {
    const gauge = GAUGES[`${mesh} ${id}`];
    const told = at(server, cluster);
    if (!gauge || !told || !(value > 0)) continue;
    const own = found.get(cluster) ?? [];
    found.set(cluster, [
      ...own,
      {
        subject: gauge.subject,
        mesh,
        name: gauge.name,
        notAfter: new Date(
          gauge.notAfter(value, Date.parse(told)),
        ).toISOString(),
        source: `Prometheus ${server}`,
        earliestOf: 1,
      },
    ]);
  }
  return found;
}

/** Of each subject and mesh the one that ends first, and how many there are. */
function earliest(all: Certificate[]): Certificate[] {
  const found = new Map<string, Certificate>();
  for (const certificate of all) {
    const { subject, mesh, cluster } = certificate;
    const key = JSON.stringify([subject, mesh, cluster]);
    const known = found.get(key);
    if (!known) {
      found.set(key, certificate);
      continue;
    }
    const [first] = [known, certificate].sort((a, b) =>
      a.notAfter < b.notAfter ? -1 : 1,
    );
    found.set(key, {
      ...first,
      earliestOf: known.earliestOf + certificate.earliestOf,
    });
  }
  const order = ['leaf', 'issuer', 'root'];
  return [...found.entries()]
    .sort(
      ([a, x], [b, y]) =>
        order.indexOf(x.subject) - order.indexOf(y.subject) || (a < b ? -1 : 1),
    )
    .map(([, certificate]) => certificate);
}

function leaves(row: WorkloadRow, input: Pick<EntityInput, 'proxy'>) {
  // ztunnel has certificates for others; what it tells of its own says nothing of theirs.
  const [sidecar] = row.facts.membership.meshes.filter(
    m => m.dataPlane === 'sidecar',
  );
  if (!sidecar) return [];
  return (row.facts.proxies ?? []).flatMap((proxy): Certificate[] => {
    const told = input.proxy(row.cluster, proxy);
    return told?.certificateNotAfter
      ? [
          {
            subject: 'leaf',
            mesh: sidecar.mesh,
            cluster: row.cluster,
            notAfter: told.certificateNotAfter,
            earliestOf: 1,
            source: `proxy of ${proxy.namespace}/${proxy.pod}`,
          },
        ]
      : [];
  });
}

/** Certificates that the workloads rest on: their own, and those above them. */
export function certificatesOf(
  workloads: WorkloadRow[],
  input: Pick<EntityInput, 'proxy' | 'clusters'>,
): Certificate[] {
  const meshesOf = new Map<string, Set<MeshId>>();
  for (const { cluster, facts } of workloads) {
    const own = meshesOf.get(cluster) ?? new Set<MeshId>();
    facts.membership.meshes.forEach(m => own.add(m.mesh));
    meshesOf.set(cluster, own);
  }
  const above = [...meshesOf].flatMap(([cluster, meshes]) =>
    (
      (input.clusters.get(cluster) as ClusterStatus | undefined)
        ?.certificates ?? []
    )
      .filter(c => meshes.has(c.mesh))
      .map(({ subject, mesh, notAfter, earliestOf, source }) => ({
        subject,
        mesh,
        cluster,
        notAfter,
        earliestOf,
        source,
      })),
  );
  return earliest([...workloads.flatMap(row => leaves(row, input)), ...above]);
}
