import { ErrorRequestHandler } from 'express';

const REFUSALS = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
]);

/** Faults of the server itself: their traces belong in the log. */
const isOurs = (error: unknown): boolean => {
  const { statusCode, name } = (error ?? {}) as Record<string, unknown>;
  if (typeof statusCode === 'number') return statusCode >= 500;
  return typeof name !== 'string' || !REFUSALS.has(name);
};

/**
 * Takes the trace off what a request did wrong: Backstage puts it into answers while it runs in
 * development, and nobody who reads such an answer needs it.
 */
export const withoutStack: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error instanceof Error && !isOurs(error)) {
    Object.defineProperty(error, 'stack', { value: undefined });
  }
  next(error);
};
