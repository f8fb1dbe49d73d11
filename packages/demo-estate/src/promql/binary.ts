import {
  ArithmeticOperator,
  BinaryExpr,
  ComparisonOperator,
  SET_OPERATORS,
  SetOperator,
} from './ast';
import { BadDataError, ExecutionError } from './errors';
import {
  distinct,
  dropName,
  keyOf,
  Labels,
  METRIC_NAME,
  omit,
  pick,
  Sample,
  Value,
} from './values';

const ARITHMETIC: Record<ArithmeticOperator, (a: number, b: number) => number> =
  {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };

const COMPARE: Record<ComparisonOperator, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

const isComparison = (expr: BinaryExpr) => expr.operator in COMPARE;

const bad = (reason: string) =>
  new BadDataError(`invalid parameter "query": parse error: ${reason}`);

const isSetOperator = (operator: string): operator is SetOperator =>
  (SET_OPERATORS as readonly string[]).includes(operator);

export function binary(expr: BinaryExpr, left: Value, right: Value): Value {
  if (left.type === 'matrix' || right.type === 'matrix') {
    throw bad(
      'binary expression must contain only scalar and instant vector types',
    );
  }
  const vectors = left.type === 'vector' && right.type === 'vector';
  if (!vectors && (expr.matching.on || expr.matching.labels.length)) {
    throw bad('vector matching only allowed between instant vectors');
  }
  if (isSetOperator(expr.operator)) {
    if (!vectors) {
      throw bad(
        `set operator "${expr.operator}" not allowed in binary scalar expression`,
      );
    }
    return {
      type: 'vector',
      samples: combineSets(expr, expr.operator, left.samples, right.samples),
    };
  }
  if (left.type === 'vector' && right.type === 'vector') {
    return {
      type: 'vector',
      samples: matchOneToOne(expr, left.samples, right.samples),
    };
  }
  if (left.type === 'scalar' && right.type === 'scalar') {
    if (isComparison(expr) && !expr.bool) {
      throw bad('comparisons between scalars must use BOOL modifier');
    }
    return { type: 'scalar', value: compute(expr, left.value, right.value)! };
  }
  return { type: 'vector', samples: withScalar(expr, left, right) };
}

/** Undefined: a comparison that does not hold, which drops the sample. */
function compute(expr: BinaryExpr, a: number, b: number): number | undefined {
  if (!isComparison(expr)) {
    return ARITHMETIC[expr.operator as ArithmeticOperator](a, b);
  }
  const holds = COMPARE[expr.operator as ComparisonOperator](a, b);
  if (expr.bool) {
    return holds ? 1 : 0;
  }
  return holds ? a : undefined;
}

const keepsName = (expr: BinaryExpr) => isComparison(expr) && !expr.bool;

function withScalar(expr: BinaryExpr, left: Value, right: Value): Sample[] {
  const results: Sample[] = [];
  const vector = left.type === 'vector' ? left : right;
  for (const sample of vector.type === 'vector' ? vector.samples : []) {
    const a = left.type === 'scalar' ? left.value : sample.value;
    const b = right.type === 'scalar' ? right.value : sample.value;
    const computed = compute(expr, a, b);
    if (computed !== undefined) {
      results.push(
        keepsName(expr)
          ? sample
          : { labels: dropName(sample.labels), value: computed },
      );
    }
  }
  return distinct(results);
}

/** What samples are matched by. */
function matchKey({ matching }: BinaryExpr, labels: Labels): string {
  return matching.on
    ? keyOf(labels, matching.labels)
    : keyOf(
        labels,
        Object.keys(labels)
          .filter(l => l !== METRIC_NAME && !matching.labels.includes(l))
          .sort(),
      );
}

function combineSets(
  expr: BinaryExpr,
  operator: SetOperator,
  left: Sample[],
  right: Sample[],
): Sample[] {
  const keys = (samples: Sample[]) =>
    new Set(samples.map(sample => matchKey(expr, sample.labels)));
  if (operator === 'or') {
    const known = keys(left);
    return distinct([
      ...left,
      ...right.filter(({ labels }) => !known.has(matchKey(expr, labels))),
    ]);
  }
  const known = keys(right);
  return left.filter(
    ({ labels }) => known.has(matchKey(expr, labels)) === (operator === 'and'),
  );
}

function matchOneToOne(
  expr: BinaryExpr,
  left: Sample[],
  right: Sample[],
): Sample[] {
  if (!left.length || !right.length) {
    return [];
  }
  const rights = new Map<string, number>();
  for (const { labels, value } of right) {
    const key = matchKey(expr, labels);
    if (rights.has(key)) {
      throw new ExecutionError(
        'found duplicate series for the match group on the right hand-side of the operation; many-to-many matching not allowed: matching labels must be unique on one side',
      );
    }
    rights.set(key, value);
  }
  const matched = new Set<string>();
  const results: Sample[] = [];
  for (const { labels, value } of left) {
    const key = matchKey(expr, labels);
    const other = rights.get(key);
    const computed =
      other === undefined ? undefined : compute(expr, value, other);
    if (computed === undefined) {
      continue;
    }
    if (matched.has(key)) {
      throw new ExecutionError(
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      );
    }
    matched.add(key);
    results.push({ labels: resultLabels(expr, labels), value: computed });
  }
  return distinct(results);
}

function resultLabels(expr: BinaryExpr, labels: Labels): Labels {
  const { on, labels: names } = expr.matching;
  if (on) {
    const kept = pick(labels, names);
    return keepsName(expr) ? kept : dropName(kept);
  }
  const left = omit(labels, names);
  return keepsName(expr) ? left : dropName(left);
}
