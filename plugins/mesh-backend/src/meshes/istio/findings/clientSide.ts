import { MeshFinding } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  CustomRecord,
  PodMtls,
  PodRecord,
  ServiceRecord,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../../shared/containers';
import { finding } from '../../shared/finding';
import { byNamespace, readable } from '../../shared/records';
import { matchesLabels } from '../../shared/selector';
import { array, list, number, object, text } from '../../shared/values';
import { RulesReader } from '../features/destinationRules';
import { forWhom } from '../features/audience';
import { hostOf, resolveHost } from '../features/hosts';
import { DESTINATION_RULES } from '../names';
import { proxyOf, proxyRole } from '../proxies';
import { breaksStrict, needsProxy, weakensMtls } from './codes';

/** One place of a DestinationRule that sets TLS. */
interface TlsSetting {
  mode: string;
  field: string;
  /** Of the Service; undefined: every port that has no setting of its own. */
  port?: number;
}

const PLAIN = ['DISABLE', 'SIMPLE'];

function ofPolicy(policy: unknown, field: string): TlsSetting[] {
  const { tls, portLevelSettings } = object(policy);
  const mode = text(object(tls).mode);
  return [
    ...(mode ? [{ mode, field: `${field}.tls` }] : []),
    ...array(portLevelSettings).flatMap((setting, i) => {
      const own = text(object(object(setting).tls).mode);
      const port = number(object(object(setting).port).number);
      return own && port !== undefined
        ? { mode: own, field: `${field}.portLevelSettings[${i}].tls`, port }
        : [];
    }),
  ];
}

/** Everything that a rule says of TLS; a subset's policy stands beside that of the whole. */
export function tlsSettings(rule: CustomRecord): TlsSetting[] {
  return [
    ...ofPolicy(rule.spec?.trafficPolicy, 'trafficPolicy'),
    ...array(rule.spec?.subsets).flatMap((subset, i) =>
      ofPolicy(object(subset).trafficPolicy, `subsets[${i}].trafficPolicy`),
    ),
  ];
}

/** Ports of a Service that a setting is about, as the pod's own. */
function targets(
  setting: TlsSetting,
  all: TlsSetting[],
  service: ServiceRecord,
  pod: PodRecord,
): number[] {
  const apart = new Set(
    all.flatMap(s =>
      s.port !== undefined &&
      s.field.split('.port')[0] === setting.field.split('.tls')[0]
        ? s.port
        : [],
    ),
  );
  return service.ports
    .filter(p =>
      setting.port === undefined ? !apart.has(p.port) : p.port === setting.port,
    )
    .flatMap(({ targetPort }) => {
      const numeric = Number(targetPort);
      if (Number.isInteger(numeric)) return numeric;
      return pod.containers
        .flatMap(c => c.ports)
        .filter(p => p.name === targetPort)
        .map(p => p.port);
    });
}

const named = (rule: CustomRecord) =>
  `DestinationRule ${rule.namespace}/${rule.name}`;

const remove = (rule: CustomRecord) => [
  {
    label: `Take the TLS setting out of ${rule.name}: without it, mTLS is used where the server has a proxy`,
    command: `kubectl edit destinationrule/${rule.name} -n ${rule.namespace}`,
  },
];

type Mtls = (pod: PodRecord, ports: number[]) => PodMtls;

interface Clash {
  setting: TlsSetting;
  strict: number[];
  loose: number[];
}

/** Settings that send plaintext to ports that would take mTLS. */
function clashes(
  rule: CustomRecord,
  service: ServiceRecord,
  pod: PodRecord,
  mtls: Mtls,
): Clash[] {
  const all = tlsSettings(rule);
  return all
    .filter(setting => PLAIN.includes(setting.mode))
    .flatMap(setting => {
      const ports = targets(setting, all, service, pod);
      const { ports: decided } = mtls(pod, ports);
      const having = (mode: string) =>
        decided.filter(p => p.mode === mode).map(p => p.port);
      const [strict, loose] = [having('strict'), having('permissive')];
      return strict.length + loose.length > 0 ? { setting, strict, loose } : [];
    });
}

const portWords = (ports: number[]) =>
  `${ports.length === 1 ? 'port' : 'ports'} ${list(ports.map(String))}`;

