import { stringify } from 'yaml';
import { ServerRules } from './index';

const comment = (lines: string[]) =>
  lines.map(line => `# ${line.replace(/\s+/g, ' ')}\n`).join('');

/** A rules file for Prometheus. */
export function rulesFile(rules: ServerRules[]): string {
  const heading = [
    'Alert rules for the meshes that Meshboard found.',
    ...(rules.length > 1
      ? [
          'Each group is for the server that its name begins with: load it there and nowhere else, or ask with ?server=<name>.',
        ]
      : []),
    ...rules.flatMap(r => r.leftOut.map(what => `Left out: ${what}.`)),
  ];
  return `${comment(heading)}${stringify(
    { groups: rules.flatMap(r => r.groups) },
    { lineWidth: 0 },
  )}`;
}
