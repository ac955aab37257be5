import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import type { Cart } from '../../src/domain/promotion/cart.js';
import { foldCode } from '../../src/domain/promotion/coupon-code.js';
import { type Promotion, promotionDefaults } from '../../src/domain/promotion/promotion.js';
import { quote } from '../../src/domain/promotion/quote.js';
import type { QuotedPromotion } from '../../src/ports/checkout-store.js';
import type { RefundAnswer } from '../../src/ports/refund-store.js';
import { cancelOrder, refundPieces } from '../../src/services/refunds.js';
import {
  balanceKey,
  budgetKey,
  pointsKey,
  stockKey,
  usesKey,
} from '../../src/store/account-keys.js';
import { balanceOf, openAccount } from '../../src/store/escrow.js';
import { keepQuote, pay } from '../support/checkout-quotes.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, said, startAt, tillOn } from '../support/promotions.js';

const context = { at: startAt, codes: [], customerTags: [] };
const thirtyFrom200: Promotion = {
  ...promotionDefaults,
  id: 'full',
  phase: 'order',
  effect: { type: 'amount_off', amountMinor: 3000, per: 'order' },
  conditions: [{ type: 'subtotal_at_least', amountMinor: 20_000, scope: {}, basis: 'remaining' }],
};
const twoThings: Cart = {
  currency: 'GBP',
  lines: [
    { id: 'B', unitPriceMinor: 5000, quantity: 1 },
    { id: 'A', unitPriceMinor: 15_000, quantity: 1 },
  ],
  shippingMinor: 0,
};

