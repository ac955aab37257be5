import { beforeAll, describe, expect, it } from 'vitest';
import type { DailyPurchases, Sales } from '../../src/domain/recommender/purchases.js';
import { recentSales } from '../../src/store/sales-sets.js';
import { trainingStore } from '../../src/store/training-store.js';
import { onEachDatabase } from '../support/databases.js';
import { noon, writeFixture } from '../support/purchases.js';

const asOf = Number(noon(20));

onEachDatabase('training store', (test) => {
  beforeAll(() =>
    writeFixture(test.database(), {
      products: [{ id: 1 }, { id: 2, stock: 0 }, { id: 3 }, { id: 4 }, { id: 5, active: false }],
      customers: [
        { id: 11 },
        { id: 12, mergedInto: 11 },
        { id: 13 },
        { id: 14, isErased: true },
        { id: 15 },
      ],
      interactions: [
        { customer: 11, product: 3, day: 10 },
        { customer: 12, product: 3, day: 6 },
        { customer: 12, product: 1, day: 12 },
        { customer: 11, product: 2, day: 11, kind: 'browse' },
        { customer: 13, product: 5, day: 10 },
        { customer: 13, product: 3, day: 10 },
        { customer: 13, product: 3, day: 10 },
        { customer: 13, product: 2, day: 20 },
        { customer: 13, product: 4, day: 21 },
        { customer: 13, product: 77, day: 9 },
        { customer: 14, product: 1, day: 10 },
      ],
      guestOrders: [
        { products: [3, 3, 1], day: 10 },
        { products: [1], day: 10 },
        { products: [4], day: 10, kind: 'refund' },
        { products: [4], day: 21 },
        { products: [77], day: 10 },
      ],
    }),
  );

  it('counts people, merged ones once and erased ones not at all', async () => {
    expect(await trainingStore(test.database()).customerCount()).toBe(3);
  });

  describe('purchases', () => {
    it('are days of existing products, each once, merged people as one', async () => {
      const pages = [];
      for await (const page of trainingStore(test.database()).purchases(asOf)) pages.push(page);
      expect(pages.map(({ customerCount }) => customerCount)).toEqual([3]);
      // Not there: browsing, tomorrow's purchase, a product that is gone, the erased customer.
      expect(pages.flatMap(({ purchases }) => rowsOf(purchases))).toEqual([
        { customer: 11, product: 1, day: 12 },
        { customer: 11, product: 3, day: 6 },
        { customer: 11, product: 3, day: 10 },
        { customer: 13, product: 2, day: 20 },
        { customer: 13, product: 3, day: 10 },
        { customer: 13, product: 5, day: 10 },
      ]);
    });
  });

  describe('sales', () => {
    const expected = [
      { product: 1, day: 10, buyers: 3 },
      { product: 1, day: 12, buyers: 1 },
      { product: 2, day: 20, buyers: 1 },
      { product: 3, day: 6, buyers: 1 },
      { product: 3, day: 10, buyers: 3 },
      { product: 5, day: 10, buyers: 1 },
    ];

    it('count a day’s distinct buyers, each guest’s order being one', async () => {
      expect(totals(await trainingStore(test.database()).sales(asOf))).toEqual(expected);
    });

    it('are the same from the latest records where these are all', async () => {
      expect(totals(await recentSales(test.database(), asOf))).toEqual(expected);
    });

    it('are none before anything was sold', async () => {
      const sales = await trainingStore(test.database()).sales(0);
      expect(sales.products).toHaveLength(0);
    });
  });
});

function rowsOf({ customers, products, days }: DailyPurchases) {
  return [...customers]
    .map((customer, at) => ({ customer, product: products[at] ?? -1, day: days[at] ?? -1 }))
    .sort((a, b) => a.customer - b.customer || a.product - b.product || a.day - b.day);
}

function totals({ products, days, buyers }: Sales) {
  const sums = new Map<string, { product: number; day: number; buyers: number }>();
  products.forEach((product, at) => {
    const day = days[at] ?? -1;
    const known = sums.get(`${product} ${day}`) ?? { product, day, buyers: 0 };
    sums.set(`${product} ${day}`, { ...known, buyers: known.buyers + (buyers[at] ?? 0) });
  });
  return [...sums.values()].sort((a, b) => a.product - b.product || a.day - b.day);
}
