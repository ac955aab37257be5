import { beforeEach, describe, expect, it } from 'vitest';
import type { PickRules } from '../../src/domain/recommender/pick-rules.js';
import { dayMs } from '../../src/domain/recommender/purchases.js';
import { trainingThread } from '../../src/runtime/training-thread.js';
import { boughtTogether } from '../../src/services/bought-together.js';
import { modelInUse } from '../../src/services/current-model.js';
import { pickProducts } from '../../src/services/pick-products.js';
import { runPicks } from '../../src/services/run-picks.js';
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
      expect(await modelInUse(deps())).toBeNull();
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
        kind: 'pick-model',
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
      const newest = await deps().models.newest('pick-model');
      expect(newest).toEqual({
        id: expect.any(Number),
        version: 1,
        trainedAt: asOf,
        metrics: trained.card,
      });
      expect(await modelInUse(deps())).toEqual({ model: 'item-knn', version: 1, trainedAt: asOf });
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
      expect(await productsOf(108, { count: 1, of: ['product', 'content'] })).toEqual([3]);
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

  describe('of each kind of model', () => {
    it.each(['item-knn', 'rp3beta', 'ease', 'hybrid'] as const)(
      '%s gives what goes with what was bought, and says so',
      async (model) => {
        await trainRecommender(deps(), { asOf, parameters: { shrink: 1 }, model });
        expect(await modelInUse(deps())).toEqual({ model, version: 1, trainedAt: asOf });
        const picks = await picksOf(108, { count: 2 });
        expect(picks.map(({ productId }) => productId)).toEqual([2, 3]);
        const reason = { kind: 'bought', productId: 1, productName: 'Product 1' };
        expect(picks.map((pick) => pick.reason)).toEqual([reason, reason]);
        expect(logged).toEqual([]);
      },
    );

    it('hybrid knows a customer who was away for twenty years', async () => {
      await trainRecommender(deps(), { asOf, parameters: { shrink: 1 }, model: 'hybrid' });
      const later = asOf + 20 * 365 * dayMs;
      expect(await picksOf(108, { count: 2, asOf: later })).toEqual(
        await picksOf(108, { count: 2 }),
      );
    });

    it('recent-popularity gives everybody what sells', async () => {
      await trainRecommender(deps(), { asOf, model: 'recent-popularity' });
      const picks = await picksOf(108, { count: 1 });
      expect(picks).toMatchObject([{ productId: 20, reason: { kind: 'popular' } }]);
    });

    it.each(['slim', 'user-knn', 'ials', 'rules', 'bpr'] as const)(
      '%s, asked for by name, keeps to the taste of what was bought while another serves',
      async (model) => {
        await trainRecommender(deps(), {
          asOf,
          parameters: { shrink: 1 },
          model: 'recent-popularity',
          also: [model],
        });
        expect(await productsOf(108, { count: 1 })).toEqual([20]);
        expect((await productsOf(108, { count: 2, model })).sort()).toEqual([2, 3]);
        expect(await modelInUse(deps(), model)).toMatchObject({ model, version: 1 });
      },
    );

    it('the one that serves is found by its name too, and the newer of the two', async () => {
      await trainRecommender(deps(), { asOf, model: 'rules' });
      expect(await modelInUse(deps(), 'rules')).toMatchObject({ version: 1 });
      expect(await modelInUse(deps(), 'slim')).toBeNull();
    });

    it('rules say what is bought together', async () => {
      await trainRecommender(deps(), { asOf, model: 'rules' });
      const [pick] = await picksOf(108, { count: 1 });
      const reason = { kind: 'together', productId: 1, productName: 'Product 1' };
      expect(pick).toMatchObject({ productId: 2, reason });
    });

    it('session goes by what was looked at last, within a month', async () => {
      const looks = [101, 102, 103].flatMap((customer) =>
        [11, 12].map((product) => ({ customer, product, day: today - 5, kind: 'browse' as const })),
      );
      const last = { customer: 120, product: 11, day: today - 1, kind: 'browse' as const };
      await writeFixture(test.database(), {
        ...shop,
        interactions: [...shop.interactions, ...looks, last],
      });
      await trainRecommender(deps(), { asOf, model: 'session' });
      const [pick] = await picksOf(120, { count: 1 });
      const reason = { kind: 'looked', productId: 11, productName: 'Product 11' };
      expect(pick).toMatchObject({ productId: 12, reason });
      expect(await productsOf(120, { count: 1, asOf: asOf + 40 * dayMs })).toEqual([20]);
    });

    it('session says what it lacks where nobody looked at anything', async () => {
      const training = trainRecommender(deps(), { asOf, model: 'session' });
      await expect(training).rejects.toThrow('cannot be learnt yet');
      expect(await modelInUse(deps())).toBeNull();
    });

    it('demographic goes by tier, age, language and the shop’s own facts', async () => {
      const people = Array.from({ length: 42 }, (_, nth) => ({
        id: 200 + nth,
        ...(nth < 21
          ? { memberTier: 'gold', attributes: { pets: true, country: 'France' } }
          : { birthday: '1990-05-01', locale: 'zh-CN', attributes: { kids: 2 } }),
      }));
      const newcomers = [
        { id: 300, attributes: { pets: true } },
        { id: 301, birthday: '1994-12-31' },
        { id: 302, attributes: { pets: false, kids: 3 }, locale: 'de' },
      ];
      await writeFixture(test.database(), {
        ...shop,
        customers: [...people, ...newcomers],
        interactions: people.map(({ id }, nth) => ({
          customer: id,
          product: nth < 21 ? 3 : 13,
          day: today - 9,
        })),
      });
      const traits = await deps().training.traits(asOf);
      expect([...traits.names].sort()).toEqual(
        ['age:20', 'country=France', 'kids=2', 'language:zh', 'pets=true', 'tier:gold']
          .map((name) =>
            // 2024 less 1990 is 34.
            name === 'age:20'
              ? `age:${Math.floor((new Date(asOf).getUTCFullYear() - 1990) / 10) * 10}`
              : name,
          )
          .sort(),
      );
      await trainRecommender(deps(), { asOf, model: 'demographic' });
      const picks = await Promise.all([300, 301, 302].map((id) => picksOf(id, { count: 1 })));
      expect(picks.map(([pick]) => pick?.reason)).toEqual([
        { kind: 'peers' },
        { kind: 'peers' },
        { kind: 'popular' },
      ]);
      expect(picks.slice(0, 2).map(([pick]) => pick?.productId)).toEqual([3, 13]);
    });

    it('content goes by what is written, and so knows what nobody has bought', async () => {
      const names = [
        'camping tent',
        'garden chair',
        'cake tin',
        'tea pot',
        'wall clock',
        'rain hat',
      ];
      const products = [1, 2, 3, 11, 12, 13].map((id, nth) => ({ id, name: names[nth] ?? '' }));
      const unsold = { id: 50, name: 'camping lamp' };
      await writeFixture(test.database(), { ...shop, products: [...products, unsold, { id: 20 }] });
      await trainRecommender(deps(), { asOf, model: 'content' });
      const [pick] = await picksOf(108, { count: 1 });
      const reason = { kind: 'similar', productId: 1, productName: 'camping tent' };
      expect(pick).toMatchObject({ productId: 50, reason });
    });

    it('personal-frequency gives what one buys again and again, not what was bought lately', async () => {
      const days = [today - 90, today - 60, today - 30];
      await writeFixture(test.database(), {
        ...shop,
        interactions: [
          ...shop.interactions,
          ...days.map((day) => ({ customer: 110, product: 12, day })),
          ...[1, 2, 3, 4].map((ago) => ({ customer: 110, product: 13, day: today - ago })),
          { customer: 110, product: 11, day: today - 40 },
        ],
      });
      await trainRecommender(deps(), { asOf, model: 'personal-frequency' });
      const picks = await picksOf(110, { count: 5 });
      expect(picks.map(({ productId }) => productId)).toEqual([12, 11]);
      expect(picks[0]?.reason).toEqual({ kind: 'again' });
      expect(await productsOf(110, { count: 1, repeatAfterDays: 0 })).toEqual([13]);
      expect(await productsOf(120)).toEqual([]);
    });

    it('what sells among the audience counts its members’ purchases of the last months only', async () => {
      await writeFixture(test.database(), {
        ...shop,
        customers: [...shop.customers, { id: 130, mergedInto: 105 }],
        interactions: [
          ...shop.interactions,
          { customer: 130, product: 13, day: today - 1 },
          { customer: 106, product: 2, day: today - 200 },
        ],
      });
      const members = Int32Array.of(105, 106, 107, 120);
      const wish = { count: 9, among: 'audience' } as const;
      const picks = await runPicks(deps(), wish, { members, asOf });
      // 13 was bought once more, and lately; 11 and 12 as often as each other; nothing else within four months.
      expect(await productsOf(120, { ...picks })).toEqual([13, 11, 12]);
      expect(await runPicks(deps(), { count: 9 }, { members, asOf })).toEqual({ count: 9 });
    });

    it('gives posts and articles by who looked at them and liked them', async () => {
      const articles = [70, 71, 72].map((id) => ({ id, kind: 'content' as const }));
      const read = (customer: number, product: number, kind: 'browse' | 'like') => ({
        customer,
        product,
        day: today - 7,
        kind,
      });
      await writeFixture(test.database(), {
        ...shop,
        products: [...shop.products, ...articles],
        interactions: [
          ...shop.interactions,
          ...[101, 102, 103, 108].map((customer) => read(customer, 70, 'browse')),
          ...[101, 102, 103].map((customer) => read(customer, 71, 'like')),
          ...[105, 106, 107].map((customer) => read(customer, 72, 'browse')),
        ],
      });
      await train();
      expect(await productsOf(108, { count: 1, of: ['content'] })).toEqual([71]);
      const picks = await picksOf(105, { count: 1, of: ['content'] });
      expect(picks.map(({ productId }) => productId)).not.toContain(72);
      expect((await productsOf(108)).every((id) => id < 70)).toBe(true);
      const [byArticle] = await picksOf(110, { count: 1, of: ['content'] });
      expect(byArticle?.reason).toEqual({ kind: 'popular' });
    });
  });

  describe('by a marketer’s rules', () => {
    const rules: PickRules = {
      diversity: 0,
      mostPerCategory: null,
      boost: { margin: 0, stock: 0 },
      coolDownMs: null,
      never: [],
    };
    const delivery = (customerId: number, productId: number, dueDay: number) => ({
      purpose: 'campaign',
      dedupeKey: `${customerId}-${productId}-${dueDay}`,
      customerId,
      channelAccount: 'console',
      locale: 'en',
      picks: JSON.stringify([{ productId, sku: `sku-${productId}`, score: 1, reason: {} }]),
      dueAt: BigInt(dueDay * dayMs),
      deadlineAt: BigInt((dueDay + 1) * dayMs),
      createdAt: 0n,
    });

    beforeEach(async () => {
      await test.database().write(2, async ({ models }) => {
        await models.delivery.deleteMany();
        const named = (ids: number[], category: string) =>
          models.product.updateMany({
            where: { id: { in: ids } },
            // The shelf is read again once a product has changed.
            data: { category, updatedAt: BigInt(Date.now()) },
          });
        await named([1, 2, 3], 'Tents');
        await named([11, 12, 13], 'Cakes');
      });
      await train();
    });

    it('hold no more of a category than asked', async () => {
      const limited = { ...rules, mostPerCategory: 1 };
      expect(await productsOf(108, { count: 3, rules: limited })).toEqual([2, 20, 12]);
    });

    it('leave out what a message showed of late, or is about to, but not what never left', async () => {
      await test.database().write(2, async ({ models }) => {
        await models.delivery.createMany({
          data: [
            { ...delivery(108, 2, today - 40), state: 'sent', sentAt: BigInt((today - 5) * dayMs) },
            { ...delivery(108, 3, today - 2), state: 'expired' },
            { ...delivery(108, 20, today - 31), state: 'sent', sentAt: null },
            { ...delivery(108, 12, today), state: 'planned' },
            { ...delivery(109, 3, today), state: 'planned' },
          ],
        });
      });
      const cooled = { ...rules, coolDownMs: 30 * dayMs };
      expect(await productsOf(108, { count: 4, rules: cooled })).toEqual([3, 20, 11, 13]);
      expect(await productsOf(108, { count: 4, rules })).toEqual([2, 3, 20, 12]);
    });

    it('count what was shown to a person under another id before they were merged', async () => {
      await writeFixture(test.database(), {
        ...shop,
        customers: [...shop.customers, { id: 200, mergedInto: 108 }],
      });
      await test.database().write(2, async ({ models }) => {
        await models.delivery.create({ data: delivery(200, 2, today) });
      });
      const cooled = { ...rules, coolDownMs: dayMs };
      expect(await productsOf(108, { count: 1, rules: cooled })).toEqual([3]);
    });

    it('keep a category from who is not an exception, each customer by their own facts', async () => {
      await test.database().write(2, async ({ models }) => {
        await models.customer.update({
          where: { id: 101 },
          data: { attributes: '{"age_18":"yes"}' },
        });
      });
      const never = [
        {
          category: 'cakes',
          unless: { kind: 'attribute', name: 'age_18', value: 'yes' },
        } as const,
      ];
      const input = { customerIds: [101, 102, 109], count: 9, asOf, rules: { ...rules, never } };
      const picks = await pickProducts(deps(), input);
      const ids = (customer: number) => picks.get(customer)?.map(({ productId }) => productId);
      expect(ids(101)).toEqual([20, 12, 11, 13]);
      expect(ids(102)).toEqual([20]);
      expect(ids(109)).toEqual([20, 1, 2, 3]);
    });
  });

  it('tell what is bought together with a product, with how sure that is', async () => {
    const found = await boughtTogether(deps(), { productId: 1, count: 5, asOf });
    // Four baskets of tents, all with 1, 2 and 3; 108 has 1 alone; 3 cake baskets and 109's two.
    expect(found).toMatchObject({ baskets: 4 + 3 + 1 + 2, basketsWith: 5 });
    expect(found.rules.map(({ sku, support }) => [sku, support])).toEqual([
      ['sku-2', 4],
      ['sku-3', 4],
    ]);
    expect(found.rules[0]?.confidence).toBeCloseTo(4 / 5, 12);
    expect(found.rules[0]?.lift).toBeCloseTo(4 / 5 / (4 / 10), 12);
    expect((await boughtTogether(deps(), { productId: 20, count: 5, asOf })).rules).toEqual([]);
  });
});
