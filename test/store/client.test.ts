import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('database', (test) => {
  it('keeps nothing of a transaction that throws', async () => {
    const database = test.database();
    const work = database.write(2, async (tx) => {
      await tx.models.meta.create({ data: { key: 'half', value: '1' } });
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await database.models.meta.findMany({ where: { key: 'half' } })).toEqual([]);
  });

  it('reads whole numbers beyond 32 bits, sums and booleans as numbers and booleans', async () => {
    const database = test.database();
    const at = 1_795_225_212_283;
    await database.write(2, (tx) =>
      tx.models.product.create({
        data: { sku: 's1', name: 'n', priceMinor: 5n, createdAt: BigInt(at), updatedAt: 0n },
      }),
    );
    const rows = await database.query(
      sql`SELECT created_at AS at, active, price_minor AS price FROM product WHERE created_at = ${at}`,
    );
    expect(rows).toEqual([{ at, active: true, price: 5 }]);
    const sums = await database.query(
      sql`SELECT sum(created_at) AS total, count(*) AS rows FROM product`,
    );
    expect(sums).toEqual([{ total: at, rows: 1 }]);
  });

  it('counts the rows a statement changed', async () => {
    const changed = await test
      .database()
      .write(2, (tx) => tx.execute(sql`UPDATE product SET stock = 1 WHERE sku = ${'absent'}`));
    expect(changed).toBe(0);
  });

  it('finds by a list of ids longer than a statement takes', async () => {
    const ids = Array.from({ length: 70_000 }, (_, i) => i + 1);
    const found = await test.database().models.product.findMany({ where: { id: { in: ids } } });
    expect(found.map(({ sku }) => sku)).toEqual(['s1']);
  });
});
