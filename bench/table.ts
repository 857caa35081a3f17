/** Lines of a table: the first column to the left, the others to the right, as wide as their widest cell. */
export function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** What a measure is held to, and whether it holds. */
export interface Limit {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
}

/** Whether the measure is within its limit. */
export function holds({ measured, limit }: Limit): boolean {
  return measured <= limit;
}

/** One line for each limit: what was measured, the limit, and "holds" or "MISSED". */
export function limitLines(limits: readonly Limit[]): readonly string[] {
  const figure = (value: number): string => value.toFixed(value < 100 ? 2 : 0);
  return tableLines(
    limits.map((one) => [
      one.name,
      `${figure(one.measured)} ${one.unit}`,
      `limit ${one.limit} ${one.unit}`,
      holds(one) ? 'holds' : 'MISSED',
    ]),
  );
}
