/**
 * One row of an answer: its labels in one text, and its values by time.
 *
 * @internal
 */
export interface AnsweredRow {
  labels: string;
  values: [number, number][];
}

/**
 * What a server said.
 *
 * @internal
 */
export interface Answer {
  status: number;
  rows: AnsweredRow[];
  body: any;
}

const RELATIVE_ERROR = 1e-9;

/** @internal */
export async function ask(
  url: string,
  path: string,
  params: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(params),
  });
  const body = await response.json();
  return { status: response.status, rows: rowsOf(body.data), body };
}

function rowsOf(data: any): AnsweredRow[] {
  const rows =
    data?.resultType === 'scalar'
      ? [{ metric: {}, value: data.result }]
      : data?.result ?? [];
  return rows
    .map((row: any) => ({
      labels: JSON.stringify(Object.entries(row.metric).sort()),
      values: (row.values ?? [row.value]).map(([at, value]: any) => [
        at,
        parseValue(value),
      ]),
    }))
    .sort((a: AnsweredRow, b: AnsweredRow) => (a.labels < b.labels ? -1 : 1));
}

function parseValue(value: string) {
  return Number(value.replace('Inf', 'Infinity'));
}

/**
 * What two answers differ in, in words; empty: nothing.
 *
 * @internal
 */
export function differences(
  actual: AnsweredRow[],
  expected: AnsweredRow[],
): string[] {
  const found: string[] = [];
  const known = new Map(actual.map(row => [row.labels, row]));
  for (const row of expected) {
    const same = known.get(row.labels);
    known.delete(row.labels);
    if (!same) {
      found.push(`missing ${show(row)}`);
    } else if (!equal(same, row)) {
      found.push(`${show(same)} should be ${show(row)}`);
    }
  }
  return [...found, ...[...known.values()].map(row => `extra ${show(row)}`)];
}

function equal(a: AnsweredRow, b: AnsweredRow): boolean {
  return (
    a.values.length === b.values.length &&
    a.values.every(
      ([at, value], i) => at === b.values[i][0] && close(value, b.values[i][1]),
    )
  );
}

function close(a: number, b: number): boolean {
  return (
    Object.is(a, b) ||
    a === b ||
    Math.abs(a - b) <= RELATIVE_ERROR * Math.max(Math.abs(a), Math.abs(b))
  );
}

function show({ labels, values }: AnsweredRow) {
  return `${labels} ${JSON.stringify(values.slice(0, 4))}`;
}
