import { customOf } from '../testing/records';
import { istioPod } from '../testing/istio';
import { allowedOf } from './access';

const pod = istioPod('shop', 'cart-1');
const allowed = (spec: any) =>
  allowedOf(
    {
      reference: { kind: 'Pod', namespace: 'shop', name: 'cart-1' },
      pods: [pod],
      meshed: [pod],
      services: [],
      ports: () => [],
    },
    () => [
      {
        policy: customOf('AuthorizationPolicy', 'shop', 'p', spec),
        targeted: false,
      },
    ],
  );

const rules = (...all: object[]) => ({ rules: all });
const from = (source: object) => ({ from: [{ source }] });
const P = 'AuthorizationPolicy shop/p';

it.each([
  [
    'an identity',
    rules(from({ principals: ['cluster.local/ns/web/sa/page'] })),
    [
      {
        who: 'service account page of web',
        identity: 'cluster.local/ns/web/sa/page',
        namespace: 'web',
        serviceAccount: 'page',
        to: null,
        policy: P,
      },
    ],
  ],
  [
    'identities by a wildcard',
    rules(from({ principals: ['*/ns/web/*'] })),
    [{ who: 'identities that match */ns/web/*', to: null, policy: P }],
  ],
  [
    'a namespace',
    rules(from({ namespaces: ['web'] })),
    [{ who: 'everybody in web', namespace: 'web', to: null, policy: P }],
  ],
  [
    'service accounts, one without its namespace',
    rules(from({ serviceAccounts: ['web/page', 'batch'] })),
    [
      {
        who: 'service account page of web',
        namespace: 'web',
        serviceAccount: 'page',
        to: null,
        policy: P,
      },
      {
        who: 'service account batch of shop',
        namespace: 'shop',
        serviceAccount: 'batch',
        to: null,
        policy: P,
      },
    ],
  ],
  [
    'what they may call',
    rules({
      ...from({ namespaces: ['web'] }),
      to: [{ operation: { methods: ['GET', 'HEAD'], ports: ['8080'] } }],
      when: [{ key: 'request.headers[x]', values: ['y'] }],
    }),
    [
      {
        who: 'everybody in web',
        namespace: 'web',
        to: 'GET and HEAD, ports 8080, where request.headers[x] matches',
        policy: P,
      },
    ],
  ],
  [
    'everything to whom one operation asks nothing of',
    rules({ to: [{ operation: { methods: ['GET'] } }, {}] }),
    [{ who: 'everybody', to: null, policy: P }],
  ],
  [
    'conditions beside identity',
    rules(
      from({
        namespaces: ['web'],
        notPrincipals: ['x'],
        ipBlocks: ['10.0.0.0/8'],
      }),
    ),
    [
      {
        who: 'everybody in web, from 10.0.0.0/8, but not x',
        namespace: 'web',
        to: null,
        policy: P,
      },
    ],
  ],
  ['nobody', {}, []],
  ['a DENY', { action: 'DENY', ...rules(from({ namespaces: ['web'] })) }, []],
])('%s', (_, spec, expected) => {
  expect(allowed(spec)).toEqual(expected);
});

it('reads what anybody may have written', () => {
  const spec = { rules: [null, 3, { from: 'x', to: { a: 1 } }] };
  expect(() => allowed(spec)).not.toThrow();
});
