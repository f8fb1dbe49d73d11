import { X509Certificate } from 'node:crypto';

/** What a certificate says of itself. */
export interface Certificate {
  /** Its common name, else the whole subject. */
  subject: string;
  /** ISO-8601, UTC. */
  notBefore: string;
  notAfter: string;
  /** SHA-256, in upper-case hexadecimal with colons. */
  fingerprint: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function read(pem: string): Certificate {
  const { subject, validFrom, validTo, fingerprint256 } = new X509Certificate(
    pem,
  );
  return {
    subject: /(?:^|\n)CN=(.+)/.exec(subject)?.[1] ?? subject,
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    fingerprint: fingerprint256,
  };
}

/** All certificates of a bundle, and what of it is none. */
export function parseCertificates(pem: string): {
  ok: Certificate[];
  errors: string[];
} {
  const ok: Certificate[] = [];
  const errors: string[] = [];
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) errors.push('it holds no certificate');
  blocks.forEach((block, i) => {
    try {
      ok.push(read(block));
    } catch {
      errors.push(`certificate ${i + 1} of ${blocks.length} is not one`);
    }
  });
  return { ok, errors };
}
