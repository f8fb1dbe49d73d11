export function quantile(values: number[], share: number): number;
export function median(values: number[]): number;
export function table(head: string[], rows: unknown[][]): string;
