import { ClusterSnapshot } from '@meshboard/backstage-plugin-mesh-node';
import { prepareLinkerd } from '../testing/linkerdPolicy';
import { customOf } from '../testing/records';

const KEY = 'cert-manager.io/certificates';
const issuer = { secretName: 'linkerd-identity-issuer', isCA: true };
const ends = { notAfter: '2026-05-01T00:00:00Z' };

const told = (
  spec: any,
  status: any,
  namespace = 'linkerd',
  parts: Partial<ClusterSnapshot> = {},
) =>
  prepareLinkerd(
    { [KEY]: [customOf('Certificate', namespace, 'id', spec, { status })] },
    parts,
  ).certificates!();

it('the issuer’s end is known from its Certificate', () => {
  expect(told(issuer, ends)).toEqual([
    {
      subject: 'issuer',
      name: 'identity issuer',
      notAfter: '2026-05-01T00:00:00.000Z',
      source: 'Certificate linkerd/id (status.notAfter)',
      earliestOf: 1,
    },
  ]);
});

it.each<[string, any, any, string]>([
  ['for a webhook', { secretName: 'linkerd-sp-validator' }, ends, 'linkerd'],
  ['of another namespace', issuer, ends, 'shop'],
  ['not issued yet', issuer, {}, 'linkerd'],
  ['with an end that is none', issuer, { notAfter: 'soon' }, 'linkerd'],
  [
    'with an end that is too far',
    issuer,
    { notAfter: '+999999-01-01' },
    'linkerd',
  ],
  ['without a status', issuer, null, 'linkerd'],
  ['without a spec', null, ends, 'linkerd'],
])('one %s is none', (_, spec, status, namespace) => {
  expect(told(spec, status, namespace)).toEqual([]);
});

it('nothing is told where Certificates could not be read', () => {
  const access = { [KEY]: { outcome: 'not-permitted' as const } };
  expect(told(issuer, ends, 'linkerd', { access })).toEqual([]);
});
