const HIDDEN = '[hidden]';

/** Headers that name something; messages need these names. */
const NO_SECRET = /^backstage-kubernetes-cluster$/i;

/** `Bearer …`, `Basic …`, and JSON web tokens wherever they stand. */
const CREDENTIALS =
  /\b(Bearer|Basic)\s+[^\s"',;]{6,}|\beyJ[\w-]{5,}(\.[\w-]*){0,2}/gi;

/** Text of a server that may quote what it was sent, without credentials. */
export function withoutSecrets(
  text: string,
  headers: Record<string, string> = {},
): string {
  const sent = Object.entries(headers)
    .filter(([name]) => !NO_SECRET.test(name))
    .flatMap(([, value]) => [value, ...value.split(/\s+/)]);
  return sent
    .filter(value => value.length >= 8)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, HIDDEN), text)
    .replace(
      CREDENTIALS,
      (_, scheme) => `${scheme ? `${scheme} ` : ''}${HIDDEN}`,
    );
}
