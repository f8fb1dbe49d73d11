import {
  ClusterSnapshot,
  CustomRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { linkerdPod } from '../../testing/linkerd';
import { inspected } from '../../testing/linkerdInspect';
import { containerOf, customOf, metaOf, tcp } from '../../testing/records';

const SKIP = 'config.linkerd.io/skip-inbound-ports';

describe('outbound-port-skips-mtls', () => {
  const OUT = 'config.linkerd.io/skip-outbound-ports';
  const caller = linkerdPod('shop', 'caller', {
    annotations: { [OUT]: '443,5432' },
  });
  const db = linkerdPod('bank', 'db', {
    labels: { app: 'db' },
    containers: [containerOf('db', { ports: [tcp(6432, 'pg')] })],
  });
  const service = (parts: any = {}): ServiceRecord => ({
    ...metaOf('bank', 'db'),
    selector: { app: 'db' },
    ports: [{ port: 5432, targetPort: 'pg', protocol: 'TCP' }],
    ...parts,
  });
  const strict = customOf('Server', 'bank', 'db', {
    podSelector: {},
    port: 6432,
  });
  const seen = (given: {
    callers?: PodRecord[];
    pods?: PodRecord[];
    services?: ServiceRecord[];
    servers?: CustomRecord[];
    snapshot?: Partial<ClusterSnapshot>;
  }) =>
    inspected({
      pods: given.callers ?? [caller],
      policies: { servers: given.servers ?? [strict] },
      snapshot: {
        pods: given.pods ?? [db],
        services: given.services ?? [service()],
        ...given.snapshot,
      },
    });

  it.each<[string, Parameters<typeof seen>[0], number]>([
    ['a Server that denies', {}, 1],
    ['no Server', { servers: [] }, 0],
    [
      'a Server that lets plaintext in',
      {
        servers: [
          { ...strict, spec: { ...strict.spec, accessPolicy: 'audit' } },
        ],
      },
      0,
    ],
    [
      'a default that wants identities',
      {
        servers: [],
        pods: [
          {
            ...db,
            annotations: {
              'config.linkerd.io/default-inbound-policy': 'all-authenticated',
            },
          },
        ],
      },
      1,
    ],
    [
      'a pod that is in no mesh',
      { pods: [{ ...db, labels: { app: 'db' } }] },
      0,
    ],
    [
      'a port that the server’s proxy does not see either',
      {
        pods: [
          linkerdPod('bank', 'db', {
            labels: db.labels,
            containers: db.containers,
            annotations: { [SKIP]: '6432' },
          }),
        ],
      },
      0,
    ],
    [
      'another port',
      {
        services: [
          service({ ports: [{ port: 80, targetPort: 6432, protocol: 'TCP' }] }),
        ],
      },
      0,
    ],
    [
      'UDP',
      {
        services: [
          service({
            ports: [{ port: 5432, targetPort: 6432, protocol: 'UDP' }],
          }),
        ],
      },
      0,
    ],
    [
      'a Service without a selector',
      { services: [service({ selector: {} })] },
      0,
    ],
    ['a pod that has ended', { pods: [{ ...db, phase: 'Succeeded' }] }, 0],
  ])('%s', (_, given, count) => {
    expect(
      seen(given).findings.filter(f => f.code === 'outbound-port-skips-mtls'),
    ).toHaveLength(count);
  });

  it('says where to, and what asks for it', () => {
    expect(seen({}).findings).toMatchObject([
      {
        evidence: `Pods have ${OUT}=443,5432, and on port 5432 plaintext is not let in by Service bank/db (Server bank/db)`,
      },
    ]);
  });

  it.each([
    ['443,5432', '443'],
    [' 5432, 443 ,80', '443,80'],
    ['5432', ''],
  ])('of the list "%s" "%s" is left', (list, rest) => {
    const [found] = seen({
      callers: [linkerdPod('shop', 'caller', { annotations: { [OUT]: list } })],
    }).findings;
    expect(found.fix).toMatchObject([
      { label: `Set ${OUT}=${rest} on the pod template` },
    ]);
  });

  it('a range is shown without a command', () => {
    const callers = [
      linkerdPod('shop', 'caller', { annotations: { [OUT]: '5000-6000' } }),
    ];
    expect(seen({ callers }).findings).toMatchObject([{ fix: [] }]);
  });

  it.each([
    ['policy.linkerd.io/servers', 'servers not read: not permitted'],
    ['services', 'services not read: not permitted'],
  ])('is not evaluated where %s could not be read', (key, because) => {
    const access = { [key]: { outcome: 'not-permitted' as const } };
    const { findings, notEvaluated } = seen({ snapshot: { access } });
    expect(findings).toEqual([]);
    expect(notEvaluated).toContainEqual({
      code: 'outbound-port-skips-mtls',
      because,
    });
  });
});
