import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';
import { intakeDeps } from '../support/intake.js';

onEachDatabase('catalogue store', (test) => {
  const catalogue = () => intakeDeps(test.database()).catalogue;
  const stored = async (sku: string) =>
    (
      await test.database().query<Record<string, unknown>>(sql`
        SELECT name, price_minor AS price, stock, tags, active, category, updated_at AS "updatedAt"
        FROM product WHERE sku = ${sku}`)
    )[0];

  it('creates a product, then changes only what a later draft says', async () => {
    const first = await catalogue().saveProducts(
      [{ sku: 'a', name: 'Mug', priceMinor: 500, tags: ['x', 'y'], category: 'kitchen' }],
      100,
    );
    expect(first).toEqual({ created: 1, updated: 0, incomplete: [] });
    const next = await catalogue().saveProducts([{ sku: 'a', stock: 0, active: false }], 200);
    expect(next).toEqual({ created: 0, updated: 1, incomplete: [] });
    expect(await stored('a')).toEqual({
      name: 'Mug',
      price: 500,
      stock: 0,
      tags: '["x","y"]',
      active: false,
      category: 'kitchen',
      updatedAt: 200,
    });
  });

  it('counts no change where a draft says what is known', async () => {
    const draft = { sku: 'b', name: 'Cup', priceMinor: 1 };
    await catalogue().saveProducts([draft], 100);
    expect(await catalogue().saveProducts([draft], 200)).toMatchObject({ created: 0, updated: 0 });
    expect(await stored('b')).toMatchObject({ updatedAt: 100 });
  });

  it('lets older facts not overwrite newer ones', async () => {
    await catalogue().saveProducts([{ sku: 'c', name: 'New', priceMinor: 2 }], 200);
    await catalogue().saveProducts([{ sku: 'c', name: 'Old', priceMinor: 1 }], 100);
    expect(await stored('c')).toMatchObject({ name: 'New', price: 2 });
  });

  it('names new products that lack a name or a price, and writes the others', async () => {
    const drafts = [
      { sku: 'd', stock: 1 },
      { sku: 'e', name: 'E', priceMinor: 1 },
      { sku: 'f', name: 'F' },
      { sku: 'a', stock: 9 },
    ];
    expect(await catalogue().saveProducts(drafts, 300)).toEqual({
      created: 1,
      updated: 1,
      incomplete: ['d', 'f'],
    });
    expect([...(await catalogue().productIds(['a', 'd', 'e', 'f'])).keys()].sort()).toEqual([
      'a',
      'e',
    ]);
  });

  it('joins two drafts of one product, the later fact winning', async () => {
    await catalogue().saveProducts(
      [
        { sku: 'g', name: 'G', priceMinor: 1 },
        { sku: 'g', priceMinor: 2 },
      ],
      100,
    );
    expect(await stored('g')).toMatchObject({ name: 'G', price: 2 });
  });
});
