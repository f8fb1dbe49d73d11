import { customOf, snapshotOf } from '../../testing/records';
import { certManagerFindings } from './certManager';

const KEY = 'cert-manager.io/certificates';
const certificate = (namespace: string, status: any) =>
  customOf('Certificate', namespace, 'issuer', {}, { status });
const condition = (status: string, message?: string) => ({
  conditions: [{ type: 'Ready', status, ...(message ? { message } : {}) }],
});

it.each([
  ['issued', certificate('linkerd', condition('True')), 0],
  ['not issued', certificate('linkerd', condition('False', 'no Secret')), 1],
  ['under way', certificate('linkerd', condition('Unknown')), 0],
  ['of somebody else', certificate('shop', condition('False')), 0],
  ['without status', certificate('linkerd', undefined), 0],
  ['nonsense', certificate('linkerd', { conditions: 'x' }), 0],
])('a certificate that is %s', (_, object, n) => {
  const snapshot = snapshotOf({ custom: { [KEY]: [object] } });
  expect(certManagerFindings(snapshot, ['linkerd']).findings).toHaveLength(n);
});

it('says what cert-manager says', () => {
  const snapshot = snapshotOf({
    custom: {
      [KEY]: [certificate('linkerd', condition('False', 'no Secret'))],
    },
  });
  const [found] = certManagerFindings(snapshot, ['linkerd']).findings;
  expect(found.evidence).toBe(
    'Certificate linkerd/issuer, condition Ready is False: no Secret',
  );
});

it('is not evaluated where it may not be read', () => {
  const snapshot = snapshotOf({
    access: { [KEY]: { outcome: 'not-permitted' } },
  });
  expect(certManagerFindings(snapshot, ['linkerd']).notEvaluated).toEqual(
    ['certificate-not-ready', 'certificate-renewal-overdue'].map(code => ({
      code,
      because: 'certificates not read: not permitted',
    })),
  );
});

// It is read at midnight of March 1st.
it.each<[string, any, string[]]>([
  [
    'two hours late',
    {
      ...condition('True'),
      renewalTime: '2026-02-28T22:00:00Z',
      notAfter: '2026-03-02T00:00:00Z',
    },
    [
      'Certificate linkerd/issuer was to be renewed at 2026-02-28T22:00:00Z, and ends at 2026-03-02T00:00:00Z',
    ],
  ],
  [
    'late, with no end told',
    { renewalTime: '2026-02-28T22:00:00Z' },
    [
      'Certificate linkerd/issuer was to be renewed at 2026-02-28T22:00:00Z, and ends at a time that is not told',
    ],
  ],
  [
    'just now',
    { ...condition('True'), renewalTime: '2026-02-28T23:30:00Z' },
    [],
  ],
  [
    'to come',
    { ...condition('True'), renewalTime: '2026-03-01T01:00:00Z' },
    [],
  ],
  ['no time', { ...condition('True'), renewalTime: 'soon' }, []],
  ['not told', condition('True'), []],
])('a renewal that is %s', (_, status, evidence) => {
  const snapshot = snapshotOf({
    custom: { [KEY]: [certificate('linkerd', status)] },
  });
  expect(
    certManagerFindings(snapshot, ['linkerd']).findings.map(f => f.evidence),
  ).toEqual(evidence);
});

it('what could not be issued is not called late too', () => {
  const status = { ...condition('False'), renewalTime: '2026-02-01T00:00:00Z' };
  const snapshot = snapshotOf({
    custom: { [KEY]: [certificate('linkerd', status)] },
  });
  expect(
    certManagerFindings(snapshot, ['linkerd']).findings.map(f => f.code),
  ).toEqual(['certificate-not-ready']);
});
