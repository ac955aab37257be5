import { expect, it } from 'vitest';
import type { Effect } from '../../src/domain/promotion/effect.js';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
} from '../../src/domain/promotion/offer.js';
import { type Promotion, promotionDefaults } from '../../src/domain/promotion/promotion.js';
import { pointsPromotionId } from '../../src/services/points-tender.js';
import { applyPromotions } from '../../src/services/promotions.js';
import { type QuoteRequest, quoteCart, recountQuote } from '../../src/services/quote-cart.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, said, startAt, tillOn } from '../support/promotions.js';

const tenOff: Effect = { type: 'amount_off', amountMinor: 1_000, per: 'order' };

function automatic(
  id: string,
  promotion: Partial<Promotion>,
  more: Partial<PromotionDefinition> = {},
): PromotionDefinition {
  return {
    ...definitionDefaults,
    promotion: { ...promotionDefaults, id, phase: 'order', effect: tenOff, ...promotion },
    trigger: 'automatic',
    codePrefix: '',
    limits: noLimits,
    names: { en: id },
    ...more,
  };
}

onEachDatabase('a stored quote', (test) => {
  const open = async (definitions: readonly PromotionDefinition[], segments = new Map()) => {
    const till = tillOn(test.database());
    await applyPromotions(till, definitions, segments);
    const quoted = async (request: Partial<QuoteRequest>) => {
      const lines = [{ id: 'bag', unitPriceMinor: 2_000, quantity: 3 }];
      const asked = { lines, shippingMinor: 0, codes: [], customerId: null, ...request };
      const answer = await quoteCart(till, asked);
      if (answer.kind === 'refused') throw new Error('refused');
      return answer;
    };
    const outcome = async (request: Partial<QuoteRequest>) => {
      const { receipt } = await quoted(request);
      return [
        ...receipt.applied.map(({ id }) => id),
        ...receipt.rejected.map(({ id, reason }) => `${id} ${reason}`),
      ];
    };
    return { till, quoted, outcome };
  };
  const person = (more: object = {}) =>
    test.database().write(2, async (tx) => {
      const data = { externalId: `p-${Math.random()}`, createdAt: BigInt(startAt), ...more };
      return (await tx.models.customer.create({ data })).id;
    });

  it('knows the tier, the segment and the number of the order of who asks, and of a guest nothing', async () => {
    const isFrench = { kind: 'attribute', name: 'country', values: ['France'] } as const;
    const { outcome } = await open(
      [
        automatic('gold', { conditions: [{ type: 'customer_tier', tiers: ['gold'] }] }),
        automatic('french', { conditions: [{ type: 'segment', segment: 'french' }] }),
        automatic('first', { conditions: [{ type: 'order_number', from: 1, to: 1 }] }),
      ],
      new Map([['french', isFrench]]),
    );
    const attributes = JSON.stringify({ country: 'France' });
    const none = 'CUSTOMER_NOT_ELIGIBLE';
    expect(await outcome({ customerId: await person({ memberTier: 'gold' }) })).toEqual([
      'first',
      'gold',
      `french ${none}`,
    ]);
    expect(await outcome({ customerId: await person({ attributes }) })).toEqual([
      'first',
      'french',
      `gold ${none}`,
    ]);
    expect(await outcome({})).toEqual([`first ${none}`, `french ${none}`, `gold ${none}`]);
  });

  it('counts a paid order once, told by the shop or not, and not the order itself', async () => {
    const { till, outcome, quoted } = await open([
      automatic('first', { conditions: [{ type: 'order_number', from: 1, to: 1 }] }),
    ]);
    const ann = await person();
    const { quoteId } = await quoted({ customerId: ann });
    const held = await till.reserve(quoteId, 'A-1');
    if (held.kind === 'refused') throw new Error(held.reason);
    await till.checkout.commit({
      reservationId: held.reservation.id,
      at: startAt,
      idempotency: null,
    });
    expect(await outcome({ customerId: ann })).toEqual(['first CUSTOMER_NOT_ELIGIBLE']);
    expect(await outcome({ customerId: ann, orderRef: 'A-1' })).toEqual(['first']);
    await test.database().write(2, (tx) =>
      tx.models.shopOrder.create({
        data: {
          source: 'shop',
          externalId: 'A-1',
          customerId: ann,
          kind: 'sale',
          occurredAt: BigInt(startAt),
          recordedAt: BigInt(startAt),
        },
      }),
    );
    expect(await till.checkout.orderCount(ann, null)).toBe(1);
  });

  it('holds pieces for a flash sale, and offers what is left', async () => {
    const { till, quoted } = await open([
      automatic(
        'flash',
        { phase: 'base', effect: { type: 'set_unit_price', priceMinor: 500, mostUnits: null } },
        { limits: { ...noLimits, stock: 4, unitsPerCustomer: 3 } },
      ),
    ]);
    const [ann, bob] = [await person(), await person()];
    const first = await quoted({ customerId: ann });
    // Three of 20.00 for 5.00.
    expect(first.receipt.payableMinor).toBe(1_500);
    expect(said(await till.reserve(first.quoteId, 'F-1'))).toBe('OK');
    const second = await quoted({ customerId: bob });
    // One piece is left: 5.00 and twice 20.00.
    expect(second.receipt.payableMinor).toBe(4_500);
    await till.reserve(second.quoteId, 'F-2');
    const reasons = async (customerId: number | null) =>
      (await quoted({ customerId })).receipt.rejected.map(({ reason }) => reason);
    expect(await reasons(ann)).toEqual(['SOLD_OUT']);
    expect(await reasons(null)).toEqual(['IDENTITY_REQUIRED']);
  });

  it('pays with own points, at most what the offer allows', async () => {
    const { till, quoted } = await open([]);
    const ann = await person();
    const offer = { available: 9_000, minorPerPoint: 1, maxShareBps: 5_000 };
    const member = Object.assign({ pointsOfferOf: () => Promise.resolve(offer) }, till);
    const lines = [{ id: 'bag', unitPriceMinor: 2_000, quantity: 3 }];
    const request = { lines, shippingMinor: 0, codes: [], customerId: ann };
    const paid = async (points: number | 'all') => {
      const answer = await quoteCart(member, { ...request, points });
      return answer.kind === 'quoted' ? answer.receipt.tenderMinor : null;
    };
    // Half of 60.00.
    expect(await paid('all')).toBe(3_000);
    expect(await paid(1_200)).toBe(1_200);
    // Nobody asked for it.
    expect((await quoted({ customerId: ann })).receipt.tenderMinor).toBe(0);
    const answer = await quoteCart(member, { ...request, points: 700 });
    const kept = answer.kind === 'quoted' ? await till.checkout.quote(answer.quoteId) : null;
    expect(kept?.promotions).toMatchObject([
      { key: pointsPromotionId, promotionId: null, holds: [{ kind: 'points', amount: 700 }] },
    ]);
  });

  it('counts again from what was kept, to the bit, and tells when the kept receipt was changed', async () => {
    const { till, quoted } = await open([
      automatic('ten', {
        conditions: [
          { type: 'subtotal_at_least', amountMinor: 5_000, scope: {}, basis: 'remaining' },
        ],
        funding: [
          { party: 'shop', bps: 5_000 },
          { party: 'brand', bps: 5_000 },
        ],
      }),
    ]);
    const { quoteId, receipt } = await quoted({ customerId: await person() });
    const again = await recountQuote(till, quoteId);
    expect(again).toMatchObject({ isSame: true, receipt: { payableMinor: receipt.payableMinor } });
    await test.database().write(2, async (tx) => {
      const row = await tx.models.quote.findUniqueOrThrow({ where: { id: quoteId } });
      const forged = row.receipt.replace('"payableMinor":5000', '"payableMinor":4999');
      expect(forged).not.toBe(row.receipt);
      await tx.models.quote.update({ where: { id: quoteId }, data: { receipt: forged } });
    });
    expect(await recountQuote(till, quoteId)).toMatchObject({ isSame: false });
    expect(await recountQuote(till, 'none')).toBeNull();
  });

  it('gives what is for the first order to one of two carts that are paid at once', async () => {
    const { till, quoted } = await open([
      automatic('first', { conditions: [{ type: 'order_number', from: 1, to: 1 }] }),
    ]);
    const customerId = await addCustomer(test.database(), `new-${test.name}`);
    const [a, b] = [await quoted({ customerId }), await quoted({ customerId })];
    expect([a, b].map(({ receipt }) => receipt.applied.length)).toEqual([1, 1]);
    const answers = await Promise.all([
      till.reserve(a.quoteId, 'first-a'),
      till.reserve(b.quoteId, 'first-b'),
    ]);
    expect(answers.map(said).sort()).toEqual(['CUSTOMER_LIMIT_REACHED', 'OK']);
  });

  it('names in a group’s cart no other group’s price, and holds a seat', async () => {
    const conditions = [{ type: 'group_size_at_least', size: 3 }] as const;
    const { till, quoted, outcome } = await open([
      automatic('together', { conditions }),
      automatic('others', { conditions }),
    ]);
    expect(await outcome({})).toEqual(['others GROUP_TOO_SMALL', 'together GROUP_TOO_SMALL']);
    const all = await till.promotions.all();
    const promotion = all.find(({ key }) => key === 'together');
    if (promotion === undefined) throw new Error('it was applied');
    const { promotionId } = promotion;
    const group = { id: 'g-1', promotionId, seats: 3, promotion };
    expect(await outcome({ group })).toEqual(['together']);
    const { quoteId } = await quoted({
      group,
      customerId: await addCustomer(test.database(), 'gil'),
    });
    expect((await till.checkout.quote(quoteId))?.promotions).toMatchObject([
      { key: 'together', holds: [{ kind: 'seat', amount: 1, groupBuyId: 'g-1' }] },
    ]);
  });
});
