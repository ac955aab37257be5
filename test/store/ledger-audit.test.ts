import type { Sql } from '@prisma/client/runtime/client';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { cancelOrder } from '../../src/services/refunds.js';
import { budgetKey, stockKey, usesKey } from '../../src/store/account-keys.js';
import { openAccount, setLimit } from '../../src/store/escrow.js';
import { ledgerStore } from '../../src/store/ledger-store.js';
import { keepQuote, pay } from '../support/checkout-quotes.js';
import { onEachDatabase } from '../support/databases.js';
import { startAt, tillOn } from '../support/promotions.js';

onEachDatabase('the ledger audit', (test) => {
  const audit = async () => {
    const { faults, notes } = await ledgerStore(test.database()).audit();
    const lines = (found: typeof faults) =>
      found.map(({ subject, message }) => `${subject}: ${message}`);
    return { faults: lines(faults), notes: lines(notes) };
  };
  const change = (statement: Sql) => test.database().writeSql(2, (tx) => tx.execute(statement));
  let last = 0;
  /** A promotion with all limits, an order paid, one cancelled and one at the checkout. */
  const open = async () => {
    last += 1;
    const id = 50 + last;
    const till = tillOn(test.database());
    const limits = { [usesKey(id)]: 2_000, [budgetKey(id)]: 9_000, [stockKey(id)]: 20 };
    for (const [key, limit] of Object.entries(limits))
      await test
        .database()
        .writeSql(2, (tx) => openAccount(tx, { key, limit }, { ref: key, at: startAt }));
    const promotion = {
      promotionId: id,
      discountMinor: 500,
      unitCount: 2,
      holds: [
        { kind: 'uses' as const, amount: 1, limit: 2_000 },
        { kind: 'budget' as const, amount: 500, limit: 9_000 },
        { kind: 'stock' as const, amount: 2, limit: 20 },
      ],
      funding: [
        { party: 'brand', amountMinor: 200 },
        { party: 'shop', amountMinor: 300 },
      ],
    };
    const quoted = () => keepQuote(till, { promotions: [promotion] });
    const paid = await pay(till, await quoted(), `paid-${last}`);
    const cancelled = await pay(till, await quoted(), `cancelled-${last}`);
    await cancelOrder(till, { reservationId: cancelled });
    await till.reserve(await quoted(), `held-${last}`);
    return { id, till, paid };
  };

  it('finds nothing where nothing is wrong, and counts what it looked at', async () => {
    await open();
    expect(await audit()).toEqual({ faults: [], notes: [] });
    const { totals, checked } = await ledgerStore(test.database()).audit();
    expect(totals.find(({ kind }) => kind === 'stock')).toEqual({
      kind: 'stock',
      accounts: 1,
      limit: 20,
      reserved: 2,
      committed: 2,
    });
    // Eight pools of uses and of money, one row of stock.
    expect(checked).toMatchObject({ accounts: 17, reservations: 3, redemptions: 2 });
  });

  it('a limit lowered below what is used is a note, not a fault', async () => {
    const { id } = await open();
    await test
      .database()
      .writeSql(2, (tx) => setLimit(tx, { key: stockKey(id), limit: 3 }, { ref: 'less', at: 1 }));
    expect(await audit()).toEqual({
      faults: [],
      notes: [`promotion:${id}:stock: 4 used of 3: over limit since it was lowered`],
    });
    await test
      .database()
      .writeSql(2, (tx) => setLimit(tx, { key: stockKey(id), limit: 20 }, { ref: 'more', at: 1 }));
  });

  interface Corruption {
    readonly what: string;
    readonly by: (id: number, paid: string) => Sql;
    readonly back: (id: number, paid: string) => Sql;
    readonly found: readonly (string | RegExp)[];
  }
  const row = (id: number) => sql`(SELECT min(id) FROM escrow_account WHERE key = ${stockKey(id)})`;
  const corruptions: Corruption[] = [
    {
      what: 'a use more than was entered',
      by: (id) => sql`UPDATE escrow_account SET committed = committed + 1 WHERE id = ${row(id)}`,
      back: (id) => sql`UPDATE escrow_account SET committed = committed - 1 WHERE id = ${row(id)}`,
      found: [/^promotion:\d+:stock: committed is 3, its entries say 2$/],
    },
    {
      what: 'a hold that nobody has',
      by: (id) => sql`UPDATE escrow_account SET reserved = reserved + 5 WHERE id = ${row(id)}`,
      back: (id) => sql`UPDATE escrow_account SET reserved = reserved - 5 WHERE id = ${row(id)}`,
      found: [/reserved is 7, its entries say 2$/, /reserved is 7, live reservations hold 2$/],
    },
    {
      what: 'a limit that nobody set',
      by: (id) => sql`UPDATE escrow_account SET limit_amount = 3 WHERE id = ${row(id)}`,
      back: (id) => sql`UPDATE escrow_account SET limit_amount = 20 WHERE id = ${row(id)}`,
      found: [/the limit is 3, its entries say 20$/, /stock: 4 used of 3$/],
    },
    {
      what: 'a reservation that was put back by hand',
      by: (_, paid) => sql`UPDATE reservation SET state = 'live' WHERE id = ${paid}`,
      back: (_, paid) => sql`UPDATE reservation SET state = 'committed' WHERE id = ${paid}`,
      found: [
        /uses( \(pool \d\))?: reserved is \d, live reservations hold \d$/,
        /budget( \(pool \d\))?: reserved is \d+, live reservations hold \d+$/,
        /stock: reserved is 2, live reservations hold 4$/,
        /is live, but of promotion:\d+:\w+ it reserved \d+, committed \d+, released 0$/,
      ],
    },
    {
      what: 'a redemption of another amount',
      by: (_, paid) =>
        sql`UPDATE redemption SET discount_minor = 501 WHERE reservation_id = ${paid}`,
      back: (_, paid) =>
        sql`UPDATE redemption SET discount_minor = 500 WHERE reservation_id = ${paid}`,
      found: [/promotion \d+: its quote says 500, redeemed is 501$/],
    },
    {
      what: 'a brand that is charged a cent more',
      by: (_, paid) =>
        sql`UPDATE funding_entry SET amount_minor = 201 WHERE reservation_id = ${paid} AND party = 'brand'`,
      back: (_, paid) =>
        sql`UPDATE funding_entry SET amount_minor = 200 WHERE reservation_id = ${paid} AND party = 'brand'`,
      found: [/promotion \d+ by brand: its quote says 200, funded is 201$/],
    },
    {
      what: 'a brand that keeps paying for a cancelled order',
      by: (id) =>
        sql`UPDATE funding_entry SET amount_minor = -199
            WHERE promotion_id = ${id} AND refund_id <> '' AND party = 'brand'`,
      back: (id) =>
        sql`UPDATE funding_entry SET amount_minor = -200
            WHERE promotion_id = ${id} AND refund_id <> '' AND party = 'brand'`,
      found: [/brand still pays 1 for it after its refunds$/],
    },
  ];

  it.each(corruptions)('finds $what', async ({ by, back, found }) => {
    const { id, paid } = await open();
    await change(by(id, paid));
    const { faults } = await audit();
    await change(back(id, paid));
    for (const line of faults) expect(found.some((each) => line.match(each))).toBe(true);
    for (const each of found) expect(faults.some((line) => line.match(each))).toBe(true);
    expect((await audit()).faults).toEqual([]);
  });

  it('finds coupons that disagree with their reservation', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'coupons' }]);
    const [used = '', free = ''] = await till.issue('coupons', [null, null]);
    await pay(till, (await till.quote([used], null)).quoteId, 'coupon-order');
    expect((await audit()).faults).toEqual([]);
    await change(
      sql`UPDATE coupon SET state = 'issued', reservation_id = NULL WHERE code = ${used}`,
    );
    await change(sql`UPDATE coupon SET state = 'reserved' WHERE code = ${free}`);
    expect((await audit()).faults).toEqual([
      expect.stringMatching(
        /^coupon \d+: is issued, and its reservation and redemptions say otherwise$/,
      ),
      expect.stringMatching(
        /^coupon \d+: is reserved, and its reservation and redemptions say otherwise$/,
      ),
    ]);
  });

  it('shows an account with its latest entries', async () => {
    const { id } = await open();
    const account = await ledgerStore(test.database()).account(stockKey(id), 3);
    expect(account).toMatchObject({
      pools: [{ pool: 0, limit: 20, reserved: 2, committed: 2 }],
      entries: [
        { kind: 'reserve', amount: 2 },
        { kind: 'reverse', amount: 2 },
        { kind: 'commit', amount: 2 },
      ],
    });
    expect(await ledgerStore(test.database()).account('nothing', 3)).toBeNull();
  });
});
