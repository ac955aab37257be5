import { expect, it } from 'vitest';
import { rfmCells, rfmName } from '../../../src/domain/profile/rfm.js';

const scores = [1, 2, 3, 4, 5];

it('every pair of scores has exactly one name', () => {
  for (const recency of scores)
    for (const frequency of scores) {
      const names = Object.entries(rfmCells).filter(
        ([, cell]) =>
          recency >= cell.recency[0] &&
          recency <= cell.recency[1] &&
          frequency >= cell.frequency[0] &&
          frequency <= cell.frequency[1],
      );
      expect(names, `${recency}/${frequency}`).toHaveLength(1);
    }
});

it.each([
  { recency: 5, frequency: 5, name: 'champions' },
  { recency: 5, frequency: 1, name: 'new' },
  { recency: 1, frequency: 5, name: 'cannot-lose' },
  { recency: 4, frequency: 5, name: 'loyal' },
  { recency: 2, frequency: 3, name: 'at-risk' },
  { recency: 3, frequency: 2, name: 'about-to-sleep' },
  { recency: 1, frequency: 1, name: 'hibernating' },
])('recency $recency and frequency $frequency is $name', ({ recency, frequency, name }) => {
  expect(rfmName(recency, frequency)).toBe(name);
});

it('who was never ranked never bought', () => {
  expect(rfmName(null, null)).toBe('never-bought');
});
