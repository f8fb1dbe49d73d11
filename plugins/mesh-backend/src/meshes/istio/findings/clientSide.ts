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
import { manifestOf } from '../../shared/manifest';
import { byNamespace, readable } from '../../shared/records';
import { matchesLabels } from '../../shared/selector';
import { array, list, number, object, text } from '../../shared/values';
import { RulesReader } from '../features/destinationRules';
import { forWhom } from '../features/audience';
import { hostOf, resolveHost } from '../features/hosts';
import { DESTINATION_RULES, REDIRECTION } from '../names';
import { proxyOf, proxyRole } from '../proxies';
import {
  autoMtlsIsOff,
  breaksStrict,
  expectsMtls,
  needsProxy,
  weakensMtls,
} from './codes';

/** One place of a DestinationRule that sets TLS. */
interface TlsSetting {
  mode: string;
  field: string;
  /** Of the Service; undefined: every port that has no setting of its own. */
  port?: number;
}

const PLAIN = ['DISABLE', 'SIMPLE'];
const MUTUAL = 'ISTIO_MUTUAL';

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

const takesNoMtls = (ports: number[]) =>
  `${ports.length === 1 ? 'takes' : 'take'} no mTLS`;

type Mtls = (pod: PodRecord, ports: number[]) => PodMtls;

interface Clash {
  setting: TlsSetting;
  /** Plaintext to ports that require mTLS, and to ports that would take it. */
  strict: number[];
  loose: number[];
  /** mTLS to ports that do not take it. */
  off: number[];
}

/** Settings that clients and the ports of a pod do not agree on. */
function clashes(
  rule: CustomRecord,
  service: ServiceRecord,
  pod: PodRecord,
  mtls: Mtls,
): Clash[] {
  const all = tlsSettings(rule);
  return all
    .filter(({ mode }) => PLAIN.includes(mode) || mode === MUTUAL)
    .flatMap(setting => {
      const ports = targets(setting, all, service, pod);
      const { ports: decided } = mtls(pod, ports);
      const having = (mode: string) =>
        decided.filter(p => p.mode === mode).map(p => p.port);
      const clash =
        setting.mode === MUTUAL
          ? { setting, strict: [], loose: [], off: having('disabled') }
          : {
              setting,
              strict: having('strict'),
              loose: having('permissive'),
              off: [],
            };
      return clash.strict.length + clash.loose.length + clash.off.length > 0
        ? clash
        : [];
    });
}

const portWords = (ports: number[]) =>
  `${ports.length === 1 ? 'port' : 'ports'} ${list(ports.map(String))}`;

