import {
  MeshFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodRecord,
  WorkloadInspection,
  WorkloadReference,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag } from '../../shared/containers';
import { finding } from '../../shared/finding';
import {
  removeFromTemplate,
  restartFix,
  setOnTemplate,
} from '../../shared/fixes';
import { InjectorConfig, readInjectorConfigs } from '../injectorConfig';
import { DATAPLANE_MODE, INJECTION, REVISION, TAG } from '../names';
import { proxyOf, proxyRole, revisionOf } from '../proxies';
import { isInjector } from '../webhooks';
import {
  bothInjectionLabels,
  proxyImageMismatch,
  sidecarAndAmbientLabel,
  sidecarInAmbientNamespace,
  sidecarKeepsJobRunning,
} from './codes';

/*
 * What pods were given, beside what was asked for.
 */

const NATIVE = 'sidecar.istio.io/nativeSidecar';
const OWN_IMAGE = 'sidecar.istio.io/proxyImage';

const hasSidecar = (pod: PodRecord) => {
  const proxy = proxyOf(pod);
  return proxy !== undefined && proxyRole(proxy) === 'sidecar';
};

const count = (pods: PodRecord[]) =>
  `${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}`;

function ambientFindings(
  sidecars: PodRecord[],
  reference: WorkloadReference,
  namespace: NamespaceRecord | undefined,
): MeshFinding[] {
  const asking = sidecars.filter(p => p.labels[DATAPLANE_MODE] === 'ambient');
  const around =
    namespace?.labels[DATAPLANE_MODE] === 'ambient'
      ? sidecars.filter(p => p.labels[DATAPLANE_MODE] === undefined)
      : [];
  return [
    ...(asking.length > 0
      ? [
          finding(sidecarAndAmbientLabel, {
            evidence: `${count(
              asking,
            )} with label ${DATAPLANE_MODE}=ambient and an istio-proxy sidecar`,
            fix: removeFromTemplate(reference, 'labels', DATAPLANE_MODE),
          }),
        ]
      : []),
    ...(around.length > 0
      ? [
          finding(sidecarInAmbientNamespace, {
            evidence: `Namespace ${
              reference.namespace
            } has label ${DATAPLANE_MODE}=ambient, and ${count(
              around,
            )} an istio-proxy sidecar`,
            fix: setOnTemplate(
              reference,
              'labels',
              'sidecar.istio.io/inject',
              'false',
            ),
          }),
        ]
      : []),
  ];
}

function labelFindings(namespace: NamespaceRecord | undefined): MeshFinding[] {
  const injection = namespace?.labels[INJECTION];
  const revision = namespace?.labels[REVISION];
  if (!namespace || injection === undefined || revision === undefined) {
    return [];
  }
  return [
    finding(bothInjectionLabels, {
      evidence: `Namespace ${namespace.name} has ${INJECTION}=${injection} and ${REVISION}=${revision}: the first decides`,
      fix: [
        {
          label: 'Keep the revision label',
          command: `kubectl label namespace ${namespace.name} ${INJECTION}-`,
        },
        {
          label: `Or keep ${INJECTION}`,
          command: `kubectl label namespace ${namespace.name} ${REVISION}-`,
        },
      ],
    }),
  ];
}

function jobFindings(
  sidecars: PodRecord[],
  reference: WorkloadReference,
): MeshFinding[] {
  if (reference.kind !== 'Job' && reference.kind !== 'CronJob') return [];
  const classic = sidecars.filter(pod =>
    pod.containers.some(c => c === proxyOf(pod)),
  );
  return classic.length > 0
    ? [
        finding(sidecarKeepsJobRunning, {
          evidence: `${count(classic)} of ${reference.kind} ${
            reference.name
          } with istio-proxy among spec.containers`,
          fix: [
            // The template of a Job cannot be changed, only that of what makes Jobs.
            ...setOnTemplate(reference, 'annotations', NATIVE, 'true'),
            {
              label:
                'Or have the application end it: POST localhost:15020/quitquitquit',
            },
          ],
        }),
      ]
    : [];
}

const plain = (tag: string) => tag.replace(/-(distroless|debug)$/, '');

/** istio: pkg/config/analysis/analyzers/injection/injection-image.go */
function imageFindings(
  sidecars: PodRecord[],
  reference: WorkloadReference,
  configOf: (pod: PodRecord) => InjectorConfig | undefined,
): WorkloadInspection {
  const blind = new Map<string, NotEvaluated>();
  const stale = new Map<string, PodRecord[]>();
  for (const pod of sidecars.filter(p => !p.annotations[OWN_IMAGE])) {
    const config = configOf(pod);
    if (!config || !('image' in config) || !config.image) {
      const why =
        config && 'refused' in config
          ? `${config.source} not read: ${config.refused}`
          : 'which image its injector gives was not seen';
      blind.set(why, { code: proxyImageMismatch.code, because: why });
      continue;
    }
    const own = imageTag(proxyOf(pod)!.image);
    if (own === null || plain(own) === plain(config.image.tag)) continue;
    const said = `image tag ${own}, and ${config.source} says ${config.image.tag}`;
    stale.set(said, [...(stale.get(said) ?? []), pod]);
  }
  return {
    findings: [...stale].map(([said, pods]) =>
      finding(proxyImageMismatch, {
        evidence: `${count(pods)} with ${said}`,
        fix: restartFix(reference),
      }),
    ),
    notEvaluated: [...blind.values()],
  };
}

export function dataPlaneFindings(
  snapshot: ClusterSnapshot,
  namespaces: Map<string, NamespaceRecord>,
): (
  view: WorkloadView,
) => Required<Pick<WorkloadInspection, 'findings' | 'notEvaluated'>> {
  const read = readInjectorConfigs(snapshot);
  const injectors = new Map(
    snapshot.webhooks
      .filter(hook => isInjector(hook) && !hook.labels[TAG])
      .map(hook => [hook.labels[REVISION] || 'default', hook]),
  );
  const configOf = (pod: PodRecord) => {
    const hook = injectors.get(revisionOf(pod) ?? 'default');
    return hook && read(hook);
  };
  return ({ reference, pods, meshed }) => {
    const namespace = namespaces.get(reference.namespace);
    const sidecars = meshed.filter(hasSidecar);
    const images = imageFindings(sidecars, reference, configOf);
    return {
      findings: [
        ...ambientFindings(sidecars, reference, namespace),
        // Of pods that run: where none does, nobody is concerned.
        ...(pods.length > 0 ? labelFindings(namespace) : []),
        ...jobFindings(sidecars, reference),
        ...(images.findings ?? []),
      ],
      notEvaluated: images.notEvaluated ?? [],
    };
  };
}
