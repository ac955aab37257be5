import { expect, it } from 'vitest';
import { historyOf } from '../../../src/domain/recommender/history.js';
import { lastItems, session } from '../../../src/domain/recommender/session.js';
import { denseOf, listsOf, matrixOf, recommenderContract } from '../../contract/recommender.js';

const parameters = { k: 5, gapMinutes: 30, steps: 2 };

recommenderContract(session, parameters);

// Customer 0: 0, 1, 2 in one visit, an hour later 3; customer 1: 0, 1. Told out of order.
const lines = {
  customers: Int32Array.of(1, 0, 0, 0, 1, 0),
  items: Int32Array.of(1, 3, 0, 2, 0, 1),
  weights: null,
  minutes: Int32Array.of(15, 100, 10, 30, 10, 20),
};
const history = historyOf(lines, { customerCount: 2, itemCount: 4 });
const learnt = () => session.fit(history.matrix, { ...parameters, lines });

it('session counts what follows in a visit, half as much two steps behind, by how often both were met', () => {
  const found = denseOf(learnt().similarities);
  // 0 was met twice, 1 twice, 2 once: twice 0 → 1 by 1/√4, 0 → 2 by 1/2 / √2, 1 → 2 by 1/√2.
  expect(found[0]).toEqual([0, expect.closeTo(1, 6), expect.closeTo(0.5 / Math.SQRT2, 6), 0]);
  expect(found[1]).toEqual([0, 0, expect.closeTo(1 / Math.SQRT2, 6), 0]);
  // An hour lies between 2 and 3; and nothing follows backwards.
  expect(found[2]).toEqual([0, 0, 0, 0]);
  expect(found[3]).toEqual([0, 0, 0, 0]);
});

it('session goes on from the last items of the last visit, the very last one first', () => {
  const last = denseOf(lastItems(history, { gapMinutes: 30, most: 2 }));
  expect(last).toEqual([
    [0, 0, 0, 1],
    [0.5, 1, 0, 0],
  ]);
  const asking = lastItems(history, { gapMinutes: 30, most: 2 });
  const lists = listsOf(session.recommend(learnt(), asking, { count: 2, exclude: history.matrix }));
  expect(lists).toEqual([[], [2]]);
});

it('session weighs what follows the last item more than what follows the one before', () => {
  // Each of 0 and 1 is followed by one item, equally often; 1 was the last.
  const model = session.fit(
    matrixOf(
      [
        [0, 3],
        [1, 2],
      ],
      4,
    ),
    { k: 3, gapMinutes: 30, steps: 1 },
  );
  const asking = {
    ...matrixOf([[0, 1]], 4),
    weights: Float32Array.of(0.5, 1),
  };
  expect(listsOf(session.recommend(model, asking, { count: 2, exclude: null }))).toEqual([[2, 3]]);
});

it('session takes a row for one visit where no times are known', () => {
  const model = session.fit(matrixOf([[0, 1, 2]], 3), { k: 3, gapMinutes: 30, steps: 1 });
  expect(denseOf(model.similarities)).toEqual([
    [0, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
});
