import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { SourceRow } from '../store/types';
import { Telemetry } from './Telemetry';

const source = (more: Partial<SourceRow>): SourceRow => ({
  kind: 'kubernetes',
  name: 'eu',
  cluster: 'eu',
  state: 'ok',
  lastSuccess: '2026-01-01T10:00:00.000Z',
  lastAttempt: null,
  message: null,
  ...more,
});

describe('Telemetry', () => {
  const record = jest.fn();
  const add = jest.fn();
  const callbacks = new Set<(result: any) => unknown>();
  const metrics = metricsServiceMock.mock({
    createHistogram: name => ({
      record: (value, attributes) => record(name, value, attributes),
    }),
    createCounter: name => ({
      add: (value, attributes) => add(name, value, attributes),
    }),
    createObservableGauge: () => ({
      addCallback: callback => void callbacks.add(callback),
      removeCallback: callback => void callbacks.delete(callback),
    }),
  });
  let sources: SourceRow[];
  let telemetry: Telemetry;
  const signal = new AbortController().signal;

  beforeEach(() => {
    record.mockReset();
    add.mockReset();
    callbacks.clear();
    sources = [source({})];
    telemetry = new Telemetry({
      metrics,
      store: { listSources: async () => sources },
      now: () => new Date('2026-01-01T10:10:00.000Z'),
    });
  });

  const observed = async () => {
    const observe = jest.fn();
    for (const callback of callbacks) await callback({ observe });
    return observe.mock.calls;
  };

  it('measures a reading and hands back what it said', async () => {
    expect(
      await telemetry.collect('kubernetes', signal, async () => true),
    ).toBe(true);
    expect(record.mock.calls).toEqual([
      [
        'mesh.collect.duration',
        expect.any(Number),
        { kind: 'kubernetes', outcome: 'ok' },
      ],
    ]);
    expect(add).not.toHaveBeenCalled();
  });

  it('counts a source that did not answer, and an error, as failures', async () => {
    await telemetry.collect('prometheus', signal, async () => false);
    await expect(
      telemetry.collect('kubernetes', signal, async () => {
        throw new Error('out of disk');
      }),
    ).rejects.toThrow('out of disk');
    expect(record.mock.calls.map(call => call[2].outcome)).toEqual([
      'failed',
      'failed',
    ]);
    expect(add.mock.calls).toEqual([
      ['mesh.collect.failures', 1, { kind: 'prometheus' }],
      ['mesh.collect.failures', 1, { kind: 'kubernetes' }],
    ]);
  });

  it('calls what a shutdown ended aborted, and no failure', async () => {
    const shutdown = new AbortController();
    await expect(
      telemetry.collect('kubernetes', shutdown.signal, async () => {
        shutdown.abort(new Error('shutting down'));
        throw shutdown.signal.reason;
      }),
    ).rejects.toThrow('shutting down');
    expect(record.mock.calls[0][2].outcome).toBe('aborted');
    expect(add).not.toHaveBeenCalled();
  });

  it('measures an assessment', async () => {
    await telemetry.assess(signal, async () => {});
    expect(record.mock.calls).toEqual([
      ['mesh.assess.duration', expect.any(Number), { outcome: 'ok' }],
    ]);
  });

  it('tells the age of each source as it is when asked, and none of one never read', async () => {
    sources = [
      source({}),
      source({ name: 'us', cluster: 'us', lastSuccess: null, state: 'failed' }),
      // A clock of another machine may be ahead.
      source({
        kind: 'prometheus',
        name: 'main',
        lastSuccess: '2026-01-01T10:10:01.000Z',
      }),
    ];
    telemetry.observeSources();
    expect(await observed()).toEqual([
      [600, { kind: 'kubernetes', name: 'eu', cluster: 'eu' }],
      [0, { kind: 'prometheus', name: 'main', cluster: 'eu' }],
    ]);
    sources = [];
    expect(await observed()).toEqual([]);
  });

  it('is asked no more once it has ended', async () => {
    const end = telemetry.observeSources();
    end();
    expect(await observed()).toEqual([]);
  });
});
