import { describe, expect, it } from 'vitest';
import type { Tx } from '../../src/store/database.js';
import { demoStore } from '../../src/store/demo-store.js';
import { onEachDatabase } from '../support/databases.js';
import { testKeyring } from '../support/intake.js';

// Six people: Ann has a message, Bo and Cy bought, Di never did; Ed is Ann's other row, Flo was erased.
const [ann, bo, cy, di, ed, flo] = [1, 2, 3, 4, 5, 6] as const;

async function fill(tx: Tx): Promise<void> {
  const person = { createdAt: 1n };
  await tx.models.customer.createMany({
    data: [
      { ...person, id: ann, externalId: 'ann', attributes: '{"country":"France"}' },
      { ...person, id: bo, externalId: 'bo', displayName: testKeyring.encrypt('Bo B.') },
      { ...person, id: cy, externalId: 'cy', attributes: '{"country":["Spain"]}' },
      { ...person, id: di, externalId: 'di' },
      { ...person, id: ed, externalId: 'ed', canonicalCustomerId: ann },
      { ...person, id: flo, erasedAt: 5n },
    ],
  });
  const profile = { purchaseCount: 1, computedAt: 9n };
  await tx.models.customerProfile.createMany({
    data: [
      { ...profile, customerId: ann, lastPurchaseAt: 100n },
      { ...profile, customerId: bo, lastPurchaseAt: 200n },
      {
        ...profile,
        customerId: cy,
        lastPurchaseAt: 1_795_225_212_283n,
        purchaseCount: 3,
        monetaryMinor: 6_120n,
        recencyScore: 5,
        frequencyScore: 4,
        monetaryScore: 3,
        topCategories:
          '[{"category":"bags","sharePercent":70},{"category":"灯","sharePercent":30}]',
      },
      // Has looked around, and bought nothing.
      { ...profile, customerId: di, lastPurchaseAt: null, purchaseCount: 0 },
    ],
  });
  const chat = (customerId: number, channelAccount: string, address: string) => ({
    customerId,
    channelAccount,
    address: address === '' ? '' : testKeyring.encrypt(address),
    addressHash: `${customerId}:${address}`,
    linkedAt: 1n,
  });
  await tx.models.channelIdentity.createMany({
    data: [
      chat(ed, 'webchat', 'ed-web'),
      chat(bo, 'telegram', 'bo-telegram'),
      chat(cy, 'webchat', 'cy-first'),
      chat(cy, 'webchat', 'cy-second'),
      chat(flo, 'webchat', ''),
    ],
  });
  const message = (dedupeKey: string, customerId: number, purpose: string, state: string) => ({
    dedupeKey,
    customerId,
    purpose,
    state,
    channelAccount: 'webchat',
    locale: 'en',
    dueAt: 1n,
    deadlineAt: 2n,
    createdAt: 1n,
  });
  await tx.models.delivery.createMany({
    data: [
      message('1', ann, 'campaign', 'sent'),
      message('2', bo, 'campaign', 'planned'),
      message('3', cy, 'reply', 'sent'),
    ],
  });
  const product = { name: 'Bag', priceMinor: 1_250n, createdAt: 1n, updatedAt: 1n };
  await tx.models.product.createMany({
    data: [
      {
        ...product,
        id: 11,
        sku: 'bag',
        category: 'bags',
        stock: 4,
        imageUrl: 'https://a.example/b',
      },
      { ...product, id: 12, sku: "o'neill", name: 'Cap' },
      { ...product, id: 13, sku: 'old', active: false },
    ],
  });
  const sale = { source: 's', kind: 'sale', recordedAt: 1n };
  await tx.models.shopOrder.createMany({
    data: [
      { ...sale, externalId: '1', occurredAt: 1_795_225_212_283n },
      { ...sale, externalId: '2', customerId: bo, occurredAt: 200n },
    ],
  });
}

