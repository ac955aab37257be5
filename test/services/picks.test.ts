import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../src/domain/recommender/purchases.js';
import { trainingThread } from '../../src/runtime/training-thread.js';
import { hasModel, modelInUse } from '../../src/services/current-model.js';
import { pickProducts } from '../../src/services/pick-products.js';
import { type TrainingProgress, trainRecommender } from '../../src/services/train.js';
import { modelStore } from '../../src/store/model-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import { trainingStore } from '../../src/store/training-store.js';
import { onEachDatabase } from '../support/databases.js';
import { type ShopFixture, writeFixture } from '../support/purchases.js';

const today = 20_000;
const asOf = today * dayMs;

// Tents (1, 2, 3) go together, and so do cakes (11, 12, 13); 20 sells best of all and goes with nothing.
const shop: ShopFixture = {
  products: [1, 2, 3, 11, 12, 13, 20].map((id) => ({ id })),
  customers: Array.from({ length: 20 }, (_, i) => ({ id: 101 + i })),
  interactions: [
    ...[101, 102, 103, 104].flatMap((customer) =>
      [1, 2, 3].map((product) => ({ customer, product, day: today - 30 })),
    ),
    ...[105, 106, 107].flatMap((customer) =>
      [11, 12, 13].map((product) => ({ customer, product, day: today - 40 })),
    ),
    { customer: 108, product: 1, day: today - 10 },
    { customer: 109, product: 11, day: today - 20 },
    { customer: 109, product: 12, day: today - 2 },
  ],
  guestOrders: Array.from({ length: 9 }, () => ({ products: [20], day: today - 1 })),
};

