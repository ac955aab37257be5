import { describe, expect, it } from 'vitest';
import type { DailyPurchases, Sales } from '../../../src/domain/recommender/purchases.js';
import type { SparseMatrix } from '../../../src/domain/recommender/sparse-matrix.js';
import {
  defaultParameters,
  type TrainedModel,
  type TrainingInput,
  trainModel,
} from '../../../src/domain/recommender/train-model.js';
import { pastOf } from '../../support/lessons.js';

/** Two tastes of 4 products each; in the last days everybody buys the one of their taste that they lack. */
function twoTastes(): { purchases: DailyPurchases; sales: Sales } {
  const entries = Array.from({ length: 24 }, (_, person) => {
    const taste = person % 2;
    const lacking = Math.floor(person / 2) % 4;
    return [0, 1, 2, 3].map((n) => ({
      customer: 100 + person,
      product: 1_000 + taste * 4 + n,
      day: n === lacking ? 98 : 10 + person,
    }));
  }).flat();
  const days = Int32Array.from(entries, ({ day }) => day);
  const products = Int32Array.from(entries, ({ product }) => product);
  const customers = Int32Array.from(entries, ({ customer }) => customer);
  const purchases = { customers, products, days };
  const sales = { products, days, buyers: new Int32Array(days.length).fill(1) };
  return { purchases, sales };
}

/** The one model that is trained. */
function train(
  known: Parameters<typeof pastOf>[0],
  how: Pick<TrainingInput, 'asOfDay'>,
): TrainedModel {
  const input = { past: pastOf(known), parameters, model: null, also: [], ...how };
  const [only] = trainModel(input, aids).trained;
  if (only === undefined) throw new Error('nothing was trained');
  return only;
}

const aids = { nowMs: () => 0, onStage: () => undefined };
const parameters = { ...defaultParameters, shrink: 1 };

describe('trainModel', () => {
  it('judges itself on the time it has not seen, beside popularity', () => {
    const { card } = train(twoTastes(), { asOfDay: 99 });
    const { evaluation } = card;
    expect(evaluation).toMatchObject({ testFromDay: 90, customers: 24, testPairs: 24 });
    const figures = Object.fromEntries((evaluation?.figures ?? []).map((one) => [one.model, one]));
    // The lacking product of one's own taste is the only one similar to what one has.
    const always = { mean: 1, interval: { low: 1, high: 1 } };
    expect(figures['item-knn']).toEqual({
      model: 'item-knn',
      ndcgAt10: always,
      recallAt20: always,
      hitRateAt10: always,
    });
    // Popularity cannot tell tastes apart: the wanted product is among the five not bought, seldom first.
    expect(figures['popularity']?.ndcgAt10.mean).toBeLessThan(0.8);
    expect(figures['recent-popularity']?.ndcgAt10.mean).toBeLessThan(0.8);
  });

  it('says what it learnt from', () => {
    const { card } = train(twoTastes(), { asOfDay: 99 });
    expect(card.data).toEqual({ customers: 24, products: 8, pairs: 96, firstDay: 10, lastDay: 98 });
    expect(card.parameters).toEqual(parameters);
  });

  it('learns from everything in the end, and ages popularity to the day it is asked for', () => {
    const { model } = train(twoTastes(), { asOfDay: 98 + 14 });
    expect(model.productIds).toHaveLength(8);
    // Product 1000: 3 of 12 bought it on day 98, one half-life ago; nine long before.
    const early = Array.from({ length: 12 }, (_, i) => i * 2)
      .filter((person) => Math.floor(person / 2) % 4 !== 0)
      .reduce((sum, person) => sum + 2 ** (-(112 - 10 - person) / 14), 0);
    expect(model.popularity[0]).toBeCloseTo(3 / 2 + early, 5);
  });

  it('counts products that only guests bought as popular, though nothing is similar to them', () => {
    const { purchases } = twoTastes();
    const sales = {
      products: Int32Array.of(5),
      days: Int32Array.of(99),
      buyers: Int32Array.of(2),
    };
    const { model } = train({ purchases, sales }, { asOfDay: 99 });
    expect(model.productIds[0]).toBe(5);
    expect(model.popularity[0]).toBe(2);
    const { similarities } = model.learnt as { similarities: SparseMatrix };
    expect(similarities.starts[1]).toBe(0);
  });

  it('learns from an empty shop, without figures', () => {
    const none = new Int32Array(0);
    const purchases = { customers: none, products: none, days: none };
    const sales = { products: none, days: none, buyers: none };
    const { model, card } = train({ purchases, sales }, { asOfDay: 99 });
    expect(model.productIds).toHaveLength(0);
    expect(card).toMatchObject({ evaluation: null, data: { customers: 0, firstDay: null } });
  });
});
