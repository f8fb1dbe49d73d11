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
  expect(certManagerFindings(snapshot, ['linkerd']).notEvaluated).toEqual([
    {
      code: 'certificate-not-ready',
      because: 'certificates not read: not permitted',
    },
  ]);
});