onEachDatabase('picks', (test) => {
  const logged: string[] = [];
  const makeDeps = () => {
    const database = test.database();
    const note = (event: string) => void logged.push(event);
    return {
      models: modelStore(database),
      pickFacts: pickStore(database),
      shelves: shelfStore(database),
      training: trainingStore(database),
      trainer: trainingThread(),
      clock: { now: () => asOf },
      log: { info: note, warn: note, error: note },
    };
  };
  // One for all tests, as in a running service: what it keeps in memory must not go stale.
  let made: ReturnType<typeof makeDeps> | undefined;
  const deps = () => {
    made ??= makeDeps();
    return made;
  };
  const train = (parameters = { shrink: 1 }) => trainRecommender(deps(), { asOf, parameters });
  const picksOf = async (customerId: number, options = {}) => {
    const input = { customerIds: [customerId], count: 3, asOf, ...options };
    return (await pickProducts(deps(), input)).get(customerId) ?? [];
  };
  const productsOf = async (customerId: number, options = {}) =>
    (await picksOf(customerId, options)).map(({ productId }) => productId);

  beforeEach(async () => {
    logged.length = 0;
    await test.database().write(2, ({ models }) => models.modelSnapshot.deleteMany());
    await writeFixture(test.database(), shop);
  });

  describe('without a model', () => {
    it('are what sells now, with a note in the log', async () => {
      expect(await hasModel(deps())).toBe(false);
      const picks = await picksOf(108);
      expect(picks[0]).toEqual({
        productId: 20,
        sku: 'sku-20',
        score: 0,
        reason: { kind: 'popular' },
      });
      expect(picks.every(({ reason }) => reason.kind === 'popular')).toBe(true);
      expect(picks.map(({ productId }) => productId)).not.toContain(1);
      expect(logged).toEqual(['picks.without-model']);
    });

    it('are what sells now when the stored model is damaged', async () => {
      await deps().models.save({
        kind: 'item-knn',
        metrics: {},
        bytes: new Uint8Array(40),
        trainedAt: 1,
      });
      expect(await productsOf(108, { count: 1 })).toEqual([20]);
      expect(logged).toEqual(['picks.model-unreadable', 'picks.without-model']);
    });

    it('are none in a shop that has sold nothing', async () => {
      await writeFixture(test.database(), { ...shop, interactions: [], guestOrders: [] });
      expect(await picksOf(108)).toEqual([]);
    });
  });

  describe('training', () => {
    it('tells its stages, keeps the model and its card', async () => {
      const seen: TrainingProgress[] = [];
      const onProgress = (progress: TrainingProgress) => void seen.push(progress);
      const trained = await trainRecommender(deps(), { asOf, onProgress });
      expect(trained.version).toBe(1);
      expect(trained.card.data).toMatchObject({ customers: 9, products: 6, pairs: 24 });
      expect(seen).toEqual([
        { stage: 'read', done: 20, total: 20 },
        { stage: 'evaluate' },
        { stage: 'fit' },
      ]);
      const newest = await deps().models.newest('picks');
      expect(newest).toEqual({
        id: expect.any(Number),
        version: 1,
        trainedAt: asOf,
        metrics: trained.card,
      });
      expect(await hasModel(deps())).toBe(true);
    });

    it('of an empty shop leaves a model that picks nothing', async () => {
      await writeFixture(test.database(), { products: [], customers: [], interactions: [] });
      const { card } = await train();
      expect(card.evaluation).toBeNull();
      expect(await picksOf(5)).toEqual([]);
    });
  });

  describe('with a model', () => {
    beforeEach(async () => void (await train()));

    it('are products that go with what was bought, and say so, then what sells', async () => {
      const picks = await picksOf(108);
      expect(picks.map(({ productId }) => productId)).toEqual([2, 3, 20]);
      const reason = { kind: 'bought', productId: 1, productName: 'Product 1' };
      expect(picks.map((pick) => pick.reason)).toEqual([reason, reason, { kind: 'popular' }]);
      expect(picks[0]?.score).toBeGreaterThan(0);
      expect(logged).toEqual([]);
    });

    it('are what sells for a stranger, and for a customer that does not exist', async () => {
      expect(await productsOf(120, { count: 1 })).toEqual([20]);
      expect(await productsOf(99_999, { count: 1 })).toEqual([20]);
    });

    it('are never sold out, inactive or content', async () => {
      await test.database().write(2, async ({ models }) => {
        await models.product.update({ where: { id: 2 }, data: { stock: 0 } });
        await models.product.update({ where: { id: 20 }, data: { active: false } });
        await models.product.update({ where: { id: 3 }, data: { kind: 'content' } });
      });
      const picks = await productsOf(108, { count: 9 });
      expect(picks).toEqual([12, 11, 13]);
      expect(await productsOf(108, { count: 1, includeContent: true })).toEqual([3]);
    });

    it('are never what was bought before, unless long enough ago where that is asked for', async () => {
      expect(await productsOf(109, { count: 9 })).toEqual([13, 20, 1, 2, 3]);
      // 11 was bought 20 days ago, 12 two days ago.
      expect(await productsOf(109, { count: 9, repeatAfterDays: 20 })).toContain(11);
      expect(await productsOf(109, { count: 9, repeatAfterDays: 20 })).not.toContain(12);
      expect(await productsOf(109, { count: 9, repeatAfterDays: 21 })).not.toContain(11);
    });

    it('leave out what the caller excludes', async () => {
      expect(await productsOf(108, { exclude: new Set([2, 20]), count: 2 })).toEqual([3, 12]);
    });

    it('skip products deleted since training, as picks and as reasons', async () => {
      await test.database().write(2, async ({ models }) => {
        await models.product.deleteMany({ where: { id: { in: [1, 3] } } });
      });
      const picks = await picksOf(108, { count: 9 });
      expect(picks.map(({ productId }) => productId)).toEqual([20, 12, 2, 11, 13]);
      expect(picks.every(({ reason }) => reason.kind === 'popular')).toBe(true);
    });

    it('follow purchases made since, without training again', async () => {
      await writeFixture(test.database(), {
        ...shop,
        interactions: [...shop.interactions, { customer: 120, product: 13, day: today - 1 }],
      });
      expect(await productsOf(120, { count: 2 })).toEqual([11, 12]);
    });

    it('do not see purchases after the instant they are asked for', async () => {
      const earlier = asOf - 11 * dayMs;
      expect(await productsOf(108, { asOf: earlier, count: 1 })).toEqual([20]);
    });

    it('use the newest model once it is there', async () => {
      expect(await productsOf(108, { count: 1 })).toEqual([2]);
      const together = { customer: 110, product: 1, day: today - 3 };
      await writeFixture(test.database(), {
        ...shop,
        interactions: [
          ...shop.interactions,
          ...[110, 111, 112, 113, 114, 115].flatMap((customer) =>
            [1, 3].map((product) => ({ ...together, customer, product })),
          ),
        ],
      });
      await train();
      expect(await productsOf(108, { count: 1 })).toEqual([3]);
    });

    it('are the same for many customers at once, each asked for once, as for each alone', async () => {
      const customerIds = [109, ...Array.from({ length: 4_500 }, (_, i) => 10_000 - i), 108, 109];
      const input = { customerIds, count: 3, asOf };
      const picks = await pickProducts(deps(), input);
      expect(picks.size).toBe(4_502);
      expect(picks.get(108)).toEqual(await picksOf(108));
      expect(picks.get(109)).toEqual(await picksOf(109));
      expect(picks.get(7_777)?.[0]?.productId).toBe(20);
      expect(await pickProducts(deps(), input)).toEqual(picks);
    });
  });
});
