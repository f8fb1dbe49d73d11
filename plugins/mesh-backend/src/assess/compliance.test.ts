import { workloadOf } from '../store/__testUtils__/records';
import { complianceOf, ComplianceFacts } from './compliance';

const cart = workloadOf({ name: 'cart' });
const key = 'prod-eu/shop/Deployment/cart';
const base: ComplianceFacts = {
  workloads: [cart],
  membership: 'meshed',
  configured: 'strict',
  seen: { encrypted: true, plaintext: false },
  access: { verdict: 'named', allowed: [], summary: '' },
  features: [
    {
      feature: 'access-logs',
      state: 'on',
      detail: 'Every request is logged',
      setBy: 'Telemetry istio-system/mesh',
      workloads: [key],
    },
  ],
};
const keptBy = (managedBy: string | null) => ({
  ...cart,
  facts: { ...cart.facts, managedBy },
});
const answer = (id: string, parts: Partial<ComplianceFacts> = {}) =>
  complianceOf({ ...base, ...parts }).find(check => check.id === id)!;

it('asks five things, in this order', () => {
  expect(complianceOf(base).map(check => check.id)).toEqual([
    'encrypted',
    'authenticated',
    'authorised',
    'access-logged',
    'change-trail',
  ]);
  for (const { evidence } of complianceOf(base)) {
    expect(evidence).toMatch(/^[A-Z].*\.$/);
  }
});

it.each([
  ['required', {}, 'yes'],
  ['seen only encrypted', { configured: 'permissive' }, 'yes'],
  ['plaintext seen', { seen: { encrypted: true, plaintext: true } }, 'no'],
  [
    'nothing seen and nothing required',
    { configured: 'permissive', seen: { encrypted: false, plaintext: false } },
    'unknown',
  ],
  ['partly in', { membership: 'partial' }, 'no'],
  ['not in', { membership: 'not-meshed' }, 'no'],
  ['not readable', { membership: 'unknown' }, 'unknown'],
] as [string, Partial<ComplianceFacts>, string][])(
  'encrypted, %s: %j is %s',
  (_, parts, expected) => {
    expect(answer('encrypted', parts).answer).toBe(expected);
  },
);

it.each([
  ['strict', 'yes'],
  ['permissive', 'no'],
  ['mixed', 'no'],
  ['disabled', 'no'],
  ['unknown', 'unknown'],
] as const)('authenticated: %s is %s', (configured, expected) => {
  expect(answer('authenticated', { configured }).answer).toBe(expected);
});

it.each([
  ['named', 'yes'],
  ['open', 'no'],
  ['unknown', 'unknown'],
] as const)('authorised: %s is %s', (verdict, expected) => {
  const access = { ...base.access, verdict };
  expect(answer('authorised', { access }).answer).toBe(expected);
});

it('names the policies that authorise', () => {
  const allowed = ['a', 'a', 'b'].map(policy => ({
    who: 'x',
    to: null,
    policy,
  }));
  const { evidence } = answer('authorised', {
    access: { verdict: 'named', allowed, summary: '' },
  });
  expect(evidence).toContain('named in a, b are');
});

it('access is logged only where every workload says so', () => {
  expect(answer('access-logged').answer).toBe('yes');
  expect(answer('access-logged', { features: [] }).answer).toBe('unknown');
  expect(
    answer('access-logged', {
      workloads: [cart, workloadOf({ name: 'other' })],
    }).answer,
  ).toBe('unknown');
  const off = { ...base.features[0], state: 'off' as const };
  expect(answer('access-logged', { features: [off] }).answer).toBe('no');
});

it('a change trail is seen or not known, never denied', () => {
  const workloads = [keptBy('Argo CD, application shop')];
  expect(answer('change-trail', { workloads }).answer).toBe('yes');
  for (const all of [[], [keptBy(null)], [...workloads, keptBy(null)]]) {
    expect(answer('change-trail', { workloads: all }).answer).toBe('unknown');
  }
});
