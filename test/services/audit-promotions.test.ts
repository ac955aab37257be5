import { beforeAll, describe, expect, it } from 'vitest';
import { auditText } from '../../src/cli/audit-text.js';
import { type AuditRequest, auditPromotions } from '../../src/services/audit-promotions.js';
import { auditStore } from '../../src/store/audit-store.js';
import { onEachDatabase } from '../support/databases.js';
import { startAt, tillOn } from '../support/promotions.js';

const request: AuditRequest = {
  limits: { mostShareBps: 4_000, leastValueMinor: 100, roundingMinor: 0.5 },
  shippingMinor: 0,
  codes: 'all',
  draft: null,
  seed: 1,
  mostCarts: 20_000,
  isOver: () => false,
  onProgress: () => undefined,
};

const words = { currency: 'GBP', timezone: 'Europe/London', mostShareBps: 4_000, most: 5 };

onEachDatabase('an audit of promotions', (test) => {
  const parts = () => {
    const { promotions, clock, shop, apply, issue } = tillOn(test.database());
    return { promotions, clock, shop, apply, issue, audits: auditStore(test.database()) };
  };

  beforeAll(async () => {
    const row = { createdAt: 0n, updatedAt: 0n, kind: 'product', tags: '["fresh"]' };
    await test.database().write(2, ({ models }) =>
      models.product.createMany({
        data: [
          { ...row, sku: 'bag', name: 'Bag', priceMinor: 2_000n, costMinor: 1_500n },
          { ...row, sku: 'cup', name: 'Cup', priceMinor: 800n },
          { ...row, sku: 'gone', name: 'Gone', priceMinor: 500n, active: false },
          { ...row, sku: 'post', name: 'A post', priceMinor: 100n, kind: 'content' },
          { ...row, sku: 'free', name: 'Free', priceMinor: 0n },
        ],
      }),
    );
  });

  it('reads what is sold now, with its cost where it is known', async () => {
    const pages = [];
    for await (const page of auditStore(test.database()).products()) pages.push(...page);
    const none = { category: null, brand: null, tags: ['fresh'] };
    expect(pages).toEqual([
      { ...none, sku: 'bag', name: 'Bag', priceMinor: 2_000, costMinor: 1_500 },
      { ...none, sku: 'cup', name: 'Cup', priceMinor: 800, costMinor: null },
    ]);
  });

  describe('of promotions in force', () => {
    beforeAll(async () => {
      const { apply } = parts();
      // 5.00 off each order, and 6.00 more for whoever has a coupon.
      await apply([
        { id: 'five', trigger: 'automatic' },
        { id: 'six', effect: { type: 'amount_off', amountMinor: 600, per: 'order' } },
      ]);
    });

    it('finds what they give together, and what one alone does', async () => {
      const audit = await auditPromotions(parts(), request);
      // A cup for 8.00: 5.00 is 62.5 %, and 3.00 more is all of it. A bag: 11.00 of 20.00, and 15.00 was its cost.
      expect(audit.result.worst?.share).toBe(1);
      expect(audit.result.found.map(({ kind }) => kind)).toContain('below-cost');
      expect(audit).toMatchObject({ products: 2, withoutCost: 1, automatic: 1, byCode: 1 });
    });

    it('looks only at what needs no code, if asked to', async () => {
      const { result } = await auditPromotions(parts(), { ...request, codes: 'none' });
      expect(result.worst?.givenMinor).toBe(500);
      // A bag for 15.00 costs as much: no loss.
      expect(result.found.map(({ kind }) => kind)).toEqual(['share']);
    });

    it('takes a draft in their place', async () => {
      const { result } = await auditPromotions(parts(), { ...request, draft: [] });
      expect(result.worst).toBeNull();
    });

    it('says in words what is wrong, and what the smallest cart is', async () => {
      const text = auditText(await auditPromotions(parts(), request), words);
      for (const line of [
        'to get more than 40 % off.',
        'to buy below cost.',
        '1. 100 % given away: five + six',
        '   1 × cup  Cup         £8.00',
        '   six (code entered)  -£3.00  37.5 %',
        '   to pay               £0.00',
        'The smallest that is too much: 1 × cup, 62.5 % of £8.00, by five.',
        '1 of 2 products have no cost',
      ])
        expect(text).toContain(line);
    });
  });

  describe('of coupons that are out', () => {
    it('finds their older terms, while they are good', async () => {
      const { apply, issue, audits } = parts();
      const off = (amountMinor: number) =>
        ({ type: 'amount_off', amountMinor, per: 'order' }) as const;
      await apply([{ id: 'lavish', effect: off(1_900) }]);
      await issue('lavish', [null], 10);
      await apply([{ id: 'lavish', effect: off(100) }]);
      const audit = await auditPromotions(parts(), request);
      expect(audit.olderTerms).toBe(1);
      // 19.00 off a bag for 20.00, or a cup for nothing.
      expect(audit.result.worst?.share).toBe(1);
      const later = startAt + 10 * 86_400_000;
      expect(await audits.pinned(later)).toEqual([]);
      expect((await audits.pinned(later - 1)).map(({ key }) => key)).toEqual(['lavish']);
    });
  });
});
