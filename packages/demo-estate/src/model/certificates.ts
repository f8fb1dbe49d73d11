import { generateKeyPairSync, KeyObject } from 'node:crypto';
import { pki, md } from 'node-forge';

const DAY_MS = 86_400_000;

/** Who signs, and with what. */
interface Issuer {
  name: string;
  key: KeyObject;
}

/** A certificate authority of a mesh, with certificates that end when the estate wants them to. */
export interface Authority {
  pem: string;
  issuer: Issuer;
}

const rsa = (key: KeyObject) =>
  pki.privateKeyFromPem(
    key.export({ type: 'pkcs1', format: 'pem' }).toString(),
  );

/** Self-signed where no issuer is given. */
export function authority(
  name: string,
  nowMs: number,
  daysLeft: number,
  issuer?: Issuer,
): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(nowMs - 300 * DAY_MS);
  certificate.validity.notAfter = new Date(nowMs + daysLeft * DAY_MS);
  const named = (value: string) => [{ name: 'commonName', value }];
  certificate.setSubject(named(name));
  certificate.setIssuer(named(issuer?.name ?? name));
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);
  certificate.sign(rsa(issuer?.key ?? privateKey), md.sha256.create());
  return {
    pem: pki.certificateToPem(certificate).replace(/\r/g, ''),
    issuer: { name, key: privateKey },
  };
}
