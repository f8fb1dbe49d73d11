import { Matcher } from './matchers';

export const AGGREGATIONS = [
  'sum',
  'count',
  'min',
  'max',
  'avg',
  'group',
] as const;

export type Aggregation = (typeof AGGREGATIONS)[number];

export const ARITHMETIC = ['+', '-', '*', '/'] as const;
export const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;

export type ArithmeticOperator = (typeof ARITHMETIC)[number];
export type ComparisonOperator = (typeof COMPARISONS)[number];
export type SetOperator = (typeof SET_OPERATORS)[number];
export type BinaryOperator =
  | ArithmeticOperator
  | ComparisonOperator
  | SetOperator;

/** By which labels two vectors are matched; without one, by all labels but the name. */
export interface Matching {
  on: boolean;
  labels: string[];
}

export interface SelectorExpr {
  type: 'selector';
  matchers: Matcher[];
}

export interface RangeExpr {
  type: 'range';
  selector: SelectorExpr;
  rangeMs: number;
}

export interface AggregateExpr {
  type: 'aggregate';
  operator: Aggregation;
  without: boolean;
  labels: string[];
  operand: Expr;
}

export interface BinaryExpr {
  type: 'binary';
  operator: BinaryOperator;
  bool: boolean;
  matching: Matching;
  left: Expr;
  right: Expr;
}

export interface CallExpr {
  type: 'call';
  name: string;
  args: Expr[];
}

export type Expr =
  | { type: 'number'; value: number }
  | { type: 'negate'; operand: Expr }
  | SelectorExpr
  | RangeExpr
  | AggregateExpr
  | BinaryExpr
  | CallExpr;
