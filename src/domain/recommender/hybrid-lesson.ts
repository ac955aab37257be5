import { chanceOf } from '../random.js';
import type { Lesson } from './blend-learning.js';
import { filterLines, type History, historyOf } from './history.js';
import {
  askingOf,
  type HybridSources,
  type SourceName,
  sourceNames,
  sourceScores,
} from './hybrid-sources.js';
import { rowOf, type SparseMatrix, selectRows, sparseMatrix } from './sparse-matrix.js';

/** A history cut in two: what the sources learn from, and what they are tried on. */
export interface ValidationSplit {
  readonly past: History;
  /** Customers × items of the later part, repeats and all. */
  readonly future: SparseMatrix;
  /** Customers of both parts who did something new in the later one, spread over all. */
  readonly customers: Int32Array;
  /** Whether the cut is one in time; else repeats cannot be told. */
  readonly isTimed: boolean;
}

const pastShare = 0.85;
const fewestCustomers = 5;
const mostCustomers = 1_500;
// Six arrays of floats for each customer and item: a quarter of a gigabyte at most.
const mostScores = 10_000_000;

/** @returns null if too few customers are in both parts */
export function splitHistory(history: History): ValidationSplit | null {
  const { items, minutes } = history.lines;
  const isPast = minutes && items.length > 0 ? before(minutes) : byChance(items.length);
  const past = historyOf(filterLines(history.lines, isPast), history, history);
  const later = filterLines(history.lines, (line) => !isPast(line));
  const shape = { rowCount: history.customerCount, columnCount: history.itemCount };
  const future = sparseMatrix({ rows: later.customers, columns: later.items }, shape);
  const able = Int32Array.from(Array(shape.rowCount).keys()).filter(
    (row) => rowOf(past.matrix, row).length > 0 && newItems(past.matrix, future, row).length > 0,
  );
  if (able.length < fewestCustomers) return null;
  const wanted = Math.min(mostCustomers, Math.floor(mostScores / history.itemCount));
  const stride = Math.max(1, able.length / Math.max(fewestCustomers, wanted));
  const customers = able.filter(
    (_, at) => Math.floor(at / stride) !== Math.floor((at - 1) / stride),
  );
  return { past, future, customers, isTimed: history.lines.minutes !== null };
}

function before(minutes: Int32Array): (line: number) => boolean {
  const first = minutes.reduce((least, minute) => Math.min(least, minute));
  const last = minutes.reduce((most, minute) => Math.max(most, minute));
  const cut = first + (last - first) * pastShare;
  return (line) => (minutes[line] as number) < cut;
}

function byChance(lineCount: number): (line: number) => boolean {
  const chance = chanceOf(1);
  const isPast = Uint8Array.from({ length: lineCount }, () => (chance() < pastShare ? 1 : 0));
  return (line) => isPast[line] === 1;
}

/** The source scores of the split's customers. */
export function hybridLesson(
  { past, future, customers }: ValidationSplit,
  sources: HybridSources,
  keepSeen: boolean,
): Lesson {
  const { itemCount } = sources;
  const asking = askingOf(sources, selectRows(past.matrix, customers), customers);
  const fill = sourceScores(sources, asking);
  const scores = scoreArrays(itemCount);
  const kept = sourceNames.map(() => new Float32Array(customers.length * itemCount));
  customers.forEach((_, row) => {
    fill(row, scores);
    for (const [at, name] of sourceNames.entries()) kept[at]?.set(scores[name], row * itemCount);
  });
  const rows = [...customers];
  const none = new Int32Array(0);
  return {
    itemCount,
    scores: kept,
    wanted: rows.map((row) => (keepSeen ? rowOf(future, row) : newItems(past.matrix, future, row))),
    barred: rows.map((row) => (keepSeen ? none : rowOf(past.matrix, row))),
  };
}

/** What is in a row of `future` but not of `past`. */
export function newItems(past: SparseMatrix, future: SparseMatrix, row: number): Int32Array {
  const known = new Set(rowOf(past, row));
  return rowOf(future, row).filter((item) => !known.has(item));
}

/** One array for each source. */
export function scoreArrays(itemCount: number): Record<SourceName, Float64Array> {
  return {
    together: new Float64Array(itemCount),
    texts: new Float64Array(itemCount),
    now: new Float64Array(itemCount),
    long: new Float64Array(itemCount),
    own: new Float64Array(itemCount),
    ownLog: new Float64Array(itemCount),
  };
}
