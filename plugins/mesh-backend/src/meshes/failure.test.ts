import { isFailure } from './failure';

describe('a request failed', () => {
  it.each([
    ['200', undefined, false],
    ['404', undefined, false],
    ['499', undefined, false],
    ['500', undefined, true],
    ['503', '', true],
    ['0', undefined, true],
    [undefined, undefined, false],
  ])('HTTP %s, gRPC %s: %s', (response, grpc, expected) => {
    expect(isFailure({ response, grpc })).toBe(expected);
  });

  it.each(Array.from({ length: 17 }, (_, code) => code))(
    'gRPC status %d is judged alike for every mesh',
    code => {
      expect(isFailure({ response: '200', grpc: String(code) })).toBe(
        [2, 4, 7, 13, 14, 15].includes(code),
      );
    },
  );
});
