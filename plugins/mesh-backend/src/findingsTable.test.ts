/** @jest-environment node */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredFindings } from './__testUtils__/findingKinds';

/*
 * docs/findings.md is written from the declarations: `UPDATE_DOCS=1 yarn test findingsTable` in
 * this package writes it anew.
 */

const PAGE = join(__dirname, '../../../docs/findings.md');

/** One row a code: two meshes may find the same thing in different places. */
const kinds = [...new Set(declaredFindings.map(d => d.kind.code))].map(code => {
  const all = declaredFindings
    .map(d => d.kind)
    .filter(kind => kind.code === code);
  const each = (field: 'meaning' | 'foundBy') =>
    [...new Set(all.map(kind => kind[field]))].join(' Or: ');
  return {
    ...all[0],
    meaning: each('meaning'),
    foundBy: each('foundBy'),
    seeAlso: [...new Set(all.flatMap(kind => kind.seeAlso))],
  };
});

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');

const rows = () => [
  ['code', 'severity', 'meaning', 'corresponds to', 'how it is found'],
  ...kinds
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(k => [
      `\`${k.code}\``,
      k.severity,
      cell(k.meaning),
      k.seeAlso.map(code => `\`${code}\``).join(', ') || '–',
      cell(k.foundBy),
    ]),
];

/** Columns aligned, as the repository formats its pages. */
function table(): string {
  const all = rows();
  const widths = all[0].map((_, i) => Math.max(...all.map(r => r[i].length)));
  const line = (cells: string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(all[0]),
    line(widths.map(width => '-'.repeat(width))),
    ...all.slice(1).map(line),
  ].join('\n');
}

const MARK = /(<!-- from the declarations -->\n)[\s\S]*$/;

it('stands in the documentation, word for word', () => {
  const page = readFileSync(PAGE, 'utf8');
  const written = page.replace(MARK, (_, mark) => `${mark}\n${table()}\n`);
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, written);
  expect(readFileSync(PAGE, 'utf8')).toBe(written);
});

it('has one meaning for each code', () => {
  const words = new Map<string, Set<string>>();
  for (const { kind } of declaredFindings) {
    const meanings = words.get(kind.code) ?? new Set<string>();
    words.set(kind.code, meanings.add(kind.title));
  }
  const twice = [...words].filter(([, titles]) => titles.size > 1);
  expect(twice).toEqual([]);
});

it.each(kinds.map(kind => [kind.code, kind] as const))(
  '%s is declared with all that a reader needs',
  (_, { code, severity, title, meaning, foundBy }) => {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(['info', 'warning', 'critical']).toContain(severity);
    for (const text of [title, meaning, foundBy]) {
      expect(text.length).toBeGreaterThan(8);
    }
  },
);

it('looks where findings are declared', () => {
  expect(declaredFindings.map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      'assess/findings/codes.ts',
      'meshes/istio/findings/codes.ts',
      'meshes/linkerd/findings/codes.ts',
      'meshes/shared/findings/codes.ts',
    ]),
  );
});
