import { frequencyMatrix, recencyMatrix } from './history.js';
import type { Asking, Lesson } from './pick-methods/pick-method.js';
import { lastItems } from './session.js';
import type { SparseMatrix } from './sparse-matrix.js';

/** So many of the last items of the last visit say what comes next. */
export const lastLooks = { gapMinutes: 30, most: 3 };

/** The customers of a lesson, asking in the order of its history's rows. */
export function askingOfLesson({ history, views, customerIds }: Lesson): Asking {
  const { customerCount, itemCount } = history;
  return {
    customerIds,
    owned: (halfLifeDays) => recencyMatrix(history, halfLifeDays),
    often: (halfLifeDays) => frequencyMatrix(history, halfLifeDays),
    looked: () =>
      views === null
        ? noEntries(customerCount, itemCount)
        : lastItems({ customerCount, itemCount, lines: views }, lastLooks),
    traits: (names) => history.traits ?? noEntries(customerCount, names.length),
  };
}

export function noEntries(rowCount: number, columnCount: number): SparseMatrix {
  return {
    rowCount,
    columnCount,
    starts: new Int32Array(rowCount + 1),
    columns: new Int32Array(0),
    weights: null,
  };
}
