import type { History, Lines } from './history.js';
import { NeighbourLists } from './neighbour-lists.js';
import { rankScores } from './rank-scores.js';
import type { Recommender } from './recommender.js';
import { type SparseMatrix, sparseMatrix, transpose } from './sparse-matrix.js';

export interface SessionParameters {
  /** Followers kept of each item. */
  readonly k: number;
  /** A pause of so many minutes begins another session. */
  readonly gapMinutes: number;
  /** How many steps behind an item another one still counts as its follower. */
  readonly steps: number;
  /** What happened when; absent: each row of the matrix is one session in the order of its items. */
  readonly lines?: Lines;
}

export interface SessionModel {
  readonly itemCount: number;
  /** Item × what follows it. */
  readonly similarities: SparseMatrix;
}

/**
 * The next item from the last ones, by sequential rules: s(i, j) = Σ 1/d over all places where j follows i in a session by d
 * steps, divided by √(how often i was met · how often j was). A customer's row weighs their last items.
 *
 * @see Ludewig & Jannach 2018, "Evaluation of Session-based Recommendation Algorithms", SR
 */
export const session: Recommender<SessionParameters, SessionModel> = {
  kind: 'session',
  fit,
  recommend({ itemCount, similarities }, customers, wanted) {
    return rankScores(customers, wanted, itemCount, (row, scores) => {
      for (
        let at = customers.starts[row] as number;
        at < (customers.starts[row + 1] as number);
        at++
      )
        addFollowers(
          similarities,
          customers.columns[at] as number,
          customers.weights?.[at] ?? 1,
          scores,
        );
    });
  },
};

function addFollowers(
  { starts, columns, weights }: SparseMatrix,
  item: number,
  weight: number,
  scores: Float64Array,
): void {
  for (let at = starts[item] as number; at < (starts[item + 1] as number); at++) {
    const next = columns[at] as number;
    scores[next] = (scores[next] as number) + weight * (weights?.[at] ?? 1);
  }
}

function fit(matrix: SparseMatrix, { k, gapMinutes, steps, lines }: SessionParameters) {
  const itemCount = matrix.columnCount;
  const sequence = sequenceOf(lines ?? linesOf(matrix), gapMinutes);
  const followers = followersOf(sequence, steps, itemCount);
  const met = new Float64Array(itemCount);
  for (const item of sequence.items) met[item] = (met[item] as number) + 1;
  const kept = new NeighbourLists(itemCount, k);
  for (let item = 0; item < itemCount; item++) {
    const [from, to] = [followers.starts[item] as number, followers.starts[item + 1] as number];
    for (let at = from; at < to; at++) {
      const next = followers.columns[at] as number;
      const often = Math.sqrt((met[item] as number) * (met[next] as number));
      kept.offer(item, next, (followers.weights?.[at] ?? 1) / often);
    }
  }
  return { itemCount, similarities: kept.byItem() };
}

interface Sequence {
  /** One after the other, customer by customer, by time. */
  readonly items: Int32Array;
  /** Beside `items`: another number for each session. */
  readonly sessions: Int32Array;
  /** Beside `items`. */
  readonly customers: Int32Array;
}

function sequenceOf({ customers, items, minutes }: Lines, gapMinutes: number): Sequence {
  const at = (line: number) => minutes?.[line] ?? 0;
  // Equal times keep the order in which they were told.
  const order = Int32Array.from(items.keys()).sort(
    (a, b) => (customers[a] as number) - (customers[b] as number) || at(a) - at(b) || a - b,
  );
  const sessions = new Int32Array(order.length);
  for (let place = 1; place < order.length; place++) {
    const [before, line] = [order[place - 1] as number, order[place] as number];
    const isNew = customers[before] !== customers[line] || at(line) - at(before) > gapMinutes;
    sessions[place] = (sessions[place - 1] as number) + (isNew ? 1 : 0);
  }
  const own = (values: Int32Array) => order.map((line) => values[line] as number);
  return { items: own(items), sessions, customers: own(customers) };
}

function followersOf({ items, sessions }: Sequence, steps: number, itemCount: number) {
  const size = items.length * steps;
  const [rows, columns] = [new Int32Array(size), new Int32Array(size)];
  const weights = new Float32Array(size);
  let pairs = 0;
  for (let place = 0; place < items.length; place++) {
    for (let step = 1; step <= steps && sessions[place + step] === sessions[place]; step++) {
      if (items[place + step] === items[place]) continue;
      rows[pairs] = items[place] as number;
      columns[pairs] = items[place + step] as number;
      weights[pairs++] = 1 / step;
    }
  }
  const found = {
    rows: rows.subarray(0, pairs),
    columns: columns.subarray(0, pairs),
    weights: weights.subarray(0, pairs),
  };
  return sparseMatrix(found, { rowCount: itemCount, columnCount: itemCount });
}

function linesOf(matrix: SparseMatrix): Lines {
  // Transposed twice over, a row's columns ascend; a transposed one's columns are the rows.
  const byItem = transpose(matrix);
  const customers = byItem.columns;
  const items = new Int32Array(customers.length);
  for (let item = 0; item < matrix.columnCount; item++)
    items.fill(item, byItem.starts[item], byItem.starts[item + 1]);
  return { customers, items, weights: null, minutes: null };
}

/**
 * Customers × items: the last items of each customer's last session, the p-th from its end weighing 1/p.
 *
 * @param most so many of them
 */
export function lastItems(
  { lines, customerCount, itemCount }: Pick<History, 'lines' | 'customerCount' | 'itemCount'>,
  { gapMinutes, most }: { readonly gapMinutes: number; readonly most: number },
): SparseMatrix {
  const { items, sessions, customers } = sequenceOf(lines, gapMinutes);
  const rows: number[] = [];
  const columns: number[] = [];
  const weights: number[] = [];
  let [behind, seen] = [0, new Set<number>()];
  for (let place = items.length - 1; place >= 0; place--) {
    if (customers[place] !== customers[place + 1]) [behind, seen] = [0, new Set<number>()];
    const isOver = behind > 0 && sessions[place] !== sessions[place + 1];
    if (isOver) behind = most;
    const item = items[place] as number;
    if (behind >= most || seen.has(item)) continue;
    seen.add(item);
    behind++;
    rows.push(customers[place] as number);
    columns.push(item);
    weights.push(1 / behind);
  }
  return sparseMatrix(
    {
      rows: Int32Array.from(rows),
      columns: Int32Array.from(columns),
      weights: Float32Array.from(weights),
    },
    { rowCount: customerCount, columnCount: itemCount },
  );
}
