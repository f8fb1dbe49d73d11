/** @jest-environment node */
import { ROOT_2036, ROOT_2046 } from '../testing/certificates';
import { parseCertificates } from './certificates';

it('reads every certificate of a bundle', () => {
  const { ok, errors } = parseCertificates(
    `# the old one\n${ROOT_2036}\n${ROOT_2046}`,
  );
  expect(errors).toEqual([]);
  expect(ok).toMatchObject([
    {
      subject: 'root.linkerd.cluster.local',
      notBefore: '2026-11-23T12:14:14.000Z',
      notAfter: '2036-11-20T12:14:14.000Z',
    },
    { notAfter: '2046-11-18T12:14:14.000Z' },
  ]);
  expect(ok[0].fingerprint).not.toBe(ok[1].fingerprint);
});

it.each([
  ['nothing', '', 'it holds no certificate'],
  ['text', 'not a certificate', 'it holds no certificate'],
  [
    'a block with nothing in it',
    '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----',
    'certificate 1 of 1 is not one',
  ],
  ['a block cut short', ROOT_2036.slice(0, 200), 'it holds no certificate'],
])('%s is no certificate, and no crash', (_, pem, error) => {
  expect(parseCertificates(pem)).toEqual({ ok: [], errors: [error] });
});

it('keeps what is good beside what is not', () => {
  const { ok, errors } = parseCertificates(
    `${ROOT_2046}-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----`,
  );
  expect([ok.length, errors]).toEqual([1, ['certificate 2 of 2 is not one']]);
});
