import { customOf } from '../testing/records';
import {
  prepareLinkerd as prepare,
  server,
  webLabels as labels,
  webPod as pod,
} from '../testing/linkerdPolicy';

describe('objects that are not what they should be', () => {
  const oddities = [
    null,
    undefined,
    'text',
    7,
    [],
    {},
    { podSelector: 'app=web', port: 8080 },
    { podSelector: { matchLabels: labels }, port: { number: 8080 } },
    { podSelector: { matchLabels: labels }, port: 8080, accessPolicy: {} },
    { targetRef: 'Server', requiredAuthenticationRefs: 'any' },
    { targetRef: { kind: 7, name: [] }, requiredAuthenticationRefs: [7] },
    { server: 'web-http', client: 'all' },
    { server: { selector: 7 }, client: { meshTLS: { identities: '*' } } },
    { identities: '*', identityRefs: { kind: 'Namespace' } },
    { networks: [null, 7, { cidr: 9, except: 'x' }] },
    { parentRefs: 'Server', rules: [null, { matches: [null, { path: 7 }] }] },
    { parentRefs: [null, 7, { kind: 'Server' }] },
  ];
  const kinds = [
    'servers',
    'serverauthorizations',
    'authorizationpolicies',
    'meshtlsauthentications',
    'networkauthentications',
    'httproutes',
  ];

  it.each(kinds)('in %s never crash and never open a strict port', kind => {
    const odd = oddities.map((spec, i) =>
      customOf('Odd', 'shop', `z${i}`, spec, {
        status: { parents: [null, 7] },
      }),
    );
    const found = prepare({
      servers: [server()],
      [kind]: [...(kind === 'servers' ? [server()] : []), ...odd],
    });
    expect(found.mtls(pod, [8080]).ports[0].mode).toBe('strict');
    expect(found.authorization(pod, [8080])).toBe('named');
  });

  it('a selector that cannot be read leaves its port undecided', () => {
    const odd = server({
      podSelector: { matchExpressions: [{ key: 'app', operator: 'Near' }] },
      accessPolicy: 'audit',
    });
    expect(prepare({ servers: [odd] }).mtls(pod, [8080]).ports[0].mode).toBe(
      'unknown',
    );
  });
});
