import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import type { PromotionLimits } from '../../src/domain/promotion/offer.js';
import {
  commitReservation,
  releaseReservation,
  sweepReservations,
} from '../../src/services/checkout.js';
import { checkCode } from '../../src/services/coupons.js';
import { quoteCart } from '../../src/services/quote-cart.js';
import { ledgerStore } from '../../src/store/ledger-store.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, reservationOf, said, startAt, tillOn } from '../support/promotions.js';

onEachDatabase('checkout', (test) => {
  let shops = 0;
  // Each test has promotions and customers of its own in the one database.
  const open = async (limits: Partial<PromotionLimits> = {}) => {
    shops += 1;
    const clock = { at: startAt };
    const till = tillOn(test.database(), clock);
    const id = `${test.name}-${shops}`;
    await till.apply([{ id, limits }]);
    const person = () => addCustomer(test.database(), `${id}-${Math.random()}`);
    const commit = (reservationId: string, idempotencyKey?: string) =>
      commitReservation(till, { reservationId, ...(idempotencyKey && { idempotencyKey }) });
    const release = (reservationId: string) => releaseReservation(till, { reservationId });
    return { till, clock, id, person, commit, release };
  };
  const couponState = async (code: string) => {
    const [row] = await test
      .database()
      .query<{ state: string }>(sql`SELECT state FROM coupon WHERE code = ${code}`);
    return row?.state;
  };
  const ledger = async (promotionKey: string, part: 'uses' | 'budget') => {
    const { promotion, escrowAccount } = test.database().models;
    const { id } = await promotion.findUniqueOrThrow({ where: { key: promotionKey } });
    const key = `promotion:${id}:${part}`;
    const { reserved, committed } = await escrowAccount.findUniqueOrThrow({
      where: { key_pool: { key, pool: 0 } },
    });
    return { reserved: Number(reserved), committed: Number(committed) };
  };

  it('reserves at checkout, uses up on payment, and ties the redemption to the message', async () => {
    const { till, id, person, commit } = await open({ uses: 5 });
    const ann = await person();
    const [code = ''] = await till.issue(id, [ann]);
    const [coupon] = await till.promotions.coupons([code]);
    const couponId = coupon?.couponId ?? 0;
    const delivery = await test.database().write(2, (tx) =>
      tx.models.delivery.create({
        data: {
          purpose: 'campaign',
          dedupeKey: `told-${id}`,
          customerId: ann,
          channelAccount: 'webchat',
          locale: 'en',
          couponId,
          dueAt: 0n,
          deadlineAt: 0n,
          createdAt: 0n,
        },
      }),
    );
    const quoted = await till.quote([code.toLowerCase()], ann);
    expect(quoted.codes).toEqual([
      { code: code.toLowerCase(), promotion: id, outcome: 'applied', reason: null },
    ]);
    expect(quoted.receipt.payableMinor).toBe(2500);
    const reservation = reservationOf(await till.reserve(quoted.quoteId, 'order-1'));
    expect(await couponState(code)).toBe('reserved');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 1, committed: 0 });
    expect(said(await commit(reservation))).toBe('OK');
    expect(await couponState(code)).toBe('redeemed');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 0, committed: 1 });
    const redemptions = await test.database().models.redemption.findMany({ where: { couponId } });
    expect(redemptions).toMatchObject([{ discountMinor: 500n, customerId: ann, reversedAt: null }]);
    const interactions = await test.database().models.interaction.findMany({ where: { couponId } });
    expect(interactions).toMatchObject([
      { customerId: ann, kind: 18, deliveryId: delivery.id, amountMinor: 500n, source: 'checkout' },
    ]);
    // A second commit tells the same and does nothing.
    expect(said(await commit(reservation))).toBe('OK');
    expect(await test.database().models.redemption.count({ where: { couponId } })).toBe(1);
  });

  it('R01 single-use code: the second cart is refused until the first one’s time is up', async () => {
    const { till, id, clock } = await open();
    const [code = ''] = await till.issue(id, [null]);
    const first = await till.quote([code], null);
    const second = await till.quote([code], null);
    expect(said(await till.reserve(first.quoteId, 'cart1', { ttlMs: 600_000 }))).toBe('OK');
    clock.at = startAt + 10_000;
    expect(said(await till.reserve(second.quoteId, 'cart2'))).toBe('ALREADY_RESERVED');
    clock.at = startAt + 601_000;
    expect(said(await till.reserve(second.quoteId, 'cart2'))).toBe('OK');
  });

  it('R02 a commit after the reservation lapsed and another cart took the code is refused', async () => {
    const { till, id, clock, commit } = await open({ uses: 1 });
    const [code = ''] = await till.issue(id, [null]);
    const first = await till.quote([code], null);
    const late = reservationOf(await till.reserve(first.quoteId, 'cart1', { ttlMs: 600_000 }));
    clock.at = startAt + 601_000;
    const second = await till.quote([code], null);
    const other = reservationOf(await till.reserve(second.quoteId, 'cart2'));
    clock.at = startAt + 602_000;
    expect(said(await commit(late))).toBe('RESERVATION_EXPIRED');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 1, committed: 0 });
    expect(said(await commit(other))).toBe('OK');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 0, committed: 1 });
  });

  it('R04 the same idempotency key gives the same answer again, and refuses another body', async () => {
    const { till, id } = await open({ uses: 10 });
    const [code = '', other = ''] = await till.issue(id, [null, null]);
    const first = await till.quote([code], null);
    const second = await till.quote([other], null);
    const key = `key-${id}`;
    const answer = await till.reserve(first.quoteId, `${id}-cart1`, { key });
    expect(said(answer)).toBe('OK');
    expect(await till.reserve(first.quoteId, `${id}-cart1`, { key })).toEqual(answer);
    expect(said(await till.reserve(second.quoteId, `${id}-cart2`, { key }))).toBe(
      'IDEMPOTENCY_MISMATCH',
    );
    expect(await ledger(id, 'uses')).toEqual({ reserved: 1, committed: 0 });
    expect(await couponState(other)).toBe('issued');
    // A refusal is an answer too: it is replayed although the way is free by now.
    const third = await till.quote([code], null, `${id}-cart1`);
    const late = `late-${id}`;
    expect(said(await till.reserve(third.quoteId, 'elsewhere', { key: late }))).toBe(
      'ALREADY_RESERVED',
    );
    await releaseReservation(till, { reservationId: reservationOf(answer) });
    expect(said(await till.reserve(third.quoteId, 'elsewhere', { key: late }))).toBe(
      'ALREADY_RESERVED',
    );
    expect(said(await till.reserve(third.quoteId, 'elsewhere'))).toBe('OK');
  });

  it('R08 a guest does not pass a limit per customer', async () => {
    const { till, id } = await open({ perCustomer: 1 });
    const [code = ''] = await till.issue(id, [null]);
    const quoted = await till.quote([code], null);
    expect(quoted.codes[0]?.reason).toBe('IDENTITY_REQUIRED');
    expect(quoted.receipt.discountMinor).toBe(0);
  });

  it('a limit per customer counts a person once, whichever of their merged rows buys', async () => {
    const { till, id, person, commit } = await open({ perCustomer: 1 });
    const [ann, twin, bob] = [await person(), await person(), await person()];
    const [first = '', second = '', third = ''] = await till.issue(id, [ann, twin, bob]);
    // Quoted before the two were known to be one, so that the reservation itself must see it.
    const early = await till.quote([second], twin);
    const quoted = await till.quote([first], ann);
    const reservation = reservationOf(await till.reserve(quoted.quoteId, `${id}-a`));
    expect(said(await commit(reservation))).toBe('OK');
    await test
      .database()
      .write(2, (tx) =>
        tx.execute(sql`UPDATE customer SET canonical_customer_id = ${twin} WHERE id = ${ann}`),
      );
    expect(said(await till.reserve(early.quoteId, `${id}-b`))).toBe('CUSTOMER_LIMIT_REACHED');
    expect((await till.quote([second], ann)).codes[0]?.reason).toBe('CUSTOMER_LIMIT_REACHED');
    expect((await till.quote([third], bob)).codes[0]?.outcome).toBe('applied');
  });

  it('a raised limit per customer holds for those who had reached it', async () => {
    const { till, id, person, commit } = await open({ perCustomer: 1 });
    const ann = await person();
    const codes = await till.issue(id, [ann, ann]);
    const first = await till.quote([codes[0] ?? ''], ann);
    await commit(reservationOf(await till.reserve(first.quoteId, `${id}-1`)));
    await till.apply([{ id, limits: { perCustomer: 2 } }]);
    const second = await till.quote([codes[1] ?? ''], ann);
    expect(said(await till.reserve(second.quoteId, `${id}-2`))).toBe('OK');
  });

  it('a money budget is never passed, also not by quotes that were made before it was gone', async () => {
    const { till, id, commit } = await open({ budgetMinor: 900 });
    const codes = await till.issue(id, [null, null]);
    const first = await till.quote([codes[0] ?? ''], null);
    const second = await till.quote([codes[1] ?? ''], null);
    const held = await till.reserve(first.quoteId, `${id}-1`);
    expect(said(held)).toBe('OK');
    expect(said(await till.reserve(second.quoteId, `${id}-2`))).toBe('BUDGET_EXCEEDED');
    expect(await couponState(codes[1] ?? '')).toBe('issued');
    await commit(reservationOf(held));
    expect(await ledger(id, 'budget')).toEqual({ reserved: 0, committed: 500 });
    expect((await till.quote([codes[1] ?? ''], null)).codes[0]?.reason).toBe('BUDGET_EXCEEDED');
  });

  it('counts what was used while there was no limit', async () => {
    const { till, id, commit } = await open();
    const codes = await till.issue(id, [null, null]);
    const quoted = await till.quote([codes[0] ?? ''], null);
    await commit(reservationOf(await till.reserve(quoted.quoteId, `${id}-1`)));
    await till.apply([{ id, limits: { uses: 1 } }]);
    expect(await ledger(id, 'uses')).toEqual({ reserved: 0, committed: 1 });
    expect((await till.quote([codes[1] ?? ''], null)).codes[0]?.reason).toBe('LIMIT_REACHED');
  });

  it('lets a shopper who changed the cart hold anew, and frees the first hold', async () => {
    const { till, id, person } = await open({ uses: 1, perCustomer: 1 });
    const ann = await person();
    const [code = ''] = await till.issue(id, [ann]);
    const first = await till.quote([code], ann, `${id}-o`);
    const before = reservationOf(await till.reserve(first.quoteId, `${id}-o`));
    expect((await till.quote([code], ann)).codes[0]?.reason).toBe('ALREADY_RESERVED');
    const second = await till.quote([code], ann, `${id}-o`);
    expect(second.codes[0]?.outcome).toBe('applied');
    const after = reservationOf(await till.reserve(second.quoteId, `${id}-o`));
    expect(await ledger(id, 'uses')).toEqual({ reserved: 1, committed: 0 });
    expect(said(await commitReservation(till, { reservationId: before }))).toBe(
      'RESERVATION_RELEASED',
    );
    expect(said(await commitReservation(till, { reservationId: after }))).toBe('OK');
  });

  it('releases once, and never what was paid', async () => {
    const { till, id, commit, release } = await open({ uses: 3 });
    const [code = '', other = ''] = await till.issue(id, [null, null]);
    const first = reservationOf(
      await till.reserve((await till.quote([code], null)).quoteId, `${id}-1`),
    );
    expect(said(await release(first))).toBe('OK');
    expect(said(await release(first))).toBe('OK');
    expect(await couponState(code)).toBe('issued');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 0, committed: 0 });
    expect(said(await commit(first))).toBe('RESERVATION_RELEASED');
    const paid = reservationOf(
      await till.reserve((await till.quote([other], null)).quoteId, `${id}-2`),
    );
    await commit(paid);
    expect(said(await release(paid))).toBe('RESERVATION_COMMITTED');
    expect(await couponState(other)).toBe('redeemed');
    expect(said(await commit('00000000-0000-7000-8000-000000000000'))).toBe('RESERVATION_UNKNOWN');
  });

  it('sweeps what checkouts left behind, and only that', async () => {
    const { till, id, clock } = await open({ uses: 2 });
    const [code = '', other = ''] = await till.issue(id, [null, null]);
    await till.reserve((await till.quote([code], null)).quoteId, `${id}-1`, { ttlMs: 1_000 });
    await till.reserve((await till.quote([other], null)).quoteId, `${id}-2`, { ttlMs: 99_000 });
    clock.at = startAt + 1_000;
    expect(await sweepReservations(till)).toBeGreaterThanOrEqual(1);
    expect(await couponState(code)).toBe('issued');
    expect(await couponState(other)).toBe('reserved');
    expect(await ledger(id, 'uses')).toEqual({ reserved: 1, committed: 0 });
    expect(await sweepReservations(till)).toBe(0);
  });

  it('does not hold a quote that is too old, or that there never was', async () => {
    const { till, id, clock } = await open();
    const [code = ''] = await till.issue(id, [null]);
    const quoted = await till.quote([code], null);
    clock.at = startAt + 60 * 60_000 + 1;
    expect(said(await till.reserve(quoted.quoteId, 'old'))).toBe('QUOTE_EXPIRED');
    expect(said(await till.reserve('nothing', 'old'))).toBe('QUOTE_UNKNOWN');
  });

  it('does not hold a coupon that ended or was revoked after the quote', async () => {
    const { till, id, clock } = await open();
    const [ended = '', revoked = ''] = await till.issue(id, [null, null], 1);
    clock.at = startAt + 86_400_000 - 1;
    const first = await till.quote([ended], null);
    const second = await till.quote([revoked], null);
    const [coupon] = await till.promotions.coupons([revoked]);
    await till.promotions.revoke([coupon?.couponId ?? 0]);
    expect(said(await till.reserve(second.quoteId, `${id}-r`))).toBe('COUPON_NOT_VALID');
    clock.at = startAt + 86_400_000;
    expect(said(await till.reserve(first.quoteId, `${id}-e`))).toBe('COUPON_NOT_VALID');
  });

  it('tells the holder why, and everybody else one and the same', async () => {
    const { till, id, person, clock, commit } = await open();
    const [ann, eve] = [await person(), await person()];
    const [used = '', live = '', ended = ''] = await till.issue(id, [ann, ann, ann], 1);
    await commit(
      reservationOf(await till.reserve((await till.quote([used], ann)).quoteId, `${id}-u`)),
    );
    const unknown = 'ZZZZZZZZZZZZZZZZ';
    const shared = 'SUMMER99';
    const forged = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'].map((last) => unknown + last);
    for (const asker of [eve, null]) {
      const codes = [used, live, ended, shared];
      const { codes: results } = await till.quote(codes, asker);
      expect(results.map(({ code, ...rest }) => rest)).toEqual(
        codes.map(() => ({
          promotion: null,
          outcome: 'refused',
          reason: 'NOT_VALID',
        })),
      );
      const answers = await Promise.all(
        codes.map((code) => checkCode(till, code, { customerId: asker })),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set(['{"kind":"not-valid","coupon":null}']),
      );
    }
    // Of these 32 one has the right check character: forged; the others are slips.
    const nobody = { customerId: null };
    const kinds = await Promise.all(forged.map((code) => checkCode(till, code, nobody)));
    expect(kinds.filter(({ kind }) => kind === 'not-valid')).toHaveLength(1);
    expect(kinds.filter(({ kind }) => kind === 'mistyped')).toHaveLength(31);
    expect((await till.quote([used, live], ann)).codes.map(({ reason }) => reason)).toEqual([
      'ALREADY_REDEEMED',
      null,
    ]);
    clock.at = startAt + 86_400_000;
    expect((await till.quote([ended], ann)).codes[0]?.reason).toBe('EXPIRED');
    expect((await till.quote([ended], eve)).codes[0]?.reason).toBe('NOT_VALID');
  });

  it('takes one coupon of a promotion in an order', async () => {
    const { till, id, person } = await open();
    const ann = await person();
    const [one = '', two = ''] = await till.issue(id, [ann, ann]);
    const quoted = await till.quote([one, two, one], ann);
    expect(quoted.codes.map(({ reason }) => reason)).toEqual([null, 'ONE_PER_ORDER', null]);
    expect(quoted.receipt.discountMinor).toBe(500);
  });

  it('applies automatic promotions and shared codes, and counts their uses without a coupon', async () => {
    const { till, id, commit } = await open();
    const percent = {
      type: 'percent_off',
      bps: 1000,
      capMinor: null,
      rounding: 'line',
      basis: 'remaining',
    } as const;
    await till.apply([
      { id: `${id}-auto`, effect: percent, trigger: 'automatic' },
      { id: `${id}-code`, trigger: 'code', code: 'SAVE5', limits: { uses: 1 } },
    ]);
    // 10 % of 30.00 and then 5.00, in the order of their ids.
    const quoted = await till.quote(['save-5'], null);
    expect(quoted.receipt.applied.map(({ discountMinor }) => discountMinor)).toEqual([300, 500]);
    await commit(reservationOf(await till.reserve(quoted.quoteId, `${id}-1`)));
    expect(await ledger(`${id}-code`, 'uses')).toEqual({ reserved: 0, committed: 1 });
    const usage = await till.promotions.usage();
    expect(usage.find(({ key }) => key === `${id}-auto`)).toMatchObject({
      redeemedUses: 1,
      redeemedMinor: 300,
    });
    const again = await till.quote(['SAVE5'], null);
    expect(again.codes).toEqual([
      { code: 'SAVE5', promotion: `${id}-code`, outcome: 'refused', reason: 'LIMIT_REACHED' },
    ]);
    await till.apply([]);
  });

  it('takes price, category and tags of a line from the catalogue', async () => {
    const { till, id } = await open();
    await test.database().write(2, (tx) =>
      tx.models.product.create({
        data: {
          sku: `bag-${id}`,
          name: 'Bag',
          category: 'bags',
          priceMinor: 1250n,
          createdAt: 0n,
          updatedAt: 0n,
        },
      }),
    );
    const lines = [
      { sku: `bag-${id}`, quantity: 2 },
      { id: 'card', unitPriceMinor: 300, quantity: 1 },
    ];
    const answer = await quoteCart(till, {
      lines,
      shippingMinor: 250,
      codes: [],
      customerId: null,
    });
    expect(answer).toMatchObject({ kind: 'quoted', receipt: { payableMinor: 3050 } });
    const refused = await quoteCart(till, {
      lines: [{ sku: 'nowhere', quantity: 1 }],
      shippingMinor: 0,
      codes: [],
      customerId: null,
    });
    expect(refused).toEqual({
      kind: 'refused',
      problems: [
        { line: 0, message: 'has no unit price, and the catalogue has no product "nowhere"' },
      ],
    });
  });

  it('leaves a ledger that balances', async () => {
    const { faults, checked } = await ledgerStore(test.database()).audit();
    expect(faults).toEqual([]);
    expect(checked.accounts).toBeGreaterThan(5);
  });
});
