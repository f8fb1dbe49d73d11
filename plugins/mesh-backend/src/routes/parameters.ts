import { InputError } from '@backstage/errors';
import { Request } from 'express';
import { z } from 'zod';

const MAX_VALUES = 200;
const MAX_LENGTH = 1000;

/** Schemas of parameters by name; each is given all values of its name, and says what it takes. */
export type ParameterSchemas = Record<string, z.ZodType>;

// PostgreSQL has no text with NUL in it.
const text = z
  .string()
  .min(1)
  .max(MAX_LENGTH)
  .refine(value => !value.includes('\0'));

/** Any number of values. */
export function values(takes: string) {
  return z.array(text).max(MAX_VALUES).optional().describe(takes);
}

/** Any number of values of these. */
export function valuesOf(allowed: readonly string[]) {
  return z
    .array(z.enum(allowed as [string, ...string[]]))
    .max(MAX_VALUES)
    .optional()
    .describe(allowed.join(', '));
}

/** One value. */
export function single<T extends z.ZodType<unknown, string>>(
  schema: T,
  takes: string,
) {
  return z
    .array(z.string())
    .length(1)
    .transform(([value]) => value)
    .pipe(text)
    .pipe(schema)
    .optional()
    .describe(takes);
}

/**
 * Reads the query of a request.
 *
 * @throws InputError naming the parameter and what it takes
 */
export function readParameters<T extends ParameterSchemas>(
  req: Request,
  schemas: T,
): { [K in keyof T]: z.infer<T[K]> } {
  // Express's own parser makes objects of `a[b]=c`; here a parameter is text.
  const { searchParams } = new URL(
    req.originalUrl.replace(/^[^?]*/, ''),
    'http://localhost',
  );
  const known = Object.keys(schemas);
  for (const name of searchParams.keys()) {
    if (!known.includes(name)) {
      throw new InputError(
        known.length > 0
          ? `Unknown parameter '${name}'; this takes ${known.join(', ')}`
          : `Unknown parameter '${name}'; this takes none`,
      );
    }
  }
  const read = known.map(name => {
    const given = searchParams.getAll(name);
    const parsed = schemas[name].safeParse(given.length ? given : undefined);
    if (!parsed.success) {
      throw new InputError(
        `Invalid value for '${name}': it takes ${schemas[name].description}`,
      );
    }
    return [name, parsed.data] as const;
  });
  return Object.fromEntries(read) as { [K in keyof T]: z.infer<T[K]> };
}
