import { InputError, NotFoundError } from '@backstage/errors';
import { withoutStack } from './withoutStack';

function passedOn(error: Error): Error {
  const next = jest.fn();
  withoutStack(error, {} as any, {} as any, next);
  expect(next).toHaveBeenCalledTimes(1);
  return next.mock.calls[0][0];
}

it.each([
  ['what was asked wrongly', new InputError('no such value')],
  ['what is not there', new NotFoundError('no such entity')],
  [
    'a body too large',
    Object.assign(new Error('too large'), { statusCode: 413 }),
  ],
])('%s is answered without a stack trace', (_, error) => {
  expect(passedOn(error)).toBe(error);
  expect(error.stack).toBeUndefined();
});

it.each([
  ['an error of the code', new Error('broken')],
  ['an answer of 503', Object.assign(new Error('down'), { statusCode: 503 })],
])('%s keeps its own for the log', (_, error) => {
  expect(passedOn(error).stack).toContain(error.message);
});
