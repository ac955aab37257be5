import { expect, it } from 'vitest';
import { customerCard } from '../../src/store/customer-card.js';
import { onEachDatabase } from '../support/databases.js';
import { seedPeople, testKeyring } from '../support/outbox.js';

onEachDatabase('the card of a customer', (test) => {
  const imported = 5_000;

  async function since(address: string, orders: readonly { kind: string; at: number }[]) {
    const database = test.database();
    const [person] = await seedPeople(database, { account: 'tg', addresses: [address] });
    if (person === undefined) throw new Error('nobody was seeded');
    const { customerId, identityId } = person;
    await database.write(2, async ({ models }) => {
      await models.customer.update({
        where: { id: customerId },
        data: { createdAt: BigInt(imported) },
      });
      await models.shopOrder.createMany({
        data: orders.map(({ kind, at }) => ({
          ...{ customerId, kind, source: 'shop', externalId: `${address}${at}` },
          ...{ totalMinor: 100n, occurredAt: BigInt(at), recordedAt: BigInt(imported) },
        })),
      });
    });
    const of = { id: 1, customerId, identityId, state: 'open' as const, assignee: null };
    const supportCase = { ...of, openedAt: 0, closedAt: null, closedBy: null };
    const asked = { topic: 'marketing', now: 9_000 };
    return (await customerCard(database, testKeyring, supportCase, asked))?.since;
  }

  it('counts from the first order, where that is older than the import', async () => {
    const orders = [2_000, 1_000, 7_000].map((at) => ({ kind: 'sale', at }));
    expect(await since('old', orders)).toBe(1_000);
  });

  it('counts from the day it was made, with no order before that', async () => {
    expect(await since('none', [])).toBe(imported);
    expect(await since('later', [{ kind: 'sale', at: 7_000 }])).toBe(imported);
    expect(await since('refunded', [{ kind: 'refund', at: 1_000 }])).toBe(imported);
  });
});
