export type { Expr } from './ast';
export { BadDataError, ExecutionError } from './errors';
export { evaluate } from './evaluate';
export { parsePromql } from './parse';
export { labelsKey } from './values';
export type { Labels, RangeSample, Sample, Value } from './values';
