import { beforeAll, describe, expect, it } from 'vitest';
import { promotionDefaults } from '../../src/domain/promotion/promotion.js';
import type { Settlement } from '../../src/domain/promotion/settlement.js';
import { commitReservation, reserveQuote } from '../../src/services/checkout.js';
import { quoteCart } from '../../src/services/quote-cart.js';
import { cancelOrder, refundPieces } from '../../src/services/refunds.js';
import { settleCampaigns } from '../../src/services/settle-campaigns.js';
import { settlementStore } from '../../src/store/settlement-store.js';
import { onEachDatabase } from '../support/databases.js';
import { definition, reservationOf, tillOn } from '../support/promotions.js';

const parties = (...bps: number[]) =>
  ['acme', 'besta', 'shop'].map((party, i) => ({ party, bps: bps[i] ?? 0 }));

// 10.01 off three pieces for 13.33, and a cup worth 7.99 with each order.
const joint = definition({
  id: 'joint',
  trigger: 'automatic',
  effect: { type: 'amount_off', amountMinor: 1_001, per: 'order' },
});
const cup = definition({
  id: 'cup',
  trigger: 'automatic',
  effect: { type: 'gift', sku: 'cup', quantity: 1, unitValueMinor: 799, perQuantity: null },
});
const definitions = [
  { ...joint, promotion: { ...joint.promotion, funding: parties(5_000, 3_000, 2_000) } },
  { ...cup, promotion: { ...cup.promotion, funding: parties(3_334, 3_333, 3_333) } },
];

onEachDatabase('a settlement of real checkouts', (test) => {
  const clock = { at: Date.parse('2026-11-20T12:00:00Z') };
  const till = () => tillOn(test.database(), clock);
  const settle = (month: '11' | '12'): Promise<Settlement> =>
    settleCampaigns(
      { settlements: settlementStore(test.database()), shop: till().shop },
      {
        from: Date.parse(`2026-${month}-01T00:00:00Z`),
        until: Date.parse(month === '11' ? '2026-12-01T00:00:00Z' : '2027-01-01T00:00:00Z'),
        party: null,
        promotion: null,
      },
    );
  const pay = async (orderRef: string): Promise<string> => {
    const lines = [{ id: 'box', unitPriceMinor: 1_333, quantity: 3 }];
    const request = { lines, shippingMinor: 0, codes: [], customerId: null };
    const quoted = await quoteCart(till(), request);
    if (quoted.kind === 'refused') throw new Error('the cart was refused');
    const held = await reserveQuote(till(), { quoteId: quoted.quoteId, orderRef });
    const reservationId = reservationOf(held);
    await commitReservation(till(), { reservationId });
    return reservationId;
  };
  const dues = ({ statements }: Settlement) =>
    Object.fromEntries(statements.map(({ party, dueMinor }) => [party, dueMinor]));

  beforeAll(() => till().promotions.apply(definitions, clock.at));

  describe('of an order', () => {
    let reservationId = '';

    it('splits discount and gift to the cent', async () => {
      reservationId = await pay('kept');
      const settlement = await settle('11');
      // 5.01, 3.00 and 2.00 of 10.01; 2.67, 2.66 and 2.66 of 7.99.
      expect(dues(settlement)).toEqual({ acme: 501 + 267, besta: 300 + 266, shop: 200 + 266 });
      expect(settlement.check).toEqual({
        redemptions: 2,
        discountsMinor: 1_001,
        extrasMinor: 799,
        takenBackMinor: 0,
        problems: [],
      });
    });

    it('takes back a piece’s part in the month in which it is refunded', async () => {
      clock.at = Date.parse('2026-12-03T12:00:00Z');
      const answer = await refundPieces(till(), { reservationId, lines: new Map([['box', 1]]) });
      if (answer.kind === 'refused') throw new Error(answer.reason);
      // 10.01 is 3.34, 3.34 and 3.33 of three pieces: what is not paid back of 13.33 is the piece's discount.
      const discount = 1_333 - answer.refund.refundMinor;
      expect([333, 334]).toContain(discount);
      const { statements, sums, check } = await settle('12');
      const own = statements.flatMap(({ rows }) => rows.filter((row) => row.promotion === 'joint'));
      expect(own.map(({ wholeMinor }) => wholeMinor)).toEqual([-discount, -discount, -discount]);
      expect(own.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(-discount);
      expect(sums.dueMinor).toBe(check.takenBackMinor);
      expect(check.problems).toEqual([]);
      // November stays as it was sent.
      expect(dues(await settle('11'))).toEqual({ acme: 768, besta: 566, shop: 466 });
    });

    it('leaves nothing due of what is given back in the end', async () => {
      await refundPieces(till(), { reservationId, lines: new Map([['box', 2]]) });
      const [november, december] = [await settle('11'), await settle('12')];
      const left = (party: string) => (dues(november)[party] ?? 0) + (dues(december)[party] ?? 0);
      const discountLeft = december.statements.flatMap(({ promotions }) =>
        promotions.filter(({ promotion }) => promotion === 'joint'),
      );
      expect(discountLeft.reduce((sum, each) => sum + each.dueMinor, 0)).toBe(-1_001);
      for (const party of ['acme', 'besta', 'shop']) expect(left(party)).toBeGreaterThanOrEqual(0);
    });
  });

  it('of an order that is cancelled in its month leaves nothing due', async () => {
    clock.at = Date.parse('2026-11-21T12:00:00Z');
    const before = dues(await settle('11'));
    const reservationId = await pay('cancelled');
    clock.at += 86_400_000;
    await cancelOrder(till(), { reservationId });
    const after = await settle('11');
    expect(dues(after)).toEqual(before);
    expect(after.check.problems).toEqual([]);
    expect(after.check.redemptions).toBe(4);
  });

  it('knows nothing of promotions that the shop pays alone', async () => {
    const own = definition({ id: 'own', trigger: 'automatic' });
    await till().promotions.apply(
      [{ ...own, promotion: { ...promotionDefaults, ...own.promotion } }],
      clock.at,
    );
    const before = await settle('11');
    await pay('own');
    expect(await settle('11')).toEqual(before);
  });
});
