import { ModelSeries, SeriesSource } from '../series';
import { aggregate } from './aggregate';
import { CallExpr, Expr, RangeExpr } from './ast';
import { binary } from './binary';
import { BadDataError } from './errors';
import { histogramQuantile } from './histogram';
import { extrapolatedIncrease, grownThroughResets } from './rate';
import {
  labelsOf,
  latestValue,
  pointsOf,
  selectSeries,
  Window,
  windowOf,
} from './select';
import { distinct, dropName, METRIC_NAME, Sample, Value } from './values';

/** The functions that are spoken, and how many arguments each takes. */
const ARGUMENTS = new Map([
  ['rate', 1],
  ['increase', 1],
  ['count_over_time', 1],
  ['histogram_quantile', 2],
  ['clamp_min', 2],
  ['time', 0],
]);

class Evaluation {
  constructor(
    private readonly atMs: number,
    private readonly source: SeriesSource,
  ) {}

  value(expr: Expr): Value {
    switch (expr.type) {
      case 'number':
        return { type: 'scalar', value: expr.value };
      case 'negate':
        return this.negate(expr.operand);
      case 'selector':
        return {
          type: 'vector',
          samples: selectSeries(this.source, expr).flatMap(series => {
            const value = latestValue(series, this.atMs, this.source);
            return value === undefined
              ? []
              : [{ labels: labelsOf(series), value }];
          }),
        };
      case 'range':
        return {
          type: 'matrix',
          series: selectSeries(this.source, expr.selector)
            .map(series => ({
              labels: labelsOf(series),
              points: pointsOf(series, this.atMs, expr.rangeMs, this.source),
            }))
            .filter(series => series.points.length),
        };
      case 'aggregate':
        return {
          type: 'vector',
          samples: aggregate(
            expr,
            this.vector(expr.operand, 'aggregation expression'),
          ),
        };
      case 'binary':
        return binary(expr, this.value(expr.left), this.value(expr.right));
      default:
        return this.call(expr);
    }
  }

  private negate(operand: Expr): Value {
    const value = this.value(operand);
    if (value.type === 'scalar') {
      return { type: 'scalar', value: -value.value };
    }
    if (value.type !== 'vector') {
      throw typeError(
        'unary expression only allowed on expressions of type scalar or instant vector',
      );
    }
    return this.nameless(value.samples, v => -v);
  }

  private call({ name, args }: CallExpr): Value {
    const expected = ARGUMENTS.get(name);
    if (expected === undefined) {
      throw typeError(
        `the function "${name}" is more PromQL than this server speaks`,
      );
    }
    if (args.length !== expected) {
      throw typeError(
        `expected ${expected} argument(s) in call to "${name}", got ${args.length}`,
      );
    }
    switch (name) {
      case 'time':
        return { type: 'scalar', value: this.atMs / 1000 };
      case 'clamp_min': {
        const samples = this.vector(args[0], `call to function "${name}"`);
        const least = this.scalar(args[1], name);
        return this.nameless(samples, value => Math.max(least, value));
      }
      case 'histogram_quantile': {
        const q = this.scalar(args[0], name);
        return {
          type: 'vector',
          samples: histogramQuantile(
            q,
            this.vector(args[1], `call to function "${name}"`),
          ),
        };
      }
      default:
        return this.overRange(name, args[0]);
    }
  }

  private overRange(name: string, arg: Expr): Value {
    if (arg.type !== 'range') {
      throw typeError(
        `expected type range vector in call to function "${name}"`,
      );
    }
    const samples: Sample[] = [];
    const names = new Set<string>();
    for (const series of selectSeries(this.source, arg.selector)) {
      const window = windowOf(series, this.atMs, arg.rangeMs, this.source);
      const value = window && this.ofWindow(name, series, window, arg);
      if (value !== undefined) {
        names.add(series.labels[METRIC_NAME]);
        samples.push({ labels: dropName(labelsOf(series)), value });
      }
    }
    // Series of one name stay different without it.
    return {
      type: 'vector',
      samples: names.size > 1 ? distinct(samples) : samples,
    };
  }

  private ofWindow(
    name: string,
    series: ModelSeries,
    window: Window,
    { rangeMs }: RangeExpr,
  ) {
    if (name === 'count_over_time') {
      return window.count;
    }
    // The model's counters never fall: their ends tell all that they grew by.
    const increase =
      series.type === 'gauge' || window.last < window.first
        ? grownThroughResets(pointsOf(series, this.atMs, rangeMs, this.source))
        : window.last - window.first;
    const extrapolated = extrapolatedIncrease(
      window,
      increase,
      this.atMs,
      rangeMs,
    );
    return extrapolated !== undefined && name === 'rate'
      ? extrapolated / (rangeMs / 1000)
      : extrapolated;
  }

  private nameless(samples: Sample[], change: (value: number) => number) {
    return {
      type: 'vector' as const,
      samples: distinct(
        samples.map(({ labels, value }) => ({
          labels: dropName(labels),
          value: change(value),
        })),
      ),
    };
  }

  private vector(expr: Expr, where: string): Sample[] {
    const value = this.value(expr);
    if (value.type !== 'vector') {
      throw typeError(`expected type instant vector in ${where}`);
    }
    return value.samples;
  }

  private scalar(expr: Expr, name: string): number {
    const value = this.value(expr);
    if (value.type !== 'scalar') {
      throw typeError(`expected type scalar in call to function "${name}"`);
    }
    return value.value;
  }
}

function typeError(reason: string) {
  return new BadDataError(`invalid parameter "query": parse error: ${reason}`);
}

/**
 * The value of a query at one moment, computed as Prometheus 2 would from the source's samples.
 *
 * @throws BadDataError, ExecutionError
 */
export function evaluate(
  expr: Expr,
  atMs: number,
  source: SeriesSource,
): Value {
  return new Evaluation(atMs, source).value(expr);
}
