import { historyOf, minutesPerDay } from '../../src/domain/recommender/history.js';
import type { Asking, Lesson } from '../../src/domain/recommender/pick-methods/pick-method.js';
import type { ShopPast } from '../../src/domain/recommender/shop-past.js';
import type { SparseMatrix } from '../../src/domain/recommender/sparse-matrix.js';
import { defaultParameters } from '../../src/domain/recommender/train-model.js';
import { matrixOf } from '../contract/recommender.js';

/** Customers who have these items, and of whom nothing else is known. */
export function askingOf(owned: SparseMatrix): Asking {
  const nothing = (columns: number) => matrixOf(Array(owned.rowCount).fill([]), columns);
  return {
    customerIds: Int32Array.from({ length: owned.rowCount }, (_, row) => -1 - row),
    owned: () => owned,
    often: () => owned,
    looked: () => nothing(owned.columnCount),
    traits: (names) => nothing(names.length),
  };
}

/** Two tastes of four items each; what each customer has, reads, is and looked at says which is theirs. */
export function twoTastesLesson(): Lesson {
  const people = Array.from({ length: 24 }, (_, person) => person);
  const tasteOf = (person: number) => person % 2;
  const lacking = (person: number) => Math.floor(person / 2) % 4;
  const entries = people.flatMap((person) =>
    [0, 1, 2, 3]
      .filter((nth) => nth !== lacking(person))
      .map((nth) => ({ person, item: tasteOf(person) * 4 + nth, day: 100 + nth })),
  );
  const rows = Int32Array.from(entries, ({ person }) => person);
  const items = Int32Array.from(entries, ({ item }) => item);
  const minutes = Int32Array.from(entries, ({ day }) => day * minutesPerDay);
  const lines = { customers: rows, items, weights: null, minutes };
  const traits = matrixOf(
    people.map((person) => [tasteOf(person)]),
    2,
  );
  const texts = Array.from({ length: 8 }, (_, item) =>
    item < 4 ? `tent camping gear number${item}` : `cake baking tin number${item}`,
  );
  return {
    history: historyOf(lines, { customerCount: 24, itemCount: 8 }, { texts, traits }),
    customerIds: Int32Array.from(people, (person) => 100 + person),
    traitNames: ['tier:gold', 'tier:silver'],
    views: { customers: rows, items, weights: null, minutes: minutes.fill(200 * minutesPerDay) },
    recentSales: Float64Array.from({ length: 8 }, (_, item) => 8 - item),
    parameters: { ...defaultParameters, shrink: 1 },
    crew: undefined,
  };
}

/** A past of purchases and sales, of which nothing else is known. */
export function pastOf(known: Pick<ShopPast, 'purchases' | 'sales'> & Partial<ShopPast>): ShopPast {
  return { views: null, texts: null, traits: null, ...known };
}
