import { ExecutionError } from './errors';

export type Labels = Record<string, string>;

export interface Sample {
  labels: Labels;
  value: number;
}

export interface RangeSample {
  labels: Labels;
  /** [epoch ms, value], in order of time */
  points: [number, number][];
}

/** What an expression is worth at one moment. */
export type Value =
  | { type: 'scalar'; value: number }
  | { type: 'vector'; samples: Sample[] }
  | { type: 'matrix'; series: RangeSample[] };

export const METRIC_NAME = '__name__';

export function dropName(labels: Labels): Labels {
  const { [METRIC_NAME]: _, ...rest } = labels;
  return rest;
}

/** Of two sets of labels, the same text if they are equal. */
export function labelsKey(labels: Labels): string {
  return keyOf(labels, Object.keys(labels).sort());
}

/** The same for only some labels, in the order that is given. */
export function keyOf(labels: Labels, names: string[]): string {
  let key = '';
  for (const name of names) {
    const value = labels[name];
    if (value) {
      key += `${name}\u0000${value}\u0001`;
    }
  }
  return key;
}

/** A vector has no two samples of the same labels. */
export function distinct(samples: Sample[]): Sample[] {
  const keys = new Set(samples.map(sample => labelsKey(sample.labels)));
  if (keys.size < samples.length) {
    throw new ExecutionError(
      'vector cannot contain metrics with the same labelset',
    );
  }
  return samples;
}

export function pick(labels: Labels, names: string[]): Labels {
  const picked: Labels = {};
  for (const name of names) {
    if (labels[name]) {
      picked[name] = labels[name];
    }
  }
  return picked;
}

export function omit(labels: Labels, names: string[]): Labels {
  const left: Labels = {};
  for (const name of Object.keys(labels)) {
    if (!names.includes(name)) {
      left[name] = labels[name];
    }
  }
  return left;
}
