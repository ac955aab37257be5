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

// What the parser says is not there yet decides, not a list by hand: a kind that is added runs its vectors.
const read = vectors.map((vector) => ({ vector, parsed: parseQuoteDocument(vector, now) }));
const supported = read.filter(({ parsed }) => parsed.ok);
const refused = read.flatMap(({ vector, parsed }) => (parsed.ok ? [] : [{ vector, parsed }]));

describe('the worked cases', () => {
  it.each(supported.map(({ vector, parsed }) => ({ ...vector, parsed })))(
    '$id $title',
    ({ parsed, expect: wanted }) => {
      if (!parsed.ok) throw new Error('was filtered');
      const { cart, promotions, context } = parsed.value;
      const found = receiptFormat(quote(cart, promotions, context));
      expect(found).toMatchObject(wanted);
      if ('line_discounts' in wanted)
        expect(found.line_discounts).toEqual(wanted['line_discounts']);
      if ('rejected' in wanted) expect(found.rejected).toEqual(wanted['rejected']);
    },
  );

  it('leaves out only what it names as not supported', () => {
    const words = /is not supported; (effects|phases|conditions): |is not a known key/;
    const reasons = refused.map(({ vector, parsed }) => ({
      id: vector.id,
      reasons: parsed.problems.map(({ place, message }) => `${place} ${message}`),
    }));
    for (const { id, reasons: each } of reasons)
      for (const reason of each) expect(`${id}: ${reason}`).toMatch(words);
    expect(supported.length).toBeGreaterThanOrEqual(36);
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
      input: { cart, promotions: [{ ...percent, effect: { type: 'gift', sku: 'X' } }] },
      line: 'promotions[0].effect.type "gift" is not supported; effects: percent_off, amount_off',
    },
    {
      input: { cart, promotions: [{ ...percent, phase: 'tender' }] },
      line: 'promotions[0].phase "tender" is not supported; phases: item, order',
    },
    {
      input: { cart, promotions: [{ ...percent, recurring: {} }] },
      line: 'promotions[0].recurring is not a known key; known here: id, phase, effect, conditions, scope, priority, stack, code, window, budget',
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
