import { type SparseMatrix, sparseMatrix } from './sparse-matrix.js';

/** Everything a model may learn from, by index: customers in [0, customerCount), items in [0, itemCount). */
export interface History {
  readonly customerCount: number;
  readonly itemCount: number;
  readonly lines: Lines;
  /** Who met what, customers × items; however often. */
  readonly matrix: SparseMatrix;
  /** What is written about each item; null if nothing is. */
  readonly texts: readonly string[] | null;
  /** Customers × traits: what else is known of each customer; null if nothing is. */
  readonly traits: SparseMatrix | null;
}

/** What happened, one entry per line, as parallel arrays; a customer and an item may meet again. */
export interface Lines {
  readonly customers: Int32Array;
  readonly items: Int32Array;
  /** Above 0; null means that every line counts 1. */
  readonly weights: Float32Array | null;
  /** Minutes since 1970-01-01 UTC; null if the time is not known. */
  readonly minutes: Int32Array | null;
}

export const minutesPerDay = 1_440;

export function historyOf(
  lines: Lines,
  size: { readonly customerCount: number; readonly itemCount: number },
  known: Partial<Pick<History, 'texts' | 'traits'>> = {},
): History {
  const shape = { rowCount: size.customerCount, columnCount: size.itemCount };
  const matrix = sparseMatrix({ rows: lines.customers, columns: lines.items }, shape);
  return { ...size, lines, matrix, texts: known.texts ?? null, traits: known.traits ?? null };
}

/** The last line's minute; 0 where no time is known. */
export function lastMinute({ minutes }: Lines): number {
  return minutes?.reduce((last, minute) => Math.max(last, minute), 0) ?? 0;
}

/**
 * How often each customer met each item, an older line counting less: 2^(-age / halfLifeDays), aged against the last
 * line of all.
 *
 * @param halfLifeDays null: a line counts in full for ever; so it does where no time is known
 */
export function frequencyMatrix(history: History, halfLifeDays: number | null): SparseMatrix {
  const { lines, customerCount, itemCount } = history;
  return sparseMatrix(
    { rows: lines.customers, columns: lines.items, weights: decayedWeights(lines, halfLifeDays) },
    { rowCount: customerCount, columnCount: itemCount },
  );
}

/**
 * The set customers × items, each entry weighing 2^(-age / halfLifeDays) since the two last met.
 *
 * @param halfLifeDays null: every entry weighs 1; so it does where no time is known
 */
export function recencyMatrix(history: History, halfLifeDays: number | null): SparseMatrix {
  const { lines, matrix } = history;
  if (lines.minutes === null || halfLifeDays === null) return matrix;
  const once = decayedWeights({ ...lines, weights: null }, halfLifeDays);
  const weights = new Float32Array(matrix.columns.length);
  for (let line = 0; line < once.length; line++) {
    const at = placeOf(matrix, lines.customers[line] as number, lines.items[line] as number);
    weights[at] = Math.max(weights[at] as number, once[line] as number);
  }
  return { ...matrix, weights };
}

/** Where a row's column stands; it must be there. */
function placeOf({ starts, columns }: SparseMatrix, row: number, column: number): number {
  let low = starts[row] as number;
  let high = starts[row + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((columns[middle] as number) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each line's weight as of the last line. */
export function decayedWeights(lines: Lines, halfLifeDays: number | null): Float32Array {
  const { weights, minutes } = lines;
  const own = weights ?? new Float32Array(lines.items.length).fill(1);
  if (minutes === null || halfLifeDays === null) return own;
  const last = lastMinute(lines);
  const halfLife = halfLifeDays * minutesPerDay;
  return own.map((weight, line) => weight * 2 ** (((minutes[line] as number) - last) / halfLife));
}

/** The lines that `keep` accepts. */
export function filterLines(lines: Lines, keep: (line: number) => boolean): Lines {
  const kept = Int32Array.from(lines.items.keys()).filter(keep);
  const pick = (values: Int32Array) => kept.map((line) => values[line] as number);
  const { weights, minutes } = lines;
  return {
    customers: pick(lines.customers),
    items: pick(lines.items),
    weights: weights && Float32Array.from(kept, (line) => weights[line] as number),
    minutes: minutes && pick(minutes),
  };
}
