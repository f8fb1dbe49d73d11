/** @jest-environment node */
import {
  ClusterSnapshot,
  ControllerRecord,
  PodRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { createHash } from 'node:crypto';
import { ROOT_2036, ROOT_2046 } from '../../testing/certificates';
import { linkerdConfig } from '../../testing/linkerd';
import { codes, inspected, podWith, told } from '../../testing/linkerdInspect';
import {
  meshTls,
  onServer,
  Policies,
  policy,
  prepareLinkerd,
  ref,
  route,
  server,
  webLabels,
} from '../../testing/linkerdPolicy';
import {
  controllerOf,
  customOf,
  metaOf,
  namespaceOf,
  podOf,
} from '../../testing/records';

const OPAQUE = 'config.linkerd.io/opaque-ports';
const SKIP = 'config.linkerd.io/skip-inbound-ports';
const DEFAULT = 'config.linkerd.io/default-inbound-policy';

describe('trust-root-differs', () => {
  const bundle = `${ROOT_2036}${ROOT_2046}`;
  const carrying = (hash: string) =>
    podWith({ 'linkerd.io/trust-root-sha256': hash });
  const hashOf = (text: string) =>
    createHash('sha256').update(text).digest('hex');
  const roots = (
    data: Record<string, string> = { 'ca-bundle.crt': bundle },
  ) => ({
    configMaps: [
      linkerdConfig(),
      { ...metaOf('linkerd', 'linkerd-identity-trust-roots'), data },
    ],
  });

  it.each([
    ['the file', hashOf(bundle.trim())],
    ['the file with a line’s end', hashOf(bundle)],
  ])('not where it is the hash of %s', (_, hash) => {
    expect(codes({ pods: [carrying(hash)], snapshot: roots() })).toEqual([]);
  });

  it('where it is another one', () => {
    const pods = [carrying(hashOf(bundle)), carrying(hashOf('old'))];
    expect(told({ pods, snapshot: roots() }, 'trust-root-differs')).toEqual([
      expect.objectContaining({
        evidence: expect.stringMatching(
          /^1 of 2 pods carry .* ConfigMap linkerd\/linkerd-identity-trust-roots \(ca-bundle.crt\)$/,
        ),
        fix: [
          expect.objectContaining({
            command: 'kubectl rollout restart deployment/web -n shop',
          }),
        ],
      }),
    ]);
  });

  it.each<[string, Partial<ClusterSnapshot>]>([
    ['is not there', {}],
    [
      'could not be read',
      {
        access: {
          'configmaps/linkerd/linkerd-identity-trust-roots': {
            outcome: 'not-permitted',
          },
        },
      },
    ],
  ])('is not evaluated where the ConfigMap %s', (_, snapshot) => {
    const given = { pods: [carrying('x')], snapshot };
    expect(codes(given)).toEqual([]);
    expect(inspected(given).notEvaluated).toEqual([
      {
        code: 'trust-root-differs',
        because: expect.stringContaining('linkerd-identity-trust-roots'),
      },
    ]);
  });

  it('anchors are told with their end, and what is none of them', () => {
    const found = prepareLinkerd({}, roots());
    expect(found.certificates!()).toEqual([
      {
        subject: 'root',
        name: expect.stringMatching(
          /^trust anchor root.linkerd.*\(..:..:..:..\)$/,
        ),
        notAfter: '2036-11-20T12:14:14.000Z',
        source:
          'ConfigMap linkerd/linkerd-identity-trust-roots (ca-bundle.crt)',
        earliestOf: 1,
      },
      expect.objectContaining({ notAfter: '2046-11-18T12:14:14.000Z' }),
    ]);
    expect(found.findings!()).toEqual([]);
    const broken = prepareLinkerd({}, roots({ 'ca-bundle.crt': 'x' }));
    expect(broken.certificates!()).toEqual([]);
    expect(broken.findings!()).toMatchObject([
      { code: 'trust-bundle-broken', reach: 'cluster' },
    ]);
  });
});

describe('policy-without-authentication', () => {
  const gone = ref('MeshTLSAuthentication', 'gone');

  it.each<[string, Policies, string[]]>([
    [
      'on its Server',
      { servers: [server()], authorizationpolicies: [policy(onServer, gone)] },
      ['AuthorizationPolicy shop/p is not used'],
    ],
    [
      'on its namespace',
      {
        servers: [server()],
        authorizationpolicies: [policy(ref('Namespace', 'shop'), gone)],
      },
      ['AuthorizationPolicy shop/p is not used'],
    ],
    [
      'on a route of its Server',
      {
        servers: [server()],
        httproutes: [route('HTTPRoute')],
        authorizationpolicies: [policy(ref('HTTPRoute', 'r'), gone)],
      },
      ['AuthorizationPolicy shop/p is not used'],
    ],
    [
      'on a Server of others',
      {
        servers: [server({ podSelector: { matchLabels: { app: 'x' } } })],
        authorizationpolicies: [policy(onServer, gone)],
      },
      [],
    ],
    [
      'with an authentication that is there',
      {
        servers: [server()],
        authorizationpolicies: [policy(onServer, gone)],
        meshtlsauthentications: [meshTls('gone', { identities: ['a'] })],
      },
      [],
    ],
  ])('%s', (_, policies, begins) => {
    const found = told({ policies }, 'policy-without-authentication');
    expect(found.map(f => f.evidence.split(':')[0])).toEqual(begins);
  });

  it('is not evaluated where what it hangs on could not be read', () => {
    expect(
      inspected({
        policies: {
          servers: [server()],
          authorizationpolicies: [policy(onServer, gone)],
        },
        snapshot: {
          access: {
            'policy.linkerd.io/meshtlsauthentications': {
              outcome: 'not-permitted',
            },
          },
        },
      }),
    ).toMatchObject({
      findings: [],
      notEvaluated: [
        {
          code: 'policy-without-authentication',
          because:
            'policy.linkerd.io/meshtlsauthentications not read: not permitted',
        },
      ],
    });
  });
});

describe('skipped-port-under-policy', () => {
  it.each<[string, Record<string, string>, Policies, number]>([
    ['a Server that denies', { [SKIP]: '8080' }, { servers: [server()] }, 1],
    [
      'a default that wants identities',
      { [SKIP]: '8080', [DEFAULT]: 'all-authenticated' },
      {},
      1,
    ],
    ['nothing that requires it', { [SKIP]: '8080' }, {}, 0],
    [
      'a Server that lets all in',
      { [SKIP]: '8080' },
      { servers: [server({ accessPolicy: 'audit' })] },
      0,
    ],
    ['a port that is not skipped', { [SKIP]: '9' }, { servers: [server()] }, 0],
  ])('%s', (_, annotations, policies, count) => {
    expect(
      told(
        { pods: [podWith(annotations)], policies },
        'skipped-port-under-policy',
      ),
    ).toHaveLength(count);
  });
});

describe('exception-on-undeclared-port', () => {
  const strict = [podWith({ [DEFAULT]: 'all-authenticated' })];
  const open = server({ port: 9090, accessPolicy: 'audit' });

  it.each<[string, PodRecord[], any, number[], number]>([
    ['loosened under a strict default', strict, open, [8080], 1],
    ['declared', strict, open, [8080, 9090], 0],
    ['nothing to loosen', [podWith()], open, [8080], 0],
    ['as strict as the rest', strict, server({ port: 9090 }), [8080], 0],
    ['no port is known', strict, open, [], 0],
  ])('%s', (_, pods, of, ports, count) => {
    expect(
      told(
        { pods, ports, policies: { servers: [of] } },
        'exception-on-undeclared-port',
      ),
    ).toHaveLength(count);
  });
});

describe('opaque-ports-differ (linkerd: pkg/healthcheck, opaque ports)', () => {
  const service = (
    annotations: Record<string, string>,
    port: number,
    targetPort: number | string,
  ): ServiceRecord => ({
    ...metaOf('shop', 'web', {}, annotations),
    selector: webLabels,
    ports: [{ port, targetPort, protocol: 'TCP' }],
  });
  const listing = {
    configMaps: [linkerdConfig('deny', '')].map(map => ({
      ...map,
      data: {
        values:
          'proxy:\n  defaultInboundPolicy: deny\n  opaquePorts: "3306,6379"\n',
      },
    })),
  };

  it.each<
    [
      string,
      Record<string, string>,
      Record<string, string>,
      number,
      number | string,
      number,
    ]
  >([
    ['both', { [OPAQUE]: '6379' }, { [OPAQUE]: '6379' }, 6379, 6379, 0],
    [
      'another number each',
      { [OPAQUE]: '80' },
      { [OPAQUE]: '8080' },
      80,
      8080,
      0,
    ],
    ['only the Service', { [OPAQUE]: '80' }, { [OPAQUE]: '' }, 80, 8080, 1],
    ['only the pod', { [OPAQUE]: '' }, { [OPAQUE]: '8080' }, 80, 8080, 1],
    ['a range', { [OPAQUE]: '80' }, { [OPAQUE]: '8000-9000' }, 80, 8080, 0],
    ['a port by name', { [OPAQUE]: '80' }, { [OPAQUE]: '25' }, 80, 'http', 1],
    ['a name that is not there', { [OPAQUE]: '80' }, {}, 80, 'grpc', 0],
    ['both by the install’s list', {}, {}, 6379, 6379, 0],
    ['the pod’s own list leaves it out', {}, { [OPAQUE]: '25' }, 6379, 6379, 1],
  ])('%s', (_, onService, onPod, port, target, count) => {
    expect(
      told(
        {
          pods: [podWith(onPod)],
          services: [service(onService, port, target)],
          snapshot: listing,
        },
        'opaque-ports-differ',
      ),
    ).toHaveLength(count);
  });

  it('says what is where, and what to type', () => {
    expect(
      told(
        {
          pods: [podWith({ [OPAQUE]: '25' })],
          services: [service({ [OPAQUE]: '80' }, 80, 8080)],
        },
        'opaque-ports-differ',
      ),
    ).toMatchObject([
      {
        evidence: `Port 80 of Service shop/web is opaque (annotation ${OPAQUE}=80), port 8080 of its pods is not opaque (annotation ${OPAQUE}=25)`,
        fix: [{ command: expect.stringContaining('"25,8080"') }],
        seeAlso: ['linkerd-opaque-ports-definition'],
      },
    ]);
  });

  it('is not evaluated without the install’s list', () => {
    expect(
      inspected({ services: [service({}, 80, 8080)] }).notEvaluated,
    ).toMatchObject([{ code: 'opaque-ports-differ' }]);
    // The same port by the same list is the same, whatever stands in it.
    expect(
      inspected({ services: [service({}, 8080, 8080)] }).notEvaluated,
    ).toEqual([]);
  });
});

describe('protocol-detection-stall', () => {
  it.each<[string, PodRecord, Policies, number, string | undefined]>([
    ['not listed', podWith({ [OPAQUE]: '25' }), {}, 3306, 'warning'],
    ['the client speaks first', podWith({ [OPAQUE]: '25' }), {}, 5432, 'info'],
    ['listed', podWith({ [OPAQUE]: '3306' }), {}, 3306, undefined],
    ['another port', podWith({ [OPAQUE]: '25' }), {}, 8080, undefined],
    ['the list is not known', podWith(), {}, 3306, undefined],
    [
      'skipped',
      podWith({ [OPAQUE]: '25', [SKIP]: '3306' }),
      {},
      3306,
      undefined,
    ],
    [
      'a Server names its protocol',
      podWith({ [OPAQUE]: '25' }),
      { servers: [server({ port: 3306, proxyProtocol: 'opaque' })] },
      3306,
      undefined,
    ],
    [
      'a Server that leaves it to detection',
      podWith({ [OPAQUE]: '25' }),
      { servers: [server({ port: 3306, proxyProtocol: 'unknown' })] },
      3306,
      'warning',
    ],
  ])('%s', (_, pod, policies, port, severity) => {
    const found = told(
      { pods: [pod], policies, ports: [port] },
      'protocol-detection-stall',
    );
    expect(found.map(f => f.severity)).toEqual(severity ? [severity] : []);
  });
});

describe('annotations', () => {
  it('a default policy that is none, from the template or the namespace', () => {
    const pods = [podWith({ [DEFAULT]: 'strict' })];
    const fixOf = (controller?: ControllerRecord) =>
      told({ pods, controller }, 'invalid-default-policy')[0].fix[0].command;
    expect(
      fixOf(
        controllerOf('Deployment', 'shop', 'web', {
          podAnnotations: { [DEFAULT]: 'strict' },
        }),
      ),
    ).toContain('kubectl patch deployment/web');
    expect(fixOf()).toContain('kubectl annotate namespace shop');
    expect(codes({ pods: [podWith({ [DEFAULT]: 'deny' })] })).toEqual([]);
  });

  it('config-not-taken-over: networks that are to pass by', () => {
    const wide = { 'config.linkerd.io/skip-subnets': '172.17.0.0/16' };
    expect(
      told(
        { snapshot: { namespaces: [namespaceOf('shop', {}, wide)] } },
        'config-not-taken-over',
      ),
    ).toMatchObject([
      {
        severity: 'warning',
        evidence:
          'Namespace shop has config.linkerd.io/skip-subnets=172.17.0.0/16, pods have none',
      },
    ]);
  });

  const namespaces = [namespaceOf('shop', {}, { [DEFAULT]: 'deny' })];
  const template = (podAnnotations: Record<string, string> = {}) =>
    controllerOf('Deployment', 'shop', 'web', { podAnnotations });

  it.each<
    [string, PodRecord, ControllerRecord | undefined, string | undefined]
  >([
    ['an older value', podWith({ [DEFAULT]: 'audit' }), template(), 'audit'],
    ['none', podWith(), template(), 'none'],
    ['none, by a template that is not known', podWith(), undefined, 'none'],
    ['today’s', podWith({ [DEFAULT]: 'deny' }), template(), undefined],
    [
      'its own',
      podWith({ [DEFAULT]: 'audit' }),
      template({ [DEFAULT]: 'audit' }),
      undefined,
    ],
    ['perhaps its own', podWith({ [DEFAULT]: 'audit' }), undefined, undefined],
    [
      'injected by hand',
      podWith(),
      template({ 'linkerd.io/created-by': 'linkerd/cli edge-26.8.3' }),
      undefined,
    ],
  ])('config-not-taken-over: the pod has %s', (_, pod, controller, has) => {
    expect(
      told(
        { pods: [pod], controller, snapshot: { namespaces } },
        'config-not-taken-over',
      ).map(f => f.evidence),
    ).toEqual(
      has ? [`Namespace shop has ${DEFAULT}=deny, pods have ${has}`] : [],
    );
  });
});

describe('objects of nobody', () => {
  const ofCluster = (
    policies: Policies,
    snapshot: Partial<ClusterSnapshot> = {},
  ) => prepareLinkerd(policies, snapshot);

  it('policies that name a Server that is not there', () => {
    expect(
      ofCluster({
        authorizationpolicies: [policy(ref('Server', 'gone'))],
        serverauthorizations: [
          customOf('ServerAuthorization', 'shop', 'sa', {
            server: { name: 'gone' },
          }),
          customOf('ServerAuthorization', 'shop', 'by-label', {
            server: { selector: {} },
          }),
        ],
      }).findings!(),
    ).toMatchObject([
      {
        code: 'policy-without-server',
        reach: 'cluster',
        evidence:
          'AuthorizationPolicy shop/p (Server gone), ServerAuthorization shop/sa (Server gone) name a Server that does not exist',
      },
    ]);
    expect(
      ofCluster(
        { authorizationpolicies: [policy(ref('Server', 'gone'))] },
        { access: { 'policy.linkerd.io/servers': { outcome: 'failed' } } },
      ).findings!(),
    ).toEqual([]);
  });

  it.each<[string, Partial<ClusterSnapshot>, number]>([
    ['no pod', { pods: [podOf('shop', 'x')] }, 1],
    ['a pod', { pods: [podOf('shop', 'x', { labels: webLabels })] }, 0],
    [
      'what is scaled to zero',
      {
        controllers: [
          controllerOf('Deployment', 'shop', 'web', { podLabels: webLabels }),
        ],
      },
      0,
    ],
    ['what was not read', {}, 0],
    [
      'pods that could not be read',
      {
        pods: [podOf('shop', 'x')],
        access: { pods: { outcome: 'not-permitted' } },
      },
      0,
    ],
  ])('a Server that selects %s', (_, snapshot, count) => {
    const found = ofCluster({ servers: [server()] }, snapshot);
    expect(found.findings!()).toHaveLength(count);
    const blind = snapshot.access?.pods !== undefined;
    expect(
      found.notEvaluated!().some(n => n.code === 'server-selects-nothing'),
    ).toBe(blind);
  });
});
