import { sqltag as sql } from '@prisma/client/runtime/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProductDraft } from '../../src/domain/behaviour/product-draft.js';
import { freshenProfiles, type ProfileDeps } from '../../src/services/refresh-profiles.js';
import { catalogueStore } from '../../src/store/catalogue-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { outlookStore } from '../../src/store/outlook-store.js';
import { profileStore } from '../../src/store/profile-store.js';
import { onEachDatabase } from '../support/databases.js';
import {
  asOf,
  products,
  profilesOf,
  purchase,
  type SmallProduct,
  type SmallShop,
  shopZone,
  smallShop,
  stranger,
  writeInteractions,
  writeShop,
} from '../support/small-shop.js';

// Ten people, so that whoever is concerned is few. Bags cost 1.00, 2.50, 2.50, 9.99 and 50.01; `a` is one, `d` is none.
const bought = (id: number, customerId: number, productId: number, amountMinor: number) => ({
  ...purchase(id, customerId, id),
  productId,
  amountMinor,
});
const lopsided: SmallShop = {
  customers: Array.from({ length: 10 }, (_, at) => stranger(at + 1)),
  interactions: [
    bought(1, 1, 1, 100),
    { ...bought(2, 2, 2, 500), quantity: 2 },
    bought(3, 3, 8, 999),
    { ...purchase(4, 4, 1), kind: 'browse', amountMinor: null },
    bought(5, 5, 4, 250),
  ],
  identities: [],
};

const drafts = fc.array(
  fc.record(
    {
      sku: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'g', 'i', 'new'),
      category: fc.constantFrom('bags', 'christmas', 'sacks'),
      brand: fc.constantFrom('north', 'west'),
      tags: fc.constantFrom(['red'], [], ['new', 'red']),
      priceMinor: fc.constantFrom(0, 1, 100, 249, 250, 251, 1_000, 5_001),
    },
    { requiredKeys: ['sku'] },
  ),
  { minLength: 1, maxLength: 3 },
);

/** The catalogue after them, in the plainest way; a new product wants a price. */
function changed(catalogue: readonly SmallProduct[], changes: readonly ProductDraft[]) {
  const after = new Map(catalogue.map((each) => [each.sku, each]));
  const fresh = { id: 1_001, category: null, brand: null, tags: [], priceMinor: -1 };
  for (const draft of changes)
    after.set(draft.sku, { ...fresh, ...after.get(draft.sku), ...draft } as SmallProduct);
  return [...after.values()].filter(({ priceMinor }) => priceMinor >= 0);
}

