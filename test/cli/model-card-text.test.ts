import { expect, it } from 'vitest';
import { modelCardText } from '../../src/cli/model-card-text.js';
import type { ModelCard } from '../../src/domain/recommender/model-card.js';

const about = (mean: number) => ({ mean, interval: { low: mean - 0.01, high: mean + 0.01 } });

const card: ModelCard = {
  model: 'ease',
  modelParameters: { lambda: 200, k: 200 },
  choice: {
    kind: 'best',
    fromDay: 15_245,
    customers: 1_200,
    figures: [
      {
        model: 'item-knn',
        ndcgAt10: about(0.08),
        recallAt20: about(0.07),
        hitRateAt10: about(0.4),
      },
      { model: 'ease', ndcgAt10: about(0.11), recallAt20: about(0.1), hitRateAt10: about(0.5) },
    ],
    lead: { over: 'item-knn', ndcgAt10: { mean: 0.03, interval: { low: 0.02, high: 0.04 } } },
  },
  asOfDay: 15_318,
  data: { customers: 4_334, products: 3_659, pairs: 266_221, firstDay: 14_944, lastDay: 15_317 },
  parameters: { k: 100, shrink: 50, halfLifeDays: 14, testShare: 0.1 },
  evaluation: {
    testFromDay: 15_281,
    customers: 1_413,
    testPairs: 31_528,
    figures: [
      {
        model: 'item-knn',
        ndcgAt10: about(0.09),
        recallAt20: about(0.0868),
        hitRateAt10: about(0.41),
      },
      {
        model: 'popularity',
        ndcgAt10: about(0.0374),
        recallAt20: about(0.0371),
        hitRateAt10: about(0.251),
      },
    ],
    again: null,
  },
  seconds: { choose: 1.5, evaluate: 0.9, fit: 0.35 },
};

it('says data, protocol, figures beside popularity and seconds', () => {
  const text = modelCardText(card);
  expect(text).toContain('4,334 customers × 3,659 products, 266,221 different purchases');
  expect(text).toContain('2010-12-01 to 2011-12-09');
  expect(text).toContain('1,413 customers bought for the first time from 2011-11-03 on');
  expect(text).toMatch(/item-kNN +0\.0900 ± 0\.0100 +0\.0868 ± 0\.0100 +41\.0 ± 1\.0 %/);
  expect(text).toMatch(/popularity, all time +0\.0374/);
  expect(text).toContain('0.35 s to learn');
});

it('says which model was chosen and by how much, and how the intervals are made', () => {
  const text = modelCardText(card);
  expect(text).toContain('EASE (lambda 200, k 200)');
  expect(text).toMatch(/1,200 customers bought for the first time from 2011-09-28 on/);
  expect(text.indexOf('EASE 0.1100')).toBeLessThan(text.indexOf('item-kNN 0.0800'));
  expect(text).toContain('ahead of item-kNN by 0.0300 ± 0.0100');
  expect(text).toContain('normal approximation');
});

it('says that too few came back to choose by, or that somebody asked for it', () => {
  const few = { kind: 'too-few', customers: 12, needed: 50 } as const;
  expect(modelCardText({ ...card, choice: few })).toContain('only 12 customers');
  expect(modelCardText({ ...card, choice: { kind: 'asked-for' } })).toContain('you asked for it');
});

it('says that a history is too short to be judged, instead of figures', () => {
  const choice = { kind: 'too-few', customers: 0, needed: 50 } as const;
  const empty = { customers: 0, products: 0, pairs: 0, firstDay: null, lastDay: null };
  const text = modelCardText({ ...card, choice, data: empty, evaluation: null });
  expect(text).toContain('not yet');
  expect(text).not.toMatch(/NaN|null|undefined|nDCG/);
});
