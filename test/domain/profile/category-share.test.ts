import { expect, it } from 'vitest';
import { categoryShares } from '../../../src/domain/profile/category-share.js';

const spend = (category: string, amountMinor: number) => ({ category, amountMinor });

it('shares what was spent among categories, best first', () => {
  const spends = [spend('bags', 300), spend('tea', 100), spend('bags', 200), spend('toys', 200)];
  // 500, 200 and 100 of 800: 62.5, 25 and 12.5 percent, halves up.
  expect(categoryShares(spends)).toEqual([
    { category: 'bags', sharePercent: 63 },
    { category: 'toys', sharePercent: 25 },
    { category: 'tea', sharePercent: 13 },
  ]);
});

it('takes refunds off, and leaves out what they have eaten up', () => {
  const spends = [spend('bags', 300), spend('bags', -300), spend('tea', 100), spend('toys', -50)];
  expect(categoryShares(spends)).toEqual([{ category: 'tea', sharePercent: 100 }]);
});

it('shows five, equal ones by name, and counts the rest in the whole', () => {
  const names = ['g', 'f', 'e', 'd', 'c', 'b', 'a', 'h', 'i', 'j'];
  const shares = categoryShares(names.map((name) => spend(name, 10)));
  expect(shares.map(({ category }) => category)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(shares.map(({ sharePercent }) => sharePercent)).toEqual([10, 10, 10, 10, 10]);
});

it('has nothing to say of who spent nothing', () => {
  expect(categoryShares([])).toEqual([]);
  expect(categoryShares([spend('bags', 0)])).toEqual([]);
});
