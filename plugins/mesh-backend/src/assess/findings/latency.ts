import {
  Finding,
  Fix,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import { finding } from '../../meshes/shared/finding';
import { setOnTemplate } from '../../meshes/shared/fixes';
import { JoinLatency, WorkloadRow } from '../../store/types';
import { workloadKey } from '../../store/WorkloadStore';
import { latencyAfterMeshing } from './codes';

/** How long after it joined an entity is compared with what it was. */
const TOLD_MS = 7 * 86_400_000;

/** A rise in both terms: a fifth of 2 ms is no trouble, nor are 5 ms of a second. */
const SHARE = 0.2;
const LEAST_MS = 5;

const CPU: Record<string, [annotation: string, value: string]> = {
  istio: ['sidecar.istio.io/proxyCPU', '500m'],
  linkerd: ['config.linkerd.io/proxy-cpu-request', '500m'],
};

const ADVICE: Record<string, Fix[]> = {
  istio: [
    {
      label:
        'Set appProtocol on the Service’s ports, so that no proxy has to look for the protocol',
      docs: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    },
    {
      label:
        'Raise connectionPool of its DestinationRule where requests wait for a connection',
      docs: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings',
    },
  ],
  linkerd: [
    {
      label:
        'Mark ports on which the server speaks first as opaque, so that no proxy waits for the client',
      docs: 'https://linkerd.io/2/features/protocol-detection/',
    },
  ],
};

const ms = (value: number) =>
  value < 10 ? `${Math.round(value * 10) / 10} ms` : `${Math.round(value)} ms`;

const times = (requests: number) =>
  `${Math.round(requests).toLocaleString('en-US')} requests`;

const meshesOf = (workloads: WorkloadRow[]) =>
  new Set(
    workloads.flatMap(w => w.facts.membership.meshes.map(({ mesh }) => mesh)),
  );

/**
 * Whether callers wait longer since the entity joined a mesh.
 *
 * @param minimumRequests - on each side, below which nothing is said
 */
export function latencyFindings(facts: {
  joinedMeshAt: string | null;
  latency: JoinLatency | undefined;
  workloads: WorkloadRow[];
  minimumRequests: number;
  /** Epoch milliseconds. */
  now: number;
}): { findings: Finding[]; notEvaluated: NotEvaluated[] } {
  const { joinedMeshAt, latency, workloads, minimumRequests, now } = facts;
  const unsaid = (because: string) => ({
    findings: [],
    notEvaluated: [{ code: latencyAfterMeshing.code, because }],
  });
  if (!joinedMeshAt || now - Date.parse(joinedMeshAt) > TOLD_MS) {
    return { findings: [], notEvaluated: [] };
  }
  if (latency?.joinedMeshAt !== joinedMeshAt) {
    return unsaid(
      `it joined at ${joinedMeshAt}, and no hour since then has been compared yet`,
    );
  }
  const { before, after, hours } = latency;
  if (!before || before.requests < minimumRequests) {
    return unsaid(
      `callers in the mesh measured ${times(
        before?.requests ?? 0,
      )} in the day before it joined, and ${times(
        minimumRequests,
      )} are needed; callers without a proxy measure nothing`,
    );
  }
  if (!after || after.requests < minimumRequests) {
    return unsaid(
      `callers in the mesh measured ${times(after?.requests ?? 0)} in the ${
        hours === 1 ? 'hour' : `${hours} hours`
      } after it joined, and ${times(minimumRequests)} are needed`,
    );
  }
  const rise = after.p95Ms - before.p95Ms;
  if (rise < LEAST_MS || rise < SHARE * before.p95Ms) {
    return { findings: [], notEvaluated: [] };
  }
  const percent = Math.floor((rise / before.p95Ms) * 100);
  return {
    findings: [
      {
        ...finding(latencyAfterMeshing, {
          evidence: `P95 as its callers measure it: ${ms(
            before.p95Ms,
          )} in the day before it joined (${times(before.requests)}), ${ms(
            after.p95Ms,
          )} in the ${hours === 1 ? 'hour' : `${hours} hours`} after (${times(
            after.requests,
          )}), ${percent} % more`,
          fix: workloads
            .flatMap(row => proxyCpu(row))
            .concat(
              [...meshesOf(workloads)].flatMap(mesh => ADVICE[mesh] ?? []),
            ),
        }),
        workloads: workloads.map(workloadKey),
      },
    ],
    notEvaluated: [],
  };
}

function proxyCpu(row: WorkloadRow): Fix[] {
  const sidecar = row.facts.membership.meshes.find(
    m => m.dataPlane === 'sidecar',
  );
  const cpu = sidecar && CPU[sidecar.mesh];
  if (!cpu) return [];
  return setOnTemplate(row, 'annotations', ...cpu).map(fix => ({
    cluster: row.cluster,
    ...fix,
  }));
}
