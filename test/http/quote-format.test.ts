import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quote } from '../../src/domain/promotion/quote.js';
import { parseQuoteDocument, receiptFormat } from '../../src/http/quote-format.js';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const file = resolve(import.meta.dirname, '../domain/promotion/vectors.json');
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };
const now = Date.parse('2026-11-21T12:00:00Z');

describe('the worked cases', () => {
  it.each(vectors.map((vector) => ({ ...vector, parsed: parseQuoteDocument(vector, now) })))(
    '$id $title',
    ({ parsed, expect: wanted }) => {
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const { cart, promotions, context } = parsed.value;
      const found = receiptFormat(quote(cart, promotions, context));
      expect(found).toMatchObject(wanted);
      if ('line_discounts' in wanted)
        expect(found.line_discounts).toEqual(wanted['line_discounts']);
      if ('rejected' in wanted) expect(found.rejected).toEqual(wanted['rejected']);
    },
  );

  it('are all there', () => {
    expect(vectors.length).toBe(59);
  });
});

describe('what is wrong is said with its JSON path', () => {
  const cart = { lines: [{ id: 'a', unit_price: 1000, qty: 2 }] };
  const percent = { id: 'p', phase: 'item', effect: { type: 'percent_off', bps: 1000 } };
  it.each([
    { input: [], line: 'the body this list is not an object' },
    { input: {}, line: 'cart is missing' },
    {
      input: { cart: { lines: [{ id: 'a', unit_price: 9.99, qty: 1 }] }, promotions: [] },
      line: 'cart.lines[0].unit_price 9.99 is not a whole number of minor units',
    },
    {
      input: { cart: { lines: [{ id: 'a', unit_price: 1, qty: 0 }] }, promotions: [] },
      line: 'cart.lines[0].qty 0 is less than 1',
    },
    {
      input: { cart: { lines: [{ id: 'a', unit_prize: 1, qty: 1 }] }, promotions: [] },
      line: 'cart.lines[0].unit_prize is not a known key; did you mean "unit_price"?',
    },
    {
      input: { cart: { lines: [...cart.lines, ...cart.lines] }, promotions: [] },
      line: 'cart.lines this list has the id "a" twice',
    },
    {
      input: { cart, promotions: [percent, percent] },
      line: 'promotions this list has the id "p" twice',
    },
    {
      input: { cart, promotions: [{ ...percent, effect: { type: 'percent_off', bps: 12_000 } }] },
      line: 'promotions[0].effect.bps 12000 is more than 10000 basis points (100 %)',
    },
    {
      input: { cart, promotions: [{ ...percent, effect: { type: 'lottery' } }] },
      line: 'promotions[0].effect.type "lottery" is not supported; effects: percent_off, amount_off, tiers, every, buy_get, set_unit_price, bundle_price, gift, presale, shipping_percent, points, gift_card, points_back',
    },
    {
      input: { cart, promotions: [{ ...percent, effect: {} }] },
      line: 'promotions[0].effect.type is missing; effects: percent_off, amount_off, tiers, every, buy_get, set_unit_price, bundle_price, gift, presale, shipping_percent, points, gift_card, points_back',
    },
    {
      input: { cart, promotions: [{ ...percent, effect: { type: 'every', step: 0, amount: 5 } }] },
      line: 'promotions[0].effect.step 0 is less than 1',
    },
    {
      input: {
        cart,
        promotions: [
          { ...percent, effect: { type: 'tiers', table: [{ at: 100, of: 5, bps: 1 }] } },
        ],
      },
      line: 'promotions[0].effect.table[0].of is not a known key; known here: at, amount, bps',
    },
    {
      input: {
        cart,
        promotions: [{ ...percent, effect: { type: 'tiers', table: [{ at: 100 }] } }],
      },
      line: 'promotions[0].effect.table[0] this object needs either amount or bps',
    },
    {
      input: {
        cart,
        promotions: [{ ...percent, effect: { type: 'percent_off', bsp: 5, bps: 1 } }],
      },
      line: 'promotions[0].effect.bsp is not a known key; did you mean "bps"?',
    },
    {
      input: { cart, promotions: [{ ...percent, conditions: [{ type: 'moon' }] }] },
      line: 'promotions[0].conditions[0].type "moon" is not supported; conditions: subtotal_at_least, subtotal_more_than, quantity_at_least, group_size_at_least, customer_tag, customer_tier, segment, order_number, channel',
    },
    {
      input: { cart, promotions: [{ ...percent, funding: [{ party: 'shop', bps: 6_000 }] }] },
      line: 'promotions[0].funding this list does not add up to 10000 basis points',
    },
    {
      input: {
        cart,
        promotions: [
          { ...percent, recurring: { tz: 'Mars/Base', days: [1], from: '8:00', until: '10:00' } },
        ],
      },
      line: 'promotions[0].recurring.tz "Mars/Base" is not a time zone (say Europe/London or Asia/Shanghai)',
    },
    {
      input: { cart, promotions: [{ ...percent, phase: 'tender' }] },
      line: 'promotions[0].phase "tender" does not go with percent_off, which stands in order, item, base, shipping',
    },
    {
      input: { cart, promotions: [{ ...percent, phase: 'late' }] },
      line: 'promotions[0].phase "late" is not a phase; phases: base, item, order, shipping, tender, reward',
    },
    {
      input: { cart, promotions: [{ ...percent, weather: 'rain' }] },
      line: 'promotions[0].weather is not a known key; known here: id, phase, effect, conditions, scope, priority, stack, code, window, recurring, budget, units_left, funding, version',
    },
    {
      input: { cart, promotions: [{ ...percent, scope: { tag: ['x'] } }] },
      line: 'promotions[0].scope.tag is not a known key; did you mean "tags"?',
    },
    {
      input: { cart, promotions: [], now: 'tomorrow' },
      line: 'now "tomorrow" is not an instant (say 2026-11-30T09:00:00Z)',
    },
  ])('$line', ({ input, line }) => {
    const parsed = parseQuoteDocument(input, now);
    const lines = parsed.ok ? [] : parsed.problems.map((each) => `${each.place} ${each.message}`);
    expect(lines).toContain(line);
  });
});
