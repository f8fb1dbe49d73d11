import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { MeshStore, SourceRow } from '../store/types';

/** `aborted`: ended by a shutdown or by the scheduler's timeout, which says nothing of the source. */
export type Outcome = 'ok' | 'failed' | 'aborted';

/** From a small cluster to one that takes all of the default timeout. */
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What Meshboard measures of itself, for the portal's own monitoring. */
export class Telemetry {
  readonly #collectDuration;
  readonly #collectFailures;
  readonly #assessDuration;

  constructor(
    private readonly options: {
      metrics: MetricsService;
      store: Pick<MeshStore, 'listSources'>;
      now: () => Date;
    },
  ) {
    const { metrics } = options;
    const seconds = {
      unit: 's',
      advice: { explicitBucketBoundaries: SECONDS },
    };
    this.#collectDuration = metrics.createHistogram('mesh.collect.duration', {
      description: 'How long it took to read a source',
      ...seconds,
    });
    this.#collectFailures = metrics.createCounter('mesh.collect.failures', {
      description: 'Readings of a source that failed',
      unit: '{failure}',
    });
    this.#assessDuration = metrics.createHistogram('mesh.assess.duration', {
      description: 'How long it took until all verdicts were written',
      ...seconds,
    });
  }

  /**
   * Reports each source's age whenever metrics are asked for. One that was never read has none.
   *
   * @returns ends it
   */
  observeSources(): () => void {
    const { metrics, store, now } = this.options;
    const age = metrics.createObservableGauge('mesh.source.age', {
      description: 'Time since a source was last read with success',
      unit: 's',
    });
    const observe: Parameters<typeof age.addCallback>[0] = async result => {
      const at = now().getTime();
      for (const {
        kind,
        name,
        cluster,
        lastSuccess,
      } of await store.listSources()) {
        if (lastSuccess === null) continue;
        const seconds = Math.max(0, (at - Date.parse(lastSuccess)) / 1000);
        result.observe(seconds, { kind, name, cluster });
      }
    };
    age.addCallback(observe);
    return () => age.removeCallback(observe);
  }

  /** Measures one reading of a source; what it returns says whether the source answered. */
  async collect(
    kind: SourceRow['kind'],
    signal: AbortSignal,
    read: () => Promise<boolean>,
  ): Promise<boolean> {
    return this.#measure(signal, read, (seconds, outcome) => {
      this.#collectDuration.record(seconds, { kind, outcome });
      if (outcome === 'failed') this.#collectFailures.add(1, { kind });
    });
  }

  /** Measures one assessment of everything. */
  async assess(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
    await this.#measure(
      signal,
      async () => {
        await run();
        return true;
      },
      (seconds, outcome) => this.#assessDuration.record(seconds, { outcome }),
    );
  }

  async #measure(
    signal: AbortSignal,
    run: () => Promise<boolean>,
    record: (seconds: number, outcome: Outcome) => void,
  ): Promise<boolean> {
    const started = performance.now();
    let outcome: Outcome = 'failed';
    try {
      const done = await run();
      if (done) outcome = 'ok';
      return done;
    } finally {
      if (outcome === 'failed' && signal.aborted) outcome = 'aborted';
      record((performance.now() - started) / 1000, outcome);
    }
  }
}
