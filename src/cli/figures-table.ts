import { displayWidth, table } from './output.js';

/**
 * A table of figures that are texts already, such as amounts of money: they stand right.
 *
 * @param texts how many columns before them stand left
 */
export function figuresTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts = 1,
): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => displayWidth(row[i] ?? ''))));
  const padded = (row: readonly string[]) =>
    row.map((cell, i) =>
      i < texts ? cell : `${' '.repeat((widths[i] ?? 0) - displayWidth(cell))}${cell}`,
    );
  return table(padded(head), rows.map(padded));
}
