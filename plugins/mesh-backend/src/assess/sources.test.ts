import { SourceRow } from '../store/types';
import { ageSource } from './sources';

const row = (more: Partial<SourceRow>): SourceRow => ({
  name: 'prod',
  kind: 'kubernetes',
  cluster: 'prod',
  state: 'ok',
  lastSuccess: '2026-05-01T10:00:00.000Z',
  lastAttempt: '2026-05-01T10:00:00.000Z',
  message: null,
  ...more,
});
const stale = 15 * 60_000;

describe('ageSource', () => {
  it.each([
    ['read just now', {}, '10:05', 'ok', false],
    ['failing, read lately', { state: 'failed' }, '10:15', 'stale', false],
    [
      'failing for longer than data may stand',
      { state: 'failed' },
      '10:16',
      'stale',
      true,
    ],
    ['not tried any more', {}, '10:16', 'stale', true],
    [
      'failing from the start',
      { state: 'failed', lastSuccess: null },
      '10:00',
      'failed',
      true,
    ],
    [
      'never tried',
      { state: 'never-read', lastSuccess: null },
      '10:00',
      'never-read',
      true,
    ],
    [
      'forbidden now, read lately',
      { state: 'not-permitted' },
      '10:05',
      'not-permitted',
      false,
    ],
    [
      'forbidden for long',
      { state: 'not-permitted' },
      '11:00',
      'not-permitted',
      true,
    ],
  ] as const)('%s', (_, more, time, state, dark) => {
    expect(
      ageSource(row(more), `2026-05-01T${time}:00.000Z`, stale),
    ).toMatchObject({ state, dark });
  });
});