/** What rules do to calls of the workload, seen from its own end. */
function serverEnd(
  view: WorkloadView,
  rulesOf: RulesReader,
  mtls: Mtls,
): MeshFinding[] {
  const found: MeshFinding[] = [];
  const outside = view.pods.filter(pod => !view.meshed.includes(pod)).length;
  const [pod] = view.meshed;
  for (const service of view.services) {
    for (const { object: rule, audience } of rulesOf(service)) {
      const abroad = (words: string) =>
        rule.namespace === view.reference.namespace && audience === 'everybody'
          ? {}
          : { evidenceWithoutNames: `A DestinationRule elsewhere; ${words}` };
      const at = (setting: TlsSetting) =>
        `${named(rule)}, ${setting.field}.mode: ${setting.mode}${forWhom(
          audience,
        )}`;
      const mutual = tlsSettings(rule).find(s => s.mode === 'ISTIO_MUTUAL');
      if (mutual && outside > 0) {
        found.push(
          finding(needsProxy, {
            evidence: `${at(mutual)}; ${outside} of ${
              view.pods.length
            } pods behind Service ${service.namespace}/${
              service.name
            } are not in the mesh`,
            ...abroad('some pods are not in the mesh'),
            fix: remove(rule),
          }),
        );
      }
      if (!pod) continue;
      for (const { setting, strict, loose } of clashes(
        rule,
        service,
        pod,
        mtls,
      )) {
        if (strict.length > 0) {
          found.push(
            finding(breaksStrict, {
              evidence: `${at(setting)}; ${portWords(strict)} requires mTLS`,
              ...abroad(`${portWords(strict)} requires mTLS`),
              fix: remove(rule),
            }),
          );
        } else {
          found.push(
            finding(weakensMtls, {
              evidence: `${at(setting)}; ${portWords(
                loose,
              )} would take mTLS as well`,
              ...abroad(`${portWords(loose)} would take mTLS as well`),
              fix: remove(rule),
            }),
          );
        }
      }
    }
  }
  return found;
}

/** Rules that tell clients of a namespace to send plaintext where mTLS is required. */
function clientEnds(
  snapshot: ClusterSnapshot,
  domain: string,
  mtls: Mtls,
): (view: WorkloadView) => MeshFinding[] {
  const plain = byNamespace(
    (readable(snapshot, DESTINATION_RULES) ?? []).filter(rule =>
      tlsSettings(rule).some(s => PLAIN.includes(s.mode)),
    ),
  );
  const services = new Map(
    plain.size > 0
      ? snapshot.services.map(s => [hostOf(s, domain), s] as const)
      : [],
  );
  const pods = byNamespace(plain.size > 0 ? snapshot.pods : []);
  const known = new Map<
    CustomRecord,
    { service: ServiceRecord; clash: Clash }[]
  >();
  const clashesOf = (rule: CustomRecord) => {
    const before = known.get(rule);
    if (before) return before;
    // Wildcards name no one server: they are seen from each server's end.
    const host = resolveHost(
      text(rule.spec?.host) ?? '',
      rule.namespace,
      domain,
    );
    const service = services.get(host);
    const pod =
      service &&
      Object.keys(service.selector).length > 0 &&
      pods
        .get(service.namespace)
        ?.find(
          p =>
            isRunning(p) &&
            proxyOf(p) &&
            matchesLabels(service.selector, p.labels),
        );
    const found =
      service && pod
        ? clashes(rule, service, pod, mtls)
            .filter(clash => clash.strict.length > 0)
            .map(clash => ({ service, clash }))
        : [];
    known.set(rule, found);
    return found;
  };

  return view => {
    const client = view.meshed.find(pod => {
      const proxy = proxyOf(pod);
      return proxy && proxyRole(proxy) === 'sidecar';
    });
    if (!client) return [];
    return (plain.get(view.reference.namespace) ?? [])
      .filter(rule =>
        matchesLabels(
          object(object(rule.spec?.workloadSelector).matchLabels),
          client.labels,
        ),
      )
      .flatMap(rule =>
        clashesOf(rule)
          .filter(({ service }) => !view.services.includes(service))
          .map(({ service, clash: { setting, strict } }) =>
            finding(breaksStrict, {
              // In the server's own namespace it may be one that never calls it.
              severity:
                service.namespace === rule.namespace ? 'info' : 'warning',
              title: 'Told not to use mTLS with a server that requires it',
              evidence: `${named(rule)}, ${setting.field}.mode: ${
                setting.mode
              }; ${portWords(strict)} of Service ${service.namespace}/${
                service.name
              } requires mTLS, so calls to it are refused`,
              evidenceWithoutNames: `${named(rule)}, ${setting.field}.mode: ${
                setting.mode
              }; ${portWords(
                strict,
              )} of a server requires mTLS, so calls to it are refused`,
              fix: remove(rule),
            }),
          ),
      );
  };
}

/** Where DestinationRules break or weaken mTLS, on both ends. */
export function clientSideFindings(
  snapshot: ClusterSnapshot,
  options: { domain: string; rulesOf: RulesReader; mtls: Mtls },
): (view: WorkloadView) => MeshFinding[] {
  const client = clientEnds(snapshot, options.domain, options.mtls);
  return view => [
    ...serverEnd(view, options.rulesOf, options.mtls),
    ...client(view),
  ];
}
