import { sqltag as sql } from '@prisma/client/runtime/client';
import { describe, expect, it } from 'vitest';
import { demoName } from '../../src/services/demo-names.js';
import { hasDemoChat, movedToEndAt, nameDemoCustomers } from '../../src/services/prepare-demo.js';
import { demoStore } from '../../src/store/demo-store.js';
import { onEachDatabase } from '../support/databases.js';
import { intakeDeps, testKeyring } from '../support/intake.js';

it('leaves exactly one in twelve without a chat', () => {
  const without = Array.from({ length: 48 }, (_, i) => String(12_340 + i)).filter(
    (externalId) => !hasDemoChat(externalId),
  );
  expect(without).toEqual(['12348', '12360', '12372', '12384']);
});

onEachDatabase('preparing the demo', (test) => {
  const order = (externalId: string, occurredAt: number) => ({
    source: 'demo',
    externalId,
    customerId: null,
    kind: 'sale' as const,
    occurredAt,
    lines: [
      {
        kind: 'product' as const,
        sku: 'bag',
        quantity: 1,
        unitPriceMinor: 500,
        amountMinor: 500,
        key: externalId,
      },
    ],
  });

  describe('moved data', () => {
    // Both ends are Fridays, 780 weeks apart; the Friday after is later than now.
    const now = Date.parse('2026-11-21T12:00:00Z');
    const first = Date.parse('2010-12-01T08:26:00Z');
    const last = Date.parse('2011-12-09T12:50:00Z');

    it('ends on the latest Friday before now, and keeps weekdays, hours and distances', async () => {
      const { behaviour } = movedToEndAt(intakeDeps(test.database()), now);
      const orders = [order('1', first), order('2', last)];
      expect(await behaviour.recordOrders(orders)).toMatchObject({ newOrders: 2 });
      const found = await test.database().query<{ at: number }>(sql`
        SELECT occurred_at AS at FROM shop_order ORDER BY external_id`);
      const ends = Date.parse('2026-11-20T12:50:00Z');
      expect(found.map(({ at }) => at)).toEqual([first + (ends - last), ends]);
      expect(orders[1]?.occurredAt).toBe(last);
    });

    it('moves the products’ day too, so that a change made since then is not undone', async () => {
      const own = intakeDeps(test.database());
      const { catalogue } = movedToEndAt(own, now);
      await catalogue.saveProducts([{ sku: 'bag', name: 'Bag', priceMinor: 500 }], last);
      await own.catalogue.saveProducts([{ sku: 'bag', priceMinor: 1 }], last);
      const [bag] = await test.database().query<{ price: number; at: number }>(sql`
        SELECT price_minor AS price, updated_at AS at FROM product`);
      expect(bag).toEqual({ price: 500, at: Date.parse('2026-11-20T12:50:00Z') });
    });
  });

  it('names customers by their numbers, some Chinese, the same after a restart', async () => {
    const { registry } = intakeDeps(test.database());
    const demo = demoStore(test.database(), testKeyring);
    // 12,351 and 12,359 leave 7 when divided by 8.
    const numbers = ['12350', '12351', '12352', '12359', '12360'];
    await registry.saveCustomers(numbers.map((externalId) => ({ externalId })));
    const read = async () => {
      const rows = await test.database().query<{ externalId: string; locale: string | null }>(sql`
        SELECT external_id AS "externalId", locale FROM customer WHERE locale IS NOT NULL
        ORDER BY external_id`);
      const named = await demo.customers(10);
      return {
        chinese: rows.map(({ externalId, locale }) => `${externalId} ${locale}`),
        names: named.map(({ externalId, name }) => `${externalId} ${name}`),
      };
    };
    const found = await nameDemoCustomers({ demo, registry }, 'webchat');
    expect(found.map(({ externalId }) => externalId)).toEqual(numbers);
    const wanted = {
      chinese: ['12351 zh-CN', '12359 zh-CN'],
      names: numbers.map((each) => `${each} ${demoName(Number(each))}`),
    };
    expect(await read()).toEqual(wanted);

    // Stopped after the first chat: the rest is named again, and nobody else turns Chinese.
    const first = found[0]?.id ?? 0;
    await test.database().write(2, (tx) =>
      tx.models.channelIdentity.create({
        data: {
          customerId: first,
          channelAccount: 'webchat',
          address: testKeyring.encrypt('a'),
          addressHash: 'a',
          linkedAt: 1n,
        },
      }),
    );
    const rest = await nameDemoCustomers({ demo, registry }, 'webchat');
    expect(rest.map(({ externalId }) => externalId)).toEqual(numbers.slice(1));
    expect(await read()).toEqual(wanted);
  });
});
