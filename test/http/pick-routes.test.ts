import { beforeEach, expect, it } from 'vitest';
import { dayMs } from '../../src/domain/recommender/purchases.js';
import { pickRoutes } from '../../src/http/pick-routes.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { trainingThread } from '../../src/runtime/training-thread.js';
import { createApiKey } from '../../src/services/api-keys.js';
import { trainRecommender } from '../../src/services/train.js';
import { apiKeyStore } from '../../src/store/api-key-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import { trainingStore } from '../../src/store/training-store.js';
import { onEachDatabase } from '../support/databases.js';
import { writeFixture } from '../support/purchases.js';

const today = 20_000;
const asOf = today * dayMs;
const quiet = () => undefined;

onEachDatabase('picks over HTTP', (test) => {
  const deps = () => {
    const database = test.database();
    return {
      models: modelStore(database),
      pickFacts: pickStore(database),
      shelves: shelfStore(database),
      training: trainingStore(database),
      trainer: trainingThread(),
      apiKeys: apiKeyStore(database),
      digest: nodeDigest,
      random: {
        bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
        uuid: () => crypto.randomUUID(),
      },
      registry: {
        customerIds: async (externalIds: readonly string[]) => {
          const where = { externalId: { in: [...externalIds] } };
          const rows = await database.models.customer.findMany({ where });
          return new Map(rows.map(({ id, externalId }) => [externalId ?? '', id]));
        },
      },
      clock: { now: () => asOf },
      log: { info: quiet, warn: quiet, error: quiet },
    };
  };
  const ask = async (path: string, scope: 'picks:read' | 'quotes:write' = 'picks:read') => {
    const { key } = await createApiKey(deps(), 'shop', [scope]);
    const headers = { authorization: `Bearer ${key}` };
    const answer = await pickRoutes(deps()).request(path, { headers });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };

  beforeEach(async () => {
    await test.database().write(2, ({ models }) => models.modelSnapshot.deleteMany());
    // 1 and 2 go together; 9 sells best and goes with nothing; 8 is an article that everybody of 1 has read.
    await writeFixture(test.database(), {
      products: [
        { id: 1, name: 'Tent' },
        { id: 2, name: 'Lamp' },
        { id: 9 },
        { id: 8, kind: 'content' },
      ],
      customers: [1, 2, 3, 4].map((id) => ({ id })),
      interactions: [
        ...[1, 2, 3].flatMap((customer) => [
          { customer, product: 1, day: today - 9 },
          { customer, product: 2, day: today - 9 },
          { customer, product: 8, day: today - 8, kind: 'browse' as const },
        ]),
        { customer: 4, product: 1, day: today - 3 },
      ],
      guestOrders: Array.from({ length: 9 }, () => ({ products: [9], day: today - 1 })),
    });
  });

  it('gives a customer what fits them, with why in their language', async () => {
    await trainRecommender(deps(), { asOf, parameters: { shrink: 1 }, model: 'item-knn' });
    const { status, json } = await ask('/v1/picks?customer=c4&count=2&locale=zh-CN');
    expect(status).toBe(200);
    expect(json).toEqual({
      customer_known: true,
      model: { name: 'item-knn', version: 1, trained_at: new Date(asOf).toISOString() },
      picks: [
        {
          sku: 'sku-2',
          name: 'Lamp',
          category: null,
          price: 200,
          score: expect.any(Number),
          reason: 'bought',
          why: '因为您买过「Tent」',
        },
        expect.objectContaining({ sku: 'sku-9', reason: 'popular', why: '近期热销', score: 0 }),
      ],
    });
    const content = await ask('/v1/picks?customer=c4&count=1&of=content');
    expect(content.json['picks']).toMatchObject([{ sku: 'sku-8' }]);
  });

  it('gives a stranger, or nobody in particular, what sells', async () => {
    for (const path of ['/v1/picks?count=1', '/v1/picks?count=1&customer=new-today']) {
      const { json } = await ask(path);
      expect(json).toMatchObject({ customer_known: false, model: null, picks: [{ sku: 'sku-9' }] });
    }
  });

  it('picks by a model that is named, and says which are not trained or do not exist', async () => {
    const untrained = await ask('/v1/picks?customer=c4&model=rules');
    expect(untrained).toMatchObject({ status: 409, json: { error: { code: 'conflict' } } });
    await trainRecommender(deps(), { asOf, model: 'popularity', also: ['rules'] });
    const { json } = await ask('/v1/picks?customer=c4&model=rules&count=1');
    expect(json['picks']).toMatchObject([{ sku: 'sku-2', reason: 'together' }]);
    const misspelt = await ask('/v1/picks?model=rulez');
    expect(misspelt.status).toBe(400);
    expect(JSON.stringify(misspelt.json)).toContain('is not one of item-knn');
    expect((await ask('/v1/picks?cout=3')).status).toBe(400);
    expect((await ask('/v1/picks?count=0')).status).toBe(400);
  });

  it('tells what goes with a product', async () => {
    await trainRecommender(deps(), { asOf, parameters: { shrink: 1 }, model: 'item-knn' });
    const { json } = await ask('/v1/products/sku-1/similar?count=1');
    expect(json).toEqual({
      products: [{ sku: 'sku-2', name: 'Lamp', category: null, price: 200 }],
    });
    expect((await ask('/v1/products/sku-77/similar')).status).toBe(404);
  });

  it('asks for a key that may read picks', async () => {
    expect((await ask('/v1/picks', 'quotes:write')).status).toBe(403);
  });
});
