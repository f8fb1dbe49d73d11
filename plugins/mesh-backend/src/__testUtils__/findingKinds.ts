import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FindingKind } from '../meshes/shared/finding';

const SRC = join(__dirname, '..');

const isKind = (value: unknown): value is FindingKind =>
  typeof (value as FindingKind)?.code === 'string' &&
  typeof (value as FindingKind)?.meaning === 'string';

/** Every kind of finding that a `codes.ts` declares, with the file that does. */
export const declaredFindings: { file: string; kind: FindingKind }[] = (
  readdirSync(SRC, { recursive: true }) as string[]
)
  .filter(name => /(^|\/)codes\.ts$/.test(name))
  .sort()
  .flatMap(file =>
    Object.values(jest.requireActual(join(SRC, file)) as object)
      .flatMap(value => (isKind(value) ? [value] : Object.values(value ?? {})))
      .filter(isKind)
      .map(kind => ({ file, kind })),
  );
