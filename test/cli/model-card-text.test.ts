import { expect, it } from 'vitest';
import { modelCardText } from '../../src/cli/model-card-text.js';
import type { ModelCard } from '../../src/domain/recommender/model-card.js';

const card: ModelCard = {
  data: { customers: 4_334, products: 3_659, pairs: 266_221, firstDay: 14_944, lastDay: 15_317 },
  parameters: { k: 100, shrink: 50, halfLifeDays: 14, testShare: 0.1 },
  evaluation: {
    testFromDay: 15_281,
    customers: 1_413,
    testPairs: 31_528,
    figures: [
      { model: 'item-knn', ndcgAt10: 0.09, recallAt20: 0.0868, hitRateAt10: 0.41 },
      { model: 'popularity', ndcgAt10: 0.0374, recallAt20: 0.0371, hitRateAt10: 0.251 },
    ],
  },
  seconds: { evaluate: 0.9, fit: 0.35 },
};

it('says data, protocol, figures beside popularity and seconds', () => {
  const text = modelCardText(card);
  expect(text).toContain('4,334 customers × 3,659 products, 266,221 different purchases');
  expect(text).toContain('2010-12-01 to 2011-12-09');
  expect(text).toContain('1,413 customers bought for the first time from 2011-11-03 on');
  expect(text).toMatch(/item-kNN +0\.0900 +0\.0868 +41\.0 %/);
  expect(text).toMatch(/popularity, all time +0\.0374/);
  expect(text).toContain('0.35 s to learn');
});

it('says that a history is too short to be judged, instead of figures', () => {
  const empty = { customers: 0, products: 0, pairs: 0, firstDay: null, lastDay: null };
  const text = modelCardText({ ...card, data: empty, evaluation: null });
  expect(text).toContain('not yet');
  expect(text).not.toMatch(/NaN|null|undefined|nDCG/);
});
