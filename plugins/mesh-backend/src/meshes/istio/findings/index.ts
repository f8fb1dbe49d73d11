import {
  ClusterFinding,
  NotEvaluated,
} from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  NamespaceRecord,
  PodMtls,
  PodRecord,
  WorkloadInspection,
  WorkloadView,
} from '@meshboard/backstage-plugin-mesh-node';
import { unreadable, whyUnreadable } from '../../shared/records';
import { Applying } from '../authorization';
import { readDestinationRules } from '../features/destinationRules';
import { clusterDomain } from '../features/domain';
import { meshConfigs, RootNamespace } from '../meshConfig';
import {
  AUTHORIZATION_POLICIES,
  DESTINATION_RULES,
  PEER_AUTHENTICATIONS,
} from '../names';
import { Waypoints } from '../waypoints';
import { applicationFindings } from './application';
import { authorizationFindings } from './authorization';
import { bypassFindings } from './bypass';
import { clientSideFindings } from './clientSide';
import {
  autoMtlsIsOff,
  breaksStrict,
  compete,
  expectsMtls,
  l7WithoutWaypoint,
  needsMtls,
  needsProxy,
  rootSelector,
  selectsNothing,
  undeclaredPort,
  weakensMtls,
} from './codes';
import { dataPlaneFindings } from './dataPlane';
import { idlePolicies, portFindings } from './peerAuthentication';
import { waypointFindings } from './waypoints';
import { FindingKind } from '../../shared/finding';

interface FindingsReader {
  inspect(view: WorkloadView): WorkloadInspection;
  ofCluster(): ClusterFinding[];
  notEvaluated(): NotEvaluated[];
}

/** Which findings cannot be looked for without a kind. */
const NEEDS: [string, FindingKind[], FindingKind[]][] = [
  [
    DESTINATION_RULES,
    [breaksStrict, weakensMtls, expectsMtls, needsProxy, autoMtlsIsOff],
    [],
  ],
  [
    PEER_AUTHENTICATIONS,
    [breaksStrict, weakensMtls, expectsMtls, undeclaredPort],
    [compete, rootSelector, selectsNothing],
  ],
  [AUTHORIZATION_POLICIES, [needsMtls, l7WithoutWaypoint], [selectsNothing]],
];

/** Which compare something with what a port accepts. */
const NEEDS_MODES: FindingKind[] = [
  breaksStrict,
  weakensMtls,
  expectsMtls,
  autoMtlsIsOff,
  undeclaredPort,
  needsMtls,
  l7WithoutWaypoint,
];

/** What Istio's objects say is wrong. */
export function findingsReader(
  snapshot: ClusterSnapshot,
  options: {
    namespaces: Map<string, NamespaceRecord>;
    root: (revision: string | null) => RootNamespace;
    mtls: (pod: PodRecord, ports: number[]) => PodMtls;
    policiesOf: (pod: PodRecord) => Applying[] | undefined;
    waypoints: Waypoints;
  },
): FindingsReader {
  const { root, mtls } = options;
  const config = meshConfigs(snapshot)(null);
  const rootNamespace = root(null);
  const domain = clusterDomain(snapshot);
  const client = clientSideFindings(snapshot, {
    domain,
    mtls,
    autoMtlsOff:
      'values' in config &&
      config.values.enableAutoMtls === false &&
      !unreadable(snapshot, DESTINATION_RULES)
        ? `${config.source}, enableAutoMtls: false`
        : undefined,
    rulesOf: readDestinationRules(
      unreadable(snapshot, DESTINATION_RULES)
        ? []
        : snapshot.custom[DESTINATION_RULES] ?? [],
      domain,
      'values' in config
        ? config.values.defaultDestinationRuleExportTo
        : undefined,
      'name' in rootNamespace ? rootNamespace.name : '',
    ),
  });
  const ports = portFindings(snapshot, root);
  const bypasses = bypassFindings(snapshot, {
    root,
    mtls,
    autoMtls: 'values' in config && config.values.enableAutoMtls !== false,
  });
  const waypoints = waypointFindings(options.namespaces, options.waypoints);
  const blind = (which: 1 | 2): NotEvaluated[] =>
    NEEDS.filter(([kind]) => unreadable(snapshot, kind)).flatMap(need =>
      need[which].map(({ code }) => ({
        code,
        because: `${need[0].split('/')[1]} not read: ${whyUnreadable(
          snapshot,
          need[0],
        )}`,
      })),
    );
  // Without it, which policies hold for the whole mesh is not known, so no port's mode is.
  const undecided: NotEvaluated[] =
    'unknown' in config
      ? NEEDS_MODES.map(({ code }) => ({ code, because: config.unknown }))
      : [];
  const ofWorkloads = [...blind(1), ...undecided];
  const dataPlane = dataPlaneFindings(snapshot, options.namespaces);
  const inspect = (view: WorkloadView): WorkloadInspection => {
    const given = dataPlane(view);
    return {
      findings: [
        ...given.findings,
        ...applicationFindings(view),
        ...client(view),
        ...authorizationFindings(view, options),
        ...ports(view),
        ...bypasses(view),
        ...waypoints(view),
      ],
      // Where nothing of it is in the mesh there is nothing to look for.
      notEvaluated: [
        ...given.notEvaluated,
        ...(view.meshed.length > 0 ? ofWorkloads : []),
      ],
    };
  };

  return {
    inspect,
    ofCluster: () => idlePolicies(snapshot, rootNamespace),
    notEvaluated: () => blind(2),
  };
}
