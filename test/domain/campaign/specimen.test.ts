import { expect, it } from 'vitest';
import { barestFacts, longestFacts, specimenCode } from '../../../src/domain/campaign/specimen.js';
import { displayCode, readCouponCode } from '../../../src/domain/promotion/coupon-code.js';
import { testShop } from '../../support/campaigns.js';
import { definition } from '../../support/promotions.js';

const promotion = { ...definition({ id: 'ten' }), codePrefix: 'SAVE' };
const wishes = { shop: testShop, locale: 'zh-CN', pickCount: 3, definition: promotion };

it('shows a code as long as a real one that no till takes', () => {
  expect(specimenCode).toHaveLength(12 + 4 + 1);
  expect(displayCode(specimenCode)).toBe('SPEC-1MEN-0000-00000');
  // Whatever the key: the check character is wrong before a MAC is looked at.
  const anyMac = () => Uint8Array.of(0, 0, 0);
  expect(readCouponCode(specimenCode, anyMac)).toEqual({ ok: false, reason: 'typo' });
  expect(readCouponCode(`SAVE${specimenCode}`, anyMac)).toEqual({ ok: false, reason: 'typo' });
});

it('is as long as it says', () => {
  const facts = longestFacts(wishes);
  expect(facts.customerName).toHaveLength(41);
  expect(facts.picks.map(({ name }) => name.length)).toEqual([72, 72, 72]);
  expect(
    facts.picks.map(({ reason }) => 'productName' in reason && reason.productName.length),
  ).toEqual([72, 72, 72]);
  expect(String(facts.picks[0]?.priceMinor)).toHaveLength(6 + 2);
  expect(facts.coupon?.code).toBe(`SAVE${specimenCode}`);
  expect(facts).toMatchObject({ locale: 'zh-CN', currency: 'GBP', shopName: 'Test Shop' });
});

it('has different products and no coupon where the campaign brings none', () => {
  const facts = longestFacts({ ...wishes, pickCount: 2, definition: null });
  expect(new Set(facts.picks.map(({ sku }) => sku)).size).toBe(2);
  expect(facts.coupon).toBeNull();
});

it('leaves of the barest nothing but what the campaign itself brings', () => {
  const facts = barestFacts(wishes);
  expect(facts).toMatchObject({ customerName: null, shopUrl: null });
  expect(facts.picks).toHaveLength(1);
  expect(facts.picks[0]).toMatchObject({ category: null, imageUrl: null });
  expect(facts.coupon?.definition).toBe(promotion);
  expect(barestFacts({ ...wishes, pickCount: 0 }).picks).toEqual([]);
});
