import { beforeAll, expect, it } from 'vitest';
import { pickStore } from '../../src/store/pick-store.js';
import { onEachDatabase } from '../support/databases.js';
import { noon, writeFixture } from '../support/purchases.js';

onEachDatabase('pick store', (test) => {
  beforeAll(() =>
    writeFixture(test.database(), {
      products: [
        { id: 10, stock: 5 },
        { id: 2 },
        { id: 3, stock: 0 },
        { id: 4, active: false },
        { id: 5, kind: 'content' },
      ],
      customers: [{ id: 1 }, { id: 2, mergedInto: 1 }, { id: 3 }],
      interactions: [
        { customer: 2, product: 3, day: 4 },
        { customer: 1, product: 10, day: 5 },
        { customer: 1, product: 10, day: 7 },
        { customer: 3, product: 2, day: 5 },
      ],
    }),
  );

  it('offers what is active and not sold out, of the kinds asked for, ascending', async () => {
    const store = pickStore(test.database());
    expect([...(await store.pickable(['product']))]).toEqual([2, 10]);
    expect([...(await store.pickable(['content']))]).toEqual([5]);
    expect([...(await store.pickable(['product', 'content']))]).toEqual([2, 5, 10]);
  });

  it('knows what the asked people bought, merged ones under the surviving id, and of nobody else', async () => {
    const bought = await pickStore(test.database()).boughtBy([1], Number(noon(6)));
    expect([...bought.customers]).toEqual([1, 1]);
    expect([...bought.products].sort((a, b) => a - b)).toEqual([3, 10]);
    expect([...bought.lastDays].sort()).toEqual([4, 5]);
    expect((await pickStore(test.database()).boughtBy([], Number(noon(6)))).customers).toHaveLength(
      0,
    );
  });

  it('tells facts of the products that exist', async () => {
    const uncounted = { costMinor: null, category: null, stock: null };
    const facts = await pickStore(test.database()).productFacts([10, 99, 4]);
    expect([...facts].sort(([a], [b]) => a - b)).toEqual([
      [
        4,
        { id: 4, kind: 'product', sku: 'sku-4', name: 'Product 4', priceMinor: 400, ...uncounted },
      ],
      [
        10,
        {
          id: 10,
          kind: 'product',
          sku: 'sku-10',
          name: 'Product 10',
          priceMinor: 1_000,
          ...uncounted,
          stock: 5,
        },
      ],
    ]);
  });
});