onEachDatabase('changes of the catalogue', (test) => {
  const deps = (): ProfileDeps => ({
    profiles: profileStore(test.database()),
    outlooks: outlookStore(test.database()),
    models: modelStore(test.database()),
    shop: { timezone: shopZone },
  });
  const found = (shop: SmallShop) => deps().profiles.find(shop.customers.map(({ id }) => id));
  const freshen = () => freshenProfiles(deps(), asOf);
  const save = (changes: readonly ProductDraft[], at: number) =>
    catalogueStore(test.database(), { now: () => asOf }).saveProducts(
      changes.map((each) => (each.sku === 'new' ? { ...each, name: 'New' } : each)),
      at,
    );

  async function written(shop: SmallShop): Promise<void> {
    await writeShop(test.database(), shop);
    // The rows were given ids without asking PostgreSQL for them.
    if (test.name === 'postgresql')
      await test.database().query(sql`SELECT setval('product_id_seq', 1000)`);
  }

  it('leave profiles as brute force makes them of the catalogue as it is now', async () => {
    const story = fc.record({ shop: smallShop, batches: fc.array(drafts, { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(story, async ({ shop, batches }) => {
        await written(shop);
        await freshen();
        let catalogue: readonly SmallProduct[] = products;
        for (const [at, changes] of batches.entries()) {
          await save(changes, at + 1);
          catalogue = changed(catalogue, changes);
          await freshen();
          expect(await found(shop)).toEqual(profilesOf(shop, catalogue));
        }
        expect(await deps().profiles.shelfChanges()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it.each<{ what: string; draft: Omit<ProductDraft, 'sku'>; concerned: number[] }>([
    { what: 'nothing where it says what is known', draft: { category: 'bags' }, concerned: [] },
    { what: 'nothing of what profiles look at', draft: { stock: 3, name: 'A' }, concerned: [] },
    { what: 'the brand', draft: { brand: 'west' }, concerned: [1, 4] },
    { what: 'the tags', draft: { tags: ['red'] }, concerned: [1, 4] },
    { what: 'the category', draft: { category: 'sacks' }, concerned: [1, 2, 3, 4] },
    { what: 'the price, up to below 2.50', draft: { priceMinor: 249 }, concerned: [1] },
    { what: 'the price, up to 2.50', draft: { priceMinor: 250 }, concerned: [1, 2] },
    { what: 'the price, down to nothing', draft: { priceMinor: 0 }, concerned: [1, 2, 3] },
  ])('concern whom $what changes for', async ({ draft, concerned }) => {
    await written(lopsided);
    await freshen();
    await save([{ sku: 'a', ...draft }], 1);
    const { profiles } = deps();
    const changes = await profiles.changedSince(5, await profiles.shelfChanges());
    expect(changes.customerIds).toEqual(concerned);
  });

  it('concern all who bought in a category that gains a product', async () => {
    await written(lopsided);
    await freshen();
    await save([{ sku: 'new', category: 'bags', priceMinor: 1 }], 1);
    expect(await freshen()).toEqual({ customers: 3 });
    expect(await freshen()).toBeNull();
  });

  it('concern whoever a buyer was merged into, and nobody who was erased', async () => {
    const [first, second, ...others] = lopsided.customers;
    if (first === undefined || second === undefined) throw new Error('ten people');
    const customers = [
      { ...first, canonicalCustomerId: 9 },
      second,
      ...others.map((each) => ({ ...each, isErased: each.id === 4 })),
    ];
    await written({ ...lopsided, customers });
    await freshen();
    await save([{ sku: 'a', brand: 'west' }], 1);
    expect(await freshen()).toEqual({ customers: 1 });
    const [ninth] = await deps().profiles.find([9]);
    expect(ninth?.interests).toContainEqual({ by: 'brand', name: 'west', sharePercent: 100 });
  });

  it('are followed again where a pass did not reach its end', async () => {
    await written(lopsided);
    await freshen();
    await save([{ sku: 'a', brand: 'west' }], 1);
    const { profiles, ...others } = deps();
    const finish = async () => {
      throw new Error('killed');
    };
    const dying = { ...others, profiles: { ...profiles, finish } };
    await expect(freshenProfiles(dying, asOf)).rejects.toThrow('killed');
    expect(await freshen()).toEqual({ customers: 2 });
  });

  it('send everybody back where an overlapping pass may have read the catalogue as it was', async () => {
    await written(lopsided);
    await freshen();
    await writeInteractions(test.database(), [bought(6, 1, 1, 100)]);
    const { profiles, ...others } = deps();
    // Another process follows a change between this one's reading and its end.
    const finish: ProfileDeps['profiles']['finish'] = async (pass) => {
      await save([{ sku: 'a', brand: 'west' }], 1);
      await freshen();
      await profiles.finish(pass);
    };
    await freshenProfiles({ ...others, profiles: { ...profiles, finish } }, asOf);
    expect(await freshen()).toEqual({ customers: 10 });
    expect(await freshen()).toBeNull();
  });

  it('stay to be followed where another pass ended meanwhile', async () => {
    await written(lopsided);
    await freshen();
    await save([{ sku: 'a', brand: 'west' }], 1);
    const { profiles, ...others } = deps();
    const changedSince: typeof profiles.changedSince = async (id, changeIds) => {
      const changes = await profiles.changedSince(id, changeIds);
      // The other pass, which began before the change, ends with a thing done since.
      await writeInteractions(test.database(), [bought(6, 1, 1, 100)]);
      const blind = { ...profiles, shelfChanges: async () => [] };
      await freshenProfiles({ ...others, profiles: blind }, asOf);
      return changes;
    };
    await freshenProfiles({ ...others, profiles: { ...profiles, changedSince } }, asOf);
    expect(await profiles.shelfChanges()).toHaveLength(1);
    await freshen();
    expect(await profiles.shelfChanges()).toEqual([]);
  });
});