/** Where clients use mTLS only if they are told to, and nobody tells them. */
function nobodyTells(
  view: WorkloadView,
  rulesOf: RulesReader,
  mtls: Mtls,
  autoMtlsOff: string,
): MeshFinding[] {
  const [pod] = view.meshed;
  if (!pod) return [];
  return view.services.flatMap(service => {
    const told = rulesOf(service).some(({ object: rule }) =>
      tlsSettings(rule).some(s => s.mode === MUTUAL),
    );
    const ports = targets({ mode: '', field: '' }, [], service, pod);
    const strict = mtls(pod, ports)
      .ports.filter(p => p.mode === 'strict')
      .map(p => p.port);
    if (told || strict.length === 0) return [];
    return finding(autoMtlsIsOff, {
      evidence: `${autoMtlsOff}; ${portWords(strict)} of Service ${
        service.namespace
      }/${
        service.name
      } requires mTLS, and no DestinationRule for it sets ISTIO_MUTUAL`,
      fix: [
        {
          label: `Have clients of ${service.name} use mTLS; or take enableAutoMtls: false out of the mesh configuration`,
          manifest: manifestOf({
            apiVersion: 'networking.istio.io/v1',
            kind: 'DestinationRule',
            metadata: { name: service.name, namespace: service.namespace },
            spec: {
              host: `${service.name}.${service.namespace}.svc.cluster.local`,
              trafficPolicy: { tls: { mode: MUTUAL } },
            },
          }),
        },
      ],
    });
  });
}

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
      const mutual = tlsSettings(rule).find(s => s.mode === MUTUAL);
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
      for (const { setting, strict, loose, off } of clashes(
        rule,
        service,
        pod,
        mtls,
      )) {
        if (off.length > 0) {
          const words = `${portWords(off)} ${takesNoMtls(off)}`;
          found.push(
            finding(expectsMtls, {
              evidence: `${at(setting)}; ${words}`,
              ...abroad(words),
              fix: remove(rule),
            }),
          );
        } else if (strict.length > 0) {
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

const takesMtls = (pod: PodRecord) =>
  proxyOf(pod) !== undefined || pod.annotations[REDIRECTION] === 'enabled';

/** What a rule does to calls of the one Service that it names. */
interface ServerOf {
  service: ServiceRecord;
  /** Calls that are refused or not understood. */
  breaks: Clash[];
  /** mTLS to pods that have nobody to take it. */
  mutual?: { setting: TlsSetting; outside: number; of: number };
}

/** Servers of rules that set TLS, each looked up once. */
function serversOf(
  snapshot: ClusterSnapshot,
  domain: string,
  mtls: Mtls,
): (rule: CustomRecord) => ServerOf | undefined {
  const services = new Map(
    snapshot.services.map(s => [hostOf(s, domain), s] as const),
  );
  const pods = byNamespace(snapshot.pods);
  const known = new Map<CustomRecord, ServerOf | undefined>();

  function look(rule: CustomRecord): ServerOf | undefined {
    // Wildcards name no one server: they are seen from each server's end.
    const host = resolveHost(
      text(rule.spec?.host) ?? '',
      rule.namespace,
      domain,
    );
    const service = services.get(host);
    if (!service || Object.keys(service.selector).length === 0)
      return undefined;
    const behind = (pods.get(service.namespace) ?? []).filter(
      p => isRunning(p) && matchesLabels(service.selector, p.labels),
    );
    const server = behind.find(p => proxyOf(p));
    const setting = tlsSettings(rule).find(s => s.mode === MUTUAL);
    const outside = behind.filter(p => !takesMtls(p)).length;
    return {
      service,
      breaks: server
        ? clashes(rule, service, server, mtls).filter(
            c => c.strict.length + c.off.length > 0,
          )
        : [],
      ...(setting && outside > 0
        ? { mutual: { setting, outside, of: behind.length } }
        : {}),
    };
  }
  return rule => {
    if (!known.has(rule)) known.set(rule, look(rule));
    return known.get(rule);
  };
}

/** Rules that tell clients of a namespace to talk in a way that the server cannot, or must not. */
function clientEnds(
  snapshot: ClusterSnapshot,
  domain: string,
  mtls: Mtls,
): (view: WorkloadView) => MeshFinding[] {
  const setting = byNamespace(
    (readable(snapshot, DESTINATION_RULES) ?? []).filter(rule =>
      tlsSettings(rule).some(s => [...PLAIN, MUTUAL].includes(s.mode)),
    ),
  );
  const serverOf =
    setting.size > 0 ? serversOf(snapshot, domain, mtls) : () => undefined;

  function tell(rule: CustomRecord, server: ServerOf): MeshFinding[] {
    const { service, breaks, mutual } = server;
    const at = ({ field, mode }: TlsSetting) =>
      `${named(rule)}, ${field}.mode: ${mode}`;
    const common = {
      // In the server's own namespace it may be one that never calls it.
      severity:
        service.namespace === rule.namespace
          ? ('info' as const)
          : ('warning' as const),
      fix: remove(rule),
    };
    const place = `${service.namespace}/${service.name}`;
    return [
      ...breaks.map(clash => {
        const off = clash.off.length > 0;
        const words = portWords(off ? clash.off : clash.strict);
        const end = off
          ? `${takesNoMtls(clash.off)}, so calls to it fail`
          : 'requires mTLS, so calls to it are refused';
        return finding(off ? expectsMtls : breaksStrict, {
          ...common,
          title: off
            ? 'Told to use mTLS with a port that does not take it'
            : 'Told not to use mTLS with a server that requires it',
          evidence: `${at(clash.setting)}; ${words} of Service ${place} ${end}`,
          evidenceWithoutNames: `${at(
            clash.setting,
          )}; ${words} of a server ${end}`,
        });
      }),
      ...(mutual
        ? [
            finding(needsProxy, {
              ...common,
              title: 'Told to use mTLS with pods that are not in the mesh',
              evidence: `${at(mutual.setting)}; ${mutual.outside} of ${
                mutual.of
              } pods behind Service ${place} are not in the mesh, so calls to them fail`,
              evidenceWithoutNames: `${at(
                mutual.setting,
              )}; some pods of a server are not in the mesh, so calls to them fail`,
            }),
          ]
        : []),
    ];
  }

  return view => {
    const client = view.meshed.find(pod => {
      const proxy = proxyOf(pod);
      return proxy && proxyRole(proxy) === 'sidecar';
    });
    if (!client) return [];
    return (setting.get(view.reference.namespace) ?? [])
      .filter(rule =>
        matchesLabels(
          object(object(rule.spec?.workloadSelector).matchLabels),
          client.labels,
        ),
      )
      .flatMap(rule => {
        const server = serverOf(rule);
        return server && !view.services.includes(server.service)
          ? tell(rule, server)
          : [];
      });
  };
}

/** Where DestinationRules break or weaken mTLS, on both ends. */
export function clientSideFindings(
  snapshot: ClusterSnapshot,
  options: {
    domain: string;
    rulesOf: RulesReader;
    mtls: Mtls;
    /** What turns it off; undefined: it is on, or that is not known. */
    autoMtlsOff?: string;
  },
): (view: WorkloadView) => MeshFinding[] {
  const { domain, rulesOf, mtls, autoMtlsOff } = options;
  const client = clientEnds(snapshot, domain, mtls);
  return view => [
    ...(autoMtlsOff ? nobodyTells(view, rulesOf, mtls, autoMtlsOff) : []),
    ...serverEnd(view, rulesOf, mtls),
    ...client(view),
  ];
}
