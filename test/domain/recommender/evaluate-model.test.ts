import { expect, it } from 'vitest';
import { evaluateModel } from '../../../src/domain/recommender/evaluate-model.js';
import { historyOf } from '../../../src/domain/recommender/history.js';
import { modelByName, modelNames } from '../../../src/domain/recommender/model-table.js';
import { matrixOf } from '../../contract/recommender.js';

const lines = {
  customers: Int32Array.of(0, 0, 1, 1, 2),
  items: Int32Array.of(0, 1, 1, 2, 1),
  weights: null,
  minutes: null,
};
// 4 customers of whom the last has nothing.
const history = historyOf(lines, { customerCount: 4, itemCount: 3 });

it('judges those who are in both files, and counts unknown items as missed', () => {
  const model = modelByName('popularity').fit(history, undefined);
  const test = matrixOf([[2], [], [0, 4], [1]], 5);
  const request = { history, test, ks: [1, 2], keepSeen: false };
  const { users, metrics } = evaluateModel(model, request);
  expect(users).toBe(2);
  // Popularity: 1, then 0 and 2. Customer 0 may get [2], customer 2 gets [0, 2] and wanted 0 and an unknown one.
  expect(metrics['R@2']).toBeCloseTo((1 + 1 / 2) / 2, 12);
  expect(metrics['MRR@1']).toBe(1);
  expect(Object.keys(metrics)).toHaveLength(20);
});

it('knows its models by name', () => {
  expect(modelNames()).toContain('item-knn');
  expect(() => modelByName('popularty')).toThrow(
    'there is no model "popularty"; did you mean "popularity"?',
  );
});
