import { seeAlsoIn } from '../../meshes/shared/seeAlso';
import {
  Certificate,
  Finding,
  Severity,
} from '@meshboard/backstage-plugin-mesh-common';
import { finding, FindingKind } from '../../meshes/shared/finding';
import { issuerExpires, renewalFailing, rootExpires } from './codes';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Renewed at half of 24 hours: what has less than six left was not renewed. */
const LEAF_MS = 6 * HOUR_MS;
/** `linkerd check` warns at 60 days; people need as long to rotate a root by hand. */
const WARN_MS = 60 * DAY_MS;
const CRITICAL_MS = 7 * DAY_MS;

const TITLES: Record<string, string> = { istio: 'Istio', linkerd: 'Linkerd' };

const DOCS: Record<string, string> = {
  istio: 'https://istio.io/latest/docs/tasks/security/cert-management/',
  linkerd:
    'https://linkerd.io/2/tasks/manually-rotating-control-plane-tls-credentials/',
};

/** An issuer that lives for days only is renewed by a machine: its end is no news. */
function severityOf(
  { subject, notAfter }: Certificate,
  nowMs: number,
): Severity | undefined {
  const left = Date.parse(notAfter) - nowMs;
  if (subject === 'leaf') {
    if (left > LEAF_MS) return undefined;
    return left > 0 ? 'warning' : 'critical';
  }
  if (left <= 0) return 'critical';
  if (left < CRITICAL_MS) return subject === 'root' ? 'critical' : 'warning';
  return left < WARN_MS ? 'warning' : undefined;
}

function inWords(ms: number): string {
  if (ms <= 0) return 'has expired';
  if (ms < 2 * DAY_MS) return `expires in ${Math.floor(ms / HOUR_MS)} hours`;
  return `expires in ${Math.floor(ms / DAY_MS)} days`;
}

const KINDS: Record<Certificate['subject'], FindingKind> = {
  leaf: renewalFailing,
  issuer: issuerExpires,
  root: rootExpires,
};

const WHAT: Record<Certificate['subject'], string> = {
  leaf: 'A proxy’s certificate',
  issuer: 'The issuer',
  root: 'The trust root',
};

/** Two sources that tell an end so close to each other's tell of one certificate. */
const SAME_MS = HOUR_MS;

/** Certificates of a control plane, each once, with all who tell of it. */
function each(certificates: Certificate[]): Certificate[] {
  const kept: Certificate[] = [];
  for (const certificate of certificates) {
    const { subject, mesh, cluster, notAfter, source } = certificate;
    const same =
      subject !== 'leaf' &&
      kept.find(
        c =>
          c.subject === subject &&
          c.mesh === mesh &&
          c.cluster === cluster &&
          Math.abs(Date.parse(c.notAfter) - Date.parse(notAfter)) < SAME_MS,
      );
    if (!same) kept.push({ ...certificate });
    else if (source && same.source && source !== same.source) {
      same.source = `${same.source}; ${source}`;
    }
  }
  return kept;
}

/** What ends soon, of what the workloads rest on. */
export function certificateFindings(
  certificates: Certificate[],
  workloads: string[],
  nowMs: number,
): Finding[] {
  return each(certificates).flatMap(certificate => {
    const severity = severityOf(certificate, nowMs);
    if (!severity) return [];
    const { subject, mesh, cluster, notAfter, source } = certificate;
    const words = inWords(Date.parse(notAfter) - nowMs);
    return {
      ...finding(KINDS[subject], {
        severity,
        title:
          subject === 'leaf'
            ? undefined
            : `${WHAT[subject]} of ${TITLES[mesh] ?? mesh} ${words}`,
        evidence: `${WHAT[subject]} in ${cluster} ${words}, at ${notAfter}${
          source ? ` (${source})` : ''
        }`,
        fix: DOCS[mesh]
          ? [
              {
                label:
                  subject === 'leaf'
                    ? 'See why it is not renewed: the control plane has to answer, and its issuer has to be valid'
                    : 'Rotate it',
                cluster,
                command:
                  mesh === 'linkerd'
                    ? 'linkerd check --proxy'
                    : 'kubectl logs -n istio-system deploy/istiod --tail=200',
                docs: DOCS[mesh],
              },
            ]
          : [],
      }),
      seeAlso: seeAlsoIn(mesh, KINDS[subject].seeAlso),
      workloads: workloads.filter(key => key.startsWith(`${cluster}/`)),
    };
  });
}