onEachDatabase('demo store', (test) => {
  const store = () => demoStore(test.database(), testKeyring);

  it('counts nothing in an empty shop, and has no first or last order', async () => {
    expect(await store().counts()).toEqual({
      customers: 0,
      products: 0,
      orders: 0,
      interactions: 0,
      fromAt: null,
      untilAt: null,
    });
    expect(await store().customers(10)).toEqual([]);
  });

  it('counts what there is, with the instants of the first and last order', async () => {
    await test.database().write(2, fill);
    expect(await store().counts()).toEqual({
      customers: 5,
      products: 3,
      orders: 2,
      interactions: 0,
      fromAt: 200,
      untilAt: 1_795_225_212_283,
    });
  });

  it('keeps which steps are done, each once for all', async () => {
    expect(await store().isDone('import')).toBe(false);
    await store().markDone('import');
    await store().markDone('import');
    expect(await store().isDone('import')).toBe(true);
    expect(await store().isDone('impor')).toBe(false);
  });

  describe('the sample customers', () => {
    const ids = async (limit: number) =>
      (await store().customers(limit)).map(({ customerId }) => customerId);

    it('come with a message first, then who bought last, who never did at the end', async () => {
      expect(await ids(10)).toEqual([ann, cy, bo, di]);
      expect(await ids(2)).toEqual([ann, cy]);
    });

    it('have a message only when a campaign’s was sent: none planned, no answer', async () => {
      const found = await store().customers(10);
      expect(
        found.filter(({ hasMessage }) => hasMessage).map(({ customerId }) => customerId),
      ).toEqual([ann]);
    });

    it('are told with what is known of them', async () => {
      const [first, second, third, fourth] = await store().customers(10);
      expect(first).toMatchObject({ country: 'France', name: null });
      expect(second).toEqual({
        customerId: cy,
        externalId: 'cy',
        name: null,
        country: null,
        recencyScore: 5,
        frequencyScore: 4,
        monetaryScore: 3,
        orders: 3,
        spentMinor: 6_120,
        lastBoughtAt: 1_795_225_212_283,
        favourites: ['bags', '灯'],
        hasMessage: false,
      });
      expect(third?.name).toBe('Bo B.');
      expect(fourth).toMatchObject({
        orders: 0,
        spentMinor: 0,
        lastBoughtAt: null,
        favourites: [],
      });
    });
  });

  describe('a chat', () => {
    it('is missed on each account by itself, by nobody merged, erased or without a number', async () => {
      expect(await store().withoutChat('telegram')).toEqual([
        { id: ann, externalId: 'ann' },
        { id: cy, externalId: 'cy' },
        { id: di, externalId: 'di' },
      ]);
    });

    it('of a merged row is the person’s own: it is not missed, and found by the surviving row', async () => {
      const missing = await store().withoutChat('webchat');
      expect(missing.map(({ id }) => id)).toEqual([bo, di]);
      expect(await store().chatOf(ann, 'webchat')).toBe('ed-web');
    });

    it('is the first that was linked, on this account only', async () => {
      expect(await store().chatOf(cy, 'webchat')).toBe('cy-first');
      expect(await store().chatOf(bo, 'webchat')).toBeNull();
      expect(await store().chatOf(bo, 'telegram')).toBe('bo-telegram');
      expect(await store().chatOf(999, 'webchat')).toBeNull();
    });

    it('of somebody erased is gone', async () => {
      expect(await store().chatOf(flo, 'webchat')).toBeNull();
    });
  });

  it('finds products on sale by their numbers, and asks nothing for none', async () => {
    const found = await store().productsBySku(['bag', "o'neill", 'old', 'none']);
    expect([...found].sort((a, b) => a.id - b.id)).toEqual([
      {
        id: 11,
        sku: 'bag',
        name: 'Bag',
        category: 'bags',
        priceMinor: 1_250,
        imageUrl: 'https://a.example/b',
        stock: 4,
      },
      {
        id: 12,
        sku: "o'neill",
        name: 'Cap',
        category: null,
        priceMinor: 1_250,
        imageUrl: null,
        stock: null,
      },
    ]);
    expect(await store().productsBySku([])).toEqual([]);
  });
});
