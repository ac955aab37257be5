import type { TextVectors } from './content-scores.js';
import { alone } from './crew.js';
import { emptyRanking, type Recommender, requireShapes } from './recommender.js';
import { sharedAsking, sharedFloats, sharedIntegers, sharedMatrix } from './shared-arrays.js';
import { columnCounts, type SparseMatrix, sparseMatrix, transpose } from './sparse-matrix.js';
import { termsOf } from './terms.js';
import { type TextsTask, textParts } from './texts-task.js';

export interface ContentParameters {
  /** What is written about each item, one for each column of the matrix; more are not looked at. */
  readonly texts: readonly string[];
}

export interface ContentModel extends TextVectors {
  readonly itemCount: number;
}

/**
 * Items whose texts are like those of what a customer has: tf · ln(items / items with the term), score(u, j) = cosine of
 * u's summed item vectors and j's. Needs nobody else's behaviour, and so knows new items too.
 *
 * @see Salton & Buckley 1988; Lops, de Gemmis & Semeraro 2011, "Content-based Recommender Systems"
 */
export const content: Recommender<ContentParameters, ContentModel> = {
  kind: 'content',
  fit(matrix, { texts }) {
    const isEmpty = matrix.columns.length === 0;
    const vectors = unitRows(rareFirst(termCounts(isEmpty ? [] : texts, matrix.columnCount)));
    return { itemCount: matrix.columnCount, vectors, itemsOf: transpose(vectors) };
  },
  recommend(model, customers, wanted) {
    requireShapes(customers, wanted, model.itemCount);
    const ranking = emptyRanking(customers.rowCount, wanted.count);
    const { exclude, candidates, crew } = wanted;
    const { vectors, itemsOf } = model;
    const lists = { exclude, candidates, ...ranking };
    const task = { kind: 'texts', vectors, itemsOf, customers, ...lists } as const;
    const shared = crew ? sharedTask(task) : task;
    (crew ?? alone).run(shared, textParts(shared));
    return { count: wanted.count, items: shared.items, scores: shared.scores };
  },
};

function sharedTask(task: TextsTask): TextsTask {
  return {
    ...task,
    vectors: sharedMatrix(task.vectors),
    itemsOf: sharedMatrix(task.itemsOf),
    ...sharedAsking(task.customers, task.exclude),
    items: sharedIntegers(task.items),
    scores: sharedFloats(task.scores),
  };
}

function termCounts(texts: readonly string[], itemCount: number): SparseMatrix {
  const places = new Map<string, number>();
  const rows: number[] = [];
  const columns: number[] = [];
  texts.slice(0, itemCount).forEach((text, item) => {
    for (const term of termsOf(text)) {
      const place = places.get(term) ?? places.size;
      places.set(term, place);
      rows.push(item);
      columns.push(place);
    }
  });
  const triplets = {
    rows: Int32Array.from(rows),
    columns: Int32Array.from(columns),
    weights: new Float32Array(rows.length).fill(1),
  };
  return sparseMatrix(triplets, { rowCount: itemCount, columnCount: places.size });
}

function rareFirst(counts: SparseMatrix): SparseMatrix {
  const documents = columnCounts(counts);
  const weights = Float32Array.from(counts.columns, (term, at) => {
    const rarity = Math.log(counts.rowCount / (documents[term] as number));
    return (counts.weights?.[at] ?? 1) * rarity;
  });
  return { ...counts, weights };
}

function unitRows(matrix: SparseMatrix): SparseMatrix {
  const weights = Float32Array.from(matrix.weights ?? []);
  for (let row = 0; row < matrix.rowCount; row++) {
    const own = weights.subarray(matrix.starts[row], matrix.starts[row + 1]);
    const length = Math.sqrt(own.reduce((sum, weight) => sum + weight * weight, 0));
    if (length > 0) own.set(own.map((weight) => weight / length));
  }
  return { ...matrix, weights };
}