onEachDatabase('refunds', (test) => {
  let last = 0;
  const open = async () => {
    last += 1;
    const promotionId = 1_000 + last;
    const till = tillOn(test.database());
    const name = `${test.name}-${last}`;
    const account = (key: string, limit: number) =>
      test.database().writeSql(2, (tx) => openAccount(tx, { key, limit }, { ref: key, at: 1 }));
    const used = async (key: string) => (await balanceOf(test.database(), key))?.committed;
    /** An order of these, paid; its promotion as the checkout has it. */
    const paid = async (
      more: Partial<QuotedPromotion> = {},
      { cart = twoThings, receipt = {}, customerId = null as number | null } = {},
    ) => {
      const found = quote(cart, [thirtyFrom200], context);
      const promotion = {
        key: 'full',
        promotionId,
        discountMinor: found.discountMinor,
        unitCount: 2,
      };
      const quoteId = await keepQuote(till, {
        customerId,
        receipt: { ...found, ...receipt },
        request: { cart, promotions: [thirtyFrom200], context: { ...context, limited: [] } },
        promotions: [{ ...promotion, ...more }],
      });
      return pay(till, quoteId, `${name}-${Math.random()}`);
    };
    const refund = (reservationId: string, lines?: Record<string, number>, more = {}) =>
      refundPieces(till, {
        reservationId,
        ...(lines !== undefined && { lines: new Map(Object.entries(lines)) }),
        ...more,
      });
    return { till, name, promotionId, account, used, paid, refund };
  };
  const outcome = (answer: RefundAnswer) => (answer.kind === 'ok' ? 'OK' : answer.reason);
  const money = (answer: RefundAnswer) =>
    answer.kind === 'ok' ? answer.refund.refundMinor : answer.reason;
  const redemption = async (reservationId: string) => {
    const [row] = await test.database().query<{ reversedAt: number | null }>(sql`
      SELECT reversed_at AS "reversedAt" FROM redemption WHERE reservation_id = ${reservationId}`);
    return row?.reversedAt === null ? 'stays' : 'reversed';
  };
  const funding = async (reservationId: string) => {
    const rows = await test.database().query<{ party: string; amount: number }>(sql`
      SELECT party, sum(amount_minor) AS amount FROM funding_entry
      WHERE reservation_id = ${reservationId} GROUP BY party ORDER BY party`);
    return Object.fromEntries(rows.map(({ party, amount }) => [party, amount]));
  };

  it('R13 partial refund, proportional: 42.50, and the redemption stays', async () => {
    const { paid, refund } = await open();
    const order = await paid();
    const answer = await refund(order, { B: 1 });
    expect(answer).toMatchObject({
      kind: 'ok',
      refund: { kind: 'partial', policy: 'proportional', refundMinor: 4250, clawbackMinor: 0 },
      effects: { reversed: [] },
    });
    expect(await redemption(order)).toBe('stays');
    expect(money(await refund(order))).toBe(12_750);
    expect(outcome(await refund(order))).toBe('NOTHING_LEFT');
  });

  it('R14 partial refund, counted again: 20.00, and the redemption is rolled back', async () => {
    const { paid, refund } = await open();
    const order = await paid();
    const answer = await refund(order, { B: 1 }, { policy: 'reevaluate' });
    expect(answer).toMatchObject({
      kind: 'ok',
      refund: { policy: 'reevaluate', refundMinor: 2000, clawbackMinor: 2250 },
      effects: { reversed: ['full'] },
    });
    expect(await redemption(order)).toBe('reversed');
  });

  it('takes the policy of the promotions unless it is told one', async () => {
    const { paid, refund } = await open();
    const again = { refundPolicy: 'reevaluate' as const };
    expect(money(await refund(await paid(again), { B: 1 }))).toBe(2000);
    const told = await refund(await paid(again), { B: 1 }, { policy: 'proportional' });
    expect(money(told)).toBe(4250);
  });

  it('R09 a cancelled order gives a reusable use back', async () => {
    const { till, name } = await open();
    await till.apply([{ id: name, trigger: 'code', code: foldCode(name), limits: { uses: 1 } }]);
    const redeem = async (order: string) => {
      const quoted = await till.quote([name], null);
      return {
        quoted,
        order:
          quoted.codes[0]?.outcome === 'applied' ? await pay(till, quoted.quoteId, order) : null,
      };
    };
    const first = await redeem(`${name}-o1`);
    expect(outcome(await cancelOrder(till, { reservationId: first.order ?? '' }))).toBe('OK');
    const usage = await till.promotions.usage();
    expect(usage.find(({ key }) => key === name)?.redeemedUses).toBe(0);
    const second = await redeem(`${name}-o2`);
    expect(second.order).not.toBeNull();
    expect((await till.promotions.usage()).find(({ key }) => key === name)?.redeemedUses).toBe(1);
  });

  it('R10 a cancelled order keeps a use that is not to be used again', async () => {
    const { till, account, used, paid, promotionId } = await open();
    await account(usesKey(promotionId), 1);
    await account(budgetKey(promotionId), 900_000);
    const once = {
      isReusable: false,
      holds: [
        { kind: 'uses' as const, amount: 1, limit: 1 },
        { kind: 'budget' as const, amount: 3000, limit: 900_000 },
      ],
    };
    const order = await paid(once);
    expect(await used(budgetKey(promotionId))).toBe(3000);
    expect(money(await cancelOrder(till, { reservationId: order }))).toBe(17_000);
    expect(await used(usesKey(promotionId))).toBe(1);
    // Money that was not given away in the end comes back all the same.
    expect(await used(budgetKey(promotionId))).toBe(0);
    const late = await keepQuote(till, { promotions: [{ promotionId, ...once }] });
    expect(said(await till.reserve(late, `${order}-2`))).toBe('LIMIT_REACHED');
  });

  it('a cancelled order gives its coupon back, or keeps it used up', async () => {
    const { till, name } = await open();
    await till.apply([{ id: name }]);
    const [free = '', kept = ''] = await till.issue(name, [null, null]);
    const stateAfter = async (code: string, isReusable: boolean) => {
      const [coupon] = await till.promotions.coupons([code]);
      const { couponId = 0, promotion } = coupon ?? {};
      const quoteId = await keepQuote(till, {
        promotions: [{ promotionId: promotion?.promotionId ?? 0, couponId, isReusable }],
      });
      const reservationId = await pay(till, quoteId, `${name}-${code}`);
      expect(outcome(await cancelOrder(till, { reservationId }))).toBe('OK');
      return (await till.promotions.coupons([code]))[0]?.state;
    };
    expect(await stateAfter(free, true)).toBe('issued');
    expect(await stateAfter(kept, false)).toBe('redeemed');
  });

  it('cancels once, the rest of what partial refunds left, shipping included', async () => {
    const { till, paid, refund } = await open();
    const order = await paid({}, { cart: { ...twoThings, shippingMinor: 395 } });
    await refund(order, { B: 1 });
    const key = { reservationId: order, idempotencyKey: order };
    const cancelled = await cancelOrder(till, key);
    expect(money(cancelled)).toBe(17_395 - 4250);
    expect(await cancelOrder(till, key)).toEqual(cancelled);
    expect(outcome(await cancelOrder(till, { reservationId: order }))).toBe('ALREADY_CANCELLED');
    expect(outcome(await refund(order, { A: 1 }))).toBe('ALREADY_CANCELLED');
    expect((await till.refunds.refunds(order)).map(({ kind }) => kind)).toEqual([
      'partial',
      'cancel',
    ]);
  });

  it('gives nothing back for what was not paid, or is not there', async () => {
    const { till, paid, refund } = await open();
    const held = await till.reserve(await keepQuote(till), `held-${last}`);
    const id = held.kind === 'ok' ? held.reservation.id : '';
    expect(outcome(await cancelOrder(till, { reservationId: id }))).toBe('NOT_PAID');
    expect(outcome(await cancelOrder(till, { reservationId: 'none' }))).toBe('RESERVATION_UNKNOWN');
    const order = await paid();
    expect(outcome(await refund(order, { C: 1 }))).toBe('LINE_UNKNOWN');
    expect(outcome(await refund(order, { B: 2 }))).toBe('TOO_MANY_PIECES');
  });

  it('the budget and the funders get back what the returned pieces cost them, to the cent', async () => {
    const { till, account, used, paid, refund, promotionId } = await open();
    await account(budgetKey(promotionId), 500);
    await account(stockKey(promotionId), 10);
    // 10.00 off three pieces at 33.33: 3.34, 3.33, 3.33; brand and shop share it 1 to 2.
    const cart: Cart = { ...twoThings, lines: [{ id: 'L', unitPriceMinor: 3333, quantity: 3 }] };
    const tenOff: Promotion = {
      ...thirtyFrom200,
      conditions: [],
      effect: { type: 'amount_off', amountMinor: 100, per: 'order' },
    };
    const order = await paid(
      {
        discountMinor: 100,
        unitCount: 3,
        holds: [
          { kind: 'budget', amount: 100, limit: 500 },
          { kind: 'stock', amount: 3, limit: 10 },
        ],
        funding: [
          { party: 'brand', amountMinor: 33 },
          { party: 'shop', amountMinor: 67 },
        ],
      },
      { cart, receipt: quote(cart, [tenOff], context) },
    );
    expect(await funding(order)).toEqual({ brand: 33, shop: 67 });
    // 34, 33, 33 of the 1.00: the last piece had 33.
    expect(money(await refund(order, { L: 1 }))).toBe(3300);
    expect(await used(budgetKey(promotionId))).toBe(67);
    expect(await used(stockKey(promotionId))).toBe(2);
    // 33 back of 33 and 67: 10.89 and 22.11.
    expect(await funding(order)).toEqual({ brand: 22, shop: 45 });
    expect(money(await refund(order, { L: 2 }))).toBe(3300 + 3299);
    expect(await used(budgetKey(promotionId))).toBe(0);
    expect(await used(stockKey(promotionId))).toBe(0);
    expect(await funding(order)).toEqual({ brand: 0, shop: 0 });
    expect(money(await cancelOrder(till, { reservationId: order }))).toBe(0);
  });

  it('points and gift-card money come back in proportion, and in the end all of it', async () => {
    const { till, name, account, used, paid, refund } = await open();
    const ann = await addCustomer(test.database(), name);
    await till.apply([{ id: name }]);
    const [code = ''] = await till.issue(name, [ann]);
    const [card] = await till.promotions.coupons([code]);
    const couponId = card?.couponId ?? 0;
    await account(pointsKey(ann), 900);
    await account(balanceKey(couponId), 8000);
    // 170.00 to pay: 20.00 by 200 points, 50.00 by the card, 100.00 in money.
    const order = await paid(
      {
        couponId,
        usesUpCoupon: false,
        holds: [
          { kind: 'points', amount: 200 },
          { kind: 'balance', amount: 5000, couponId },
        ],
      },
      { receipt: { payableMinor: 10_000, tenderMinor: 7000 }, customerId: ann },
    );
    expect((await till.promotions.coupons([code]))[0]?.state).toBe('issued');
    expect([await used(pointsKey(ann)), await used(balanceKey(couponId))]).toEqual([200, 5000]);
    // 42.50 back: 25.00 money, 5.00 in points, 12.50 on the card.
    const part = await refund(order, { B: 1 });
    expect(part).toMatchObject({
      refund: { refundMinor: 2500, tenderMinor: 1750 },
      effects: { points: 50, giftCards: [{ couponId, amountMinor: 1250 }] },
    });
    expect([await used(pointsKey(ann)), await used(balanceKey(couponId))]).toEqual([150, 3750]);
    expect(await cancelOrder(till, { reservationId: order })).toMatchObject({
      refund: { refundMinor: 7500, tenderMinor: 5250 },
      effects: { points: 150, giftCards: [{ couponId, amountMinor: 3750 }] },
    });
    expect([await used(pointsKey(ann)), await used(balanceKey(couponId))]).toEqual([0, 0]);
  });

  it('a refund with a key is one refund', async () => {
    const { paid, refund, till } = await open();
    const order = await paid();
    const first = await refund(order, { B: 1 }, { idempotencyKey: order });
    expect(await refund(order, { B: 1 }, { idempotencyKey: order })).toEqual(first);
    const other = await refund(order, { A: 1 }, { idempotencyKey: order });
    expect(outcome(other)).toBe('IDEMPOTENCY_MISMATCH');
    expect(await till.refunds.refunds(order)).toHaveLength(1);
  });
});
