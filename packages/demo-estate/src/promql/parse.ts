import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  Aggregation,
  AGGREGATIONS,
  ARITHMETIC,
  BinaryOperator,
  COMPARISONS,
  Expr,
  Matching,
  RangeExpr,
  SelectorExpr,
  SET_OPERATORS,
} from './ast';
import { parseError } from './errors';
import { parseDuration, parseNumber, parseString } from './literals';
import { createMatcher, Matcher, MatchOperator } from './matchers';

const OPERATORS: readonly string[] = [
  ...ARITHMETIC,
  ...COMPARISONS,
  ...SET_OPERATORS,
];

class Reader {
  constructor(private readonly query: string) {}

  read(): Expr {
    if (!this.query.trim()) {
      throw parseError(this.query, 0, 'no expression found in input');
    }
    const tree = parser.parse(this.query);
    tree.iterate({
      enter: node => {
        if (node.type.isError) {
          const text = this.query.slice(node.from).split(/\s/)[0];
          throw parseError(
            this.query,
            node.from,
            text ? `unexpected ${JSON.stringify(text)}` : 'unexpected end',
          );
        }
      },
    });
    return this.expr(children(tree.topNode)[0]);
  }

  private expr(node: SyntaxNode): Expr {
    switch (node.name) {
      case 'ParenExpr':
        return this.expr(children(node)[0]);
      case 'NumberDurationLiteral':
        return { type: 'number', value: this.number(node) };
      case 'UnaryExpr':
        return this.unary(node);
      case 'VectorSelector':
        return this.selector(node);
      case 'MatrixSelector':
        return this.range(node);
      case 'FunctionCall':
        return this.call(node);
      case 'AggregateExpr':
        return this.aggregate(node);
      case 'BinaryExpr':
        return this.binary(node);
      default:
        throw this.unspoken(node);
    }
  }

  private number(node: SyntaxNode): number {
    const value = parseNumber(this.text(node));
    if (value === undefined) {
      throw this.error(node, `bad number ${JSON.stringify(this.text(node))}`);
    }
    return value;
  }

  private unary(node: SyntaxNode): Expr {
    const [operator, operandNode] = children(node);
    const operand = this.expr(operandNode);
    return this.text(operator) === '-' ? { type: 'negate', operand } : operand;
  }

  private selector(node: SyntaxNode): SelectorExpr {
    const matchers: Matcher[] = [];
    for (const child of children(node)) {
      if (child.name === 'Identifier') {
        matchers.push(createMatcher('__name__', '=', this.text(child))!);
      } else if (child.name === 'LabelMatchers') {
        const named = matchers.length > 0;
        for (const matcherNode of children(child)) {
          const matcher = this.matcher(matcherNode);
          if (named && matcher.label === '__name__') {
            throw this.error(matcherNode, 'metric name must not be set twice');
          }
          matchers.push(matcher);
        }
      } else {
        throw this.unspoken(child);
      }
    }
    if (matchers.every(matcher => matcher.matches(''))) {
      throw this.error(
        node,
        'vector selector must contain at least one non-empty matcher',
      );
    }
    return { type: 'selector', matchers };
  }

  private matcher(node: SyntaxNode): Matcher {
    const [label, operator, literal] = children(node);
    if (node.name !== 'UnquotedLabelMatcher' || !literal) {
      throw this.unspoken(node);
    }
    const value = parseString(this.text(literal));
    const matcher =
      value === undefined
        ? undefined
        : createMatcher(
            this.text(label),
            this.text(operator) as MatchOperator,
            value,
          );
    if (!matcher) {
      throw this.error(literal, `cannot match by ${this.text(literal)}`);
    }
    return matcher;
  }

  private range(node: SyntaxNode): RangeExpr {
    const [selector, duration] = children(node);
    const [literal, ...further] = children(duration);
    const rangeMs =
      literal?.name === 'NumberDurationLiteralInDurationContext' &&
      !further.length
        ? parseDuration(this.text(literal))
        : undefined;
    if (rangeMs === undefined) {
      throw this.error(duration, `bad duration ${this.text(duration)}`);
    }
    if (selector.name !== 'VectorSelector') {
      throw this.unspoken(selector);
    }
    return { type: 'range', selector: this.selector(selector), rangeMs };
  }

  private call(node: SyntaxNode): Expr {
    const [name, body] = children(node);
    return {
      type: 'call',
      name: this.text(name),
      args: children(body).map(arg => this.expr(arg)),
    };
  }

  private aggregate(node: SyntaxNode): Expr {
    let without = false;
    let labels: string[] = [];
    let operator: string = '';
    let operands: SyntaxNode[] = [];
    for (const child of children(node)) {
      if (child.name === 'AggregateOp') {
        operator = this.text(child).toLowerCase();
      } else if (child.name === 'AggregateModifier') {
        const [modifier, grouping] = children(child);
        without = modifier.name === 'Without';
        labels = this.labels(grouping);
      } else if (child.name === 'FunctionCallBody') {
        operands = children(child);
      } else {
        throw this.unspoken(child);
      }
    }
    if (!(AGGREGATIONS as readonly string[]).includes(operator)) {
      throw this.unspoken(node);
    }
    if (operands.length !== 1) {
      throw this.error(
        node,
        `wrong number of arguments for aggregate expression provided, expected 1, got ${operands.length}`,
      );
    }
    return {
      type: 'aggregate',
      operator: operator as Aggregation,
      without,
      labels,
      operand: this.expr(operands[0]),
    };
  }

  private binary(node: SyntaxNode): Expr {
    const parts = children(node);
    const operator = this.text(parts[1]).toLowerCase();
    if (!OPERATORS.includes(operator)) {
      throw this.unspoken(parts[1]);
    }
    let bool = false;
    let matching: Matching = { on: false, labels: [] };
    for (const modifier of parts.slice(2, -1)) {
      if (modifier.name === 'BoolModifier') {
        bool = true;
      } else if (modifier.name === 'MatchingModifierClause') {
        const [kind, grouping, ...further] = children(modifier);
        if (further.length) {
          throw this.unspoken(further[0]);
        }
        matching = { on: kind.name === 'On', labels: this.labels(grouping) };
      } else {
        throw this.unspoken(modifier);
      }
    }
    if (bool && !(COMPARISONS as readonly string[]).includes(operator)) {
      throw this.error(
        node,
        'bool modifier can only be used on comparison operators',
      );
    }
    return {
      type: 'binary',
      operator: operator as BinaryOperator,
      bool,
      matching,
      left: this.expr(parts[0]),
      right: this.expr(parts[parts.length - 1]),
    };
  }

  private labels(grouping: SyntaxNode): string[] {
    return children(grouping).map(label => {
      if (label.name !== 'LabelName') {
        throw this.unspoken(label);
      }
      return this.text(label);
    });
  }

  private text(node: SyntaxNode) {
    return this.query.slice(node.from, node.to);
  }

  private error(node: SyntaxNode, reason: string) {
    return parseError(this.query, node.from, reason);
  }

  private unspoken(node: SyntaxNode) {
    return this.error(
      node,
      `${JSON.stringify(
        this.text(node),
      )} is more PromQL than this server speaks`,
    );
  }
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') {
      found.push(child);
    }
  }
  return found;
}

/**
 * Reads a query. Whatever of PromQL is not spoken here is refused, never guessed.
 *
 * @throws BadDataError
 */
export function parsePromql(query: string): Expr {
  return new Reader(query).read();
}
