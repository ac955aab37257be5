import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import {
  commitReservation,
  markDepositPaid,
  markPaying,
  redeemQuote,
  releaseReservation,
  sweepReservations,
  unsettledReservations,
} from '../../src/services/checkout.js';
import { usesKey } from '../../src/store/account-keys.js';
import { balanceOf, openAccount } from '../../src/store/escrow.js';
import { keepQuote } from '../support/checkout-quotes.js';
import { onEachDatabase } from '../support/databases.js';
import { reservationOf, said, startAt, tillOn } from '../support/promotions.js';

const minutes = (count: number) => startAt + count * 60_000;

onEachDatabase('payments under way', (test) => {
  let promotions = 0;
  const open = async () => {
    promotions += 1;
    const clock = { at: startAt };
    const till = tillOn(test.database(), clock);
    const key = usesKey(promotions);
    await test
      .database()
      .writeSql(2, (tx) => openAccount(tx, { key, limit: 1 }, { ref: key, at: startAt }));
    const holds = [{ kind: 'uses' as const, amount: 1, limit: 1 }];
    const wanted = [{ key: `p${promotions}`, promotionId: promotions, holds }];
    const quoted = (receipt: object = {}) => keepQuote(till, { promotions: wanted, receipt });
    const held = async () => {
      const { reserved, committed } = (await balanceOf(test.database(), key)) ?? {};
      return { reserved, committed };
    };
    const order = `order-${test.name}-${promotions}`;
    const reserve = async (receipt: object = {}) =>
      reservationOf(await till.reserve(await quoted(receipt), order, { ttlMs: 15 * 60_000 }));
    return { till, clock, quoted, held, order, reserve };
  };

  it('outlive their time to live, whoever sweeps or wants what they hold', async () => {
    const { till, clock, quoted, held, reserve } = await open();
    const reservationId = await reserve();
    clock.at = minutes(14);
    const paying = await markPaying(till, { reservationId });
    expect(paying).toMatchObject({ reservation: { state: 'paying', payingAt: minutes(14) } });
    clock.at = minutes(50);
    await sweepReservations(till);
    expect(said(await till.reserve(await quoted(), 'another'))).toBe('LIMIT_REACHED');
    expect(await held()).toEqual({ reserved: 1, committed: 0 });
    const paid = await commitReservation(till, { reservationId });
    expect(paid).toMatchObject({ reservation: { state: 'committed', committedAt: minutes(50) } });
    expect(await held()).toEqual({ reserved: 0, committed: 1 });
  });

  it('said twice are one, and after the payment they are refused', async () => {
    const { till, clock, reserve } = await open();
    const reservationId = await reserve();
    const first = await markPaying(till, { reservationId });
    clock.at = minutes(40);
    expect(await markPaying(till, { reservationId })).toEqual(first);
    await commitReservation(till, { reservationId });
    expect(said(await markPaying(till, { reservationId }))).toBe('RESERVATION_COMMITTED');
  });

  it('are refused once the hold has lapsed: before the money is taken, never after', async () => {
    const { till, clock, reserve } = await open();
    const reservationId = await reserve();
    clock.at = minutes(15);
    expect(said(await markPaying(till, { reservationId }))).toBe('RESERVATION_EXPIRED');
    expect(said(await markPaying(till, { reservationId: 'none' }))).toBe('RESERVATION_UNKNOWN');
  });

  it('that failed give back what they held', async () => {
    const { till, held, reserve } = await open();
    const reservationId = await reserve();
    await markPaying(till, { reservationId });
    expect(said(await releaseReservation(till, { reservationId }))).toBe('OK');
    expect(await held()).toEqual({ reserved: 0, committed: 0 });
    expect(said(await markPaying(till, { reservationId }))).toBe('RESERVATION_RELEASED');
  });

  it('keep their hold although the shopper begins anew with the same order', async () => {
    const { till, quoted, held, order, reserve } = await open();
    const reservationId = await reserve();
    await markPaying(till, { reservationId });
    expect(said(await till.reserve(await quoted(), order))).toBe('LIMIT_REACHED');
    expect(await held()).toEqual({ reserved: 1, committed: 0 });
    expect(said(await commitReservation(till, { reservationId }))).toBe('OK');
  });

  it('that nobody told the end of are listed once they are old', async () => {
    const { till, clock, order, reserve } = await open();
    const reservationId = await reserve();
    await markPaying(till, { reservationId });
    clock.at = minutes(29);
    const paying = async () => {
      const found = await unsettledReservations(till, 30 * 60_000);
      return found.paying.filter((each) => each.orderRef === order);
    };
    expect(await paying()).toEqual([]);
    clock.at = minutes(30);
    expect(await paying()).toMatchObject([{ id: reservationId, payableMinor: 3000 }]);
    await commitReservation(till, { reservationId });
    expect(await paying()).toEqual([]);
  });

  const presale = {
    dueNowMinor: 1000,
    applied: [{ deposit: { balanceFromAt: minutes(60), balanceUntilAt: minutes(600) } }],
  };

  it('a deposit holds until the rest is due, and the rest is the payment', async () => {
    const { till, clock, held, reserve } = await open();
    const reservationId = await reserve(presale);
    await markPaying(till, { reservationId });
    clock.at = minutes(20);
    const deposited = await markDepositPaid(till, { reservationId });
    expect(deposited).toMatchObject({
      reservation: {
        state: 'live',
        depositMinor: 1000,
        depositPaidAt: minutes(20),
        expiresAt: minutes(600),
      },
    });
    expect(await markDepositPaid(till, { reservationId })).toEqual(deposited);
    clock.at = minutes(599);
    await sweepReservations(till);
    expect(await held()).toEqual({ reserved: 1, committed: 0 });
    expect(said(await commitReservation(till, { reservationId }))).toBe('OK');
  });

  it('a deposit whose rest is not paid in time is forfeited, and what it held is free', async () => {
    const { till, clock, held, order, quoted, reserve } = await open();
    const reservationId = await reserve(presale);
    await markDepositPaid(till, { reservationId });
    // The shopper who begins anew does not lose it.
    expect(said(await till.reserve(await quoted(presale), order))).toBe('LIMIT_REACHED');
    clock.at = minutes(600);
    await sweepReservations(till);
    expect(await held()).toEqual({ reserved: 0, committed: 0 });
    const { forfeited } = await unsettledReservations(till, 0);
    expect(forfeited.filter((each) => each.orderRef === order)).toMatchObject([
      { id: reservationId, state: 'released', depositMinor: 1000, depositPaidAt: startAt },
    ]);
    expect(said(await commitReservation(till, { reservationId }))).toBe('RESERVATION_RELEASED');
  });

  it('an order without a deposit has none to pay', async () => {
    const { till, reserve } = await open();
    expect(said(await markDepositPaid(till, { reservationId: await reserve() }))).toBe(
      'NO_DEPOSIT',
    );
  });

  it('a till with the money in it redeems in one step, once for each key', async () => {
    const { till, quoted, held, order } = await open();
    const request = { quoteId: await quoted(), orderRef: order, idempotencyKey: order };
    const first = await redeemQuote(till, request);
    expect(first).toMatchObject({ kind: 'ok', reservation: { state: 'committed' } });
    expect(await redeemQuote(till, request)).toEqual(first);
    expect(await held()).toEqual({ reserved: 0, committed: 1 });
    const late = { quoteId: await quoted(), orderRef: `${order}-2` };
    expect(said(await redeemQuote(till, late))).toBe('LIMIT_REACHED');
    const [row] = await test.database().query<{ count: number }>(sql`
      SELECT count(*) AS count FROM reservation WHERE order_ref LIKE ${`${order}%`}`);
    expect(row?.count).toBe(1);
  });
});
