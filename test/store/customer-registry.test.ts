import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';
import { intakeDeps, testKeyring } from '../support/intake.js';

onEachDatabase('customer registry', (test) => {
  const registry = () => intakeDeps(test.database()).registry;
  const stored = async (externalId: string) =>
    (
      await test
        .database()
        .query<{ id: number; name: string | null; locale: string; attributes: string }>(sql`
        SELECT id, display_name AS name, locale, attributes FROM customer WHERE external_id = ${externalId}`)
    )[0];

  it('encrypts the name, and adds attributes to those that are there', async () => {
    const country = { country: 'FR', vip: true };
    await registry().saveCustomers([
      { externalId: 'a', displayName: '王小明', attributes: country },
    ]);
    await registry().saveCustomers([
      { externalId: 'a', locale: 'zh-CN', attributes: { vip: false, age: 3 } },
    ]);
    const row = await stored('a');
    expect(row?.name).not.toContain('王');
    expect(testKeyring.decrypt(row?.name ?? '')).toBe('王小明');
    expect(row?.locale).toBe('zh-CN');
    expect(JSON.parse(row?.attributes ?? '')).toEqual({ country: 'FR', vip: false, age: 3 });
  });

  it('counts new, changed and unchanged ones apart', async () => {
    const drafts = [
      { externalId: 'b', locale: 'en' },
      { externalId: 'c', attributes: { n: 1 } },
    ];
    expect(await registry().saveCustomers(drafts)).toEqual({ created: 2, updated: 0 });
    expect(await registry().saveCustomers(drafts)).toEqual({ created: 0, updated: 0 });
    expect(
      await registry().saveCustomers([
        { externalId: 'c', attributes: { n: 2 } },
        { externalId: 'd' },
      ]),
    ).toEqual({ created: 1, updated: 1 });
  });

  it('finds the surviving one of merged customers, and leaves strangers out', async () => {
    const survivor = (await stored('b'))?.id ?? 0;
    await test
      .database()
      .write(2, (tx) =>
        tx.execute(
          sql`UPDATE customer SET canonical_customer_id = ${survivor} WHERE external_id = 'c'`,
        ),
      );
    expect([...(await registry().customerIds(['c', 'b', 'x']))].sort()).toEqual([
      ['b', survivor],
      ['c', survivor],
    ]);
    expect((await registry().customerIds([])).size).toBe(0);
  });
});
