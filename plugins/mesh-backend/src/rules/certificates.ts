import { RuleContext } from './context';
import { AlertRule } from './types';

const HOUR = 3600;
const DAY = 24 * HOUR;

interface Runway {
  mesh: string;
  subject: 'leaf' | 'issuer' | 'root';
  /** Whose, in a template. */
  of: string;
  /** Seconds that are left. */
  left: string;
  /** Left, in seconds, from which on it fires. */
  warning?: number;
  critical?: number;
  /** Must hold too for the warning. */
  warningOnly?: string;
}

const NAMED = {
  leaf: 'The certificate',
  issuer: 'The issuer',
  root: 'The root',
};

/** One alert for each severity. */
function expiring(runway: Runway, context: RuleContext): AlertRule[] {
  const { mesh, subject, of, left, warning, critical, warningOnly } = runway;
  const rule = (severity: string, seconds: number, also = ''): AlertRule => ({
    alert: 'MeshCertificateExpiring',
    expr: `${left} < ${seconds}${also ? `\nand\n${also}` : ''}`,
    for: '10m',
    labels: { severity, mesh, subject },
    annotations: {
      summary: `${NAMED[subject]} of ${of} ends soon`,
      description: `${NAMED[subject]} of ${of}${context.inCluster} ends in {{ $value | humanizeDuration }}.`,
      ...context.runbook('/mesh/health'),
    },
  });
  return [
    ...(warning === undefined ? [] : [rule('warning', warning, warningOnly)]),
    ...(critical === undefined ? [] : [rule('critical', critical)]),
  ];
}

const POD = 'pod {{ $labels.namespace }}/{{ $labels.pod }}';

/** Proxies renew theirs halfway through its 24 hours. */
export function istioCertificates(context: RuleContext): AlertRule[] {
  const ends = (metric: string) =>
    `min by (${context.labels()}) (${metric}${context.where()}) - time()`;
  return [
    ...expiring(
      {
        mesh: 'istio',
        subject: 'leaf',
        of: POD,
        left: `min by (${context.labels(
          'namespace',
          'pod',
        )}) (istio_agent_cert_expiry_seconds${context.where(
          'resource_name="default"',
        )})`,
        warning: 6 * HOUR,
        critical: HOUR,
      },
      context,
    ),
    ...expiring(
      {
        mesh: 'istio',
        subject: 'issuer',
        of: "Istio's CA",
        left: ends('citadel_server_cert_chain_expiry_timestamp'),
        warning: 14 * DAY,
        critical: 2 * DAY,
      },
      context,
    ),
    ...expiring(
      {
        mesh: 'istio',
        subject: 'root',
        of: "Istio's CA",
        left: ends('citadel_server_root_cert_expiry_timestamp'),
        warning: 60 * DAY,
        critical: 7 * DAY,
      },
      context,
    ),
  ];
}

/** Proxies renew theirs at 70 % of its 24 hours. No metric tells of the trust anchors. */
export function linkerdCertificates(context: RuleContext): AlertRule[] {
  const names = [
    'control_identity_cert_expiration_timestamp_seconds',
    'identity_cert_expiration_timestamp_seconds',
  ];
  const issuer = `min by (${context.labels()}) (issuer_cert_ttl_seconds${context.where()})`;
  return [
    ...expiring(
      {
        mesh: 'linkerd',
        subject: 'leaf',
        of: POD,
        left: `min by (${context.labels('namespace', 'pod')}) (${names
          .map(name => `${name}${context.where()}`)
          .join(' or ')}) - time()`,
        warning: 4 * HOUR,
        critical: HOUR,
      },
      context,
    ),
    ...expiring(
      {
        mesh: 'linkerd',
        subject: 'issuer',
        of: "Linkerd's identity service",
        left: issuer,
        warning: 7 * DAY,
        // One that is renewed every day or two by cert-manager never has a week left.
        warningOnly: `max by (${context.labels()}) (max_over_time(issuer_cert_ttl_seconds${context.where()}[3d])) - ${issuer} > ${
          2 * DAY
        }`,
        critical: 12 * HOUR,
      },
      context,
    ),
  ];
}
