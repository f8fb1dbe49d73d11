import * as fixtures from '../fixtures/status';
import { nextStep } from './nextStep';

describe('nextStep', () => {
  it.each([
    ['nothing is in', fixtures.notMeshed, { condition: 'addPods' }],
    ['some are in', fixtures.partial, { condition: 'addRemaining', count: 3 }],
    [
      'plaintext is seen, hidden callers counted',
      fixtures.twoClusters,
      { condition: 'stopPlaintext', count: 3 },
    ],
    [
      'no plaintext is seen, and nothing encrypted',
      { ...fixtures.noTraffic, stage: 'meshed' as const },
      { condition: 'seeEncrypted' },
    ],
    [
      'a port does not require mTLS',
      { ...fixtures.twoClusters, stage: 'encrypted' as const },
      { condition: 'enforcePorts', ports: [9090] },
    ],
    ['mTLS is required', fixtures.strict, { condition: 'identities' }],
  ])('names the condition where %s', (_, status, expected) => {
    expect(nextStep(status)).toMatchObject(expected);
  });

  it.each(['zero-trust', 'unknown'] as const)('is not there at %s', stage => {
    expect(nextStep({ ...fixtures.strict, stage })).toBeUndefined();
  });
});
