import { expect, it } from 'vitest';
import { receiptText } from '../../src/cli/receipt-text.js';
import { promotionDefaults } from '../../src/domain/promotion/promotion.js';
import { quote } from '../../src/domain/promotion/quote.js';

it('shows lines, what came off, what is to pay, and what would still help', () => {
  const percent = {
    type: 'percent_off',
    bps: 1000,
    capMinor: null,
    rounding: 'line',
    basis: 'remaining',
  } as const;
  const five = { type: 'amount_off', amountMinor: 500, per: 'order' } as const;
  const least = {
    type: 'subtotal_at_least',
    amountMinor: 4000,
    scope: {},
    basis: 'remaining',
  } as const;
  const receipt = quote(
    {
      currency: 'GBP',
      shippingMinor: 395,
      lines: [
        { id: 'bag', unitPriceMinor: 1500, quantity: 2 },
        { id: 'mug', unitPriceMinor: 700, quantity: 1 },
      ],
    },
    [
      { ...promotionDefaults, id: 'ten', phase: 'order', effect: percent },
      { ...promotionDefaults, id: 'five', phase: 'order', effect: five, conditions: [least] },
      { ...promotionDefaults, id: 'secret', phase: 'order', effect: five, code: 'AB' },
    ],
    { at: 0, codes: [], customerTags: [] },
  );
  // 37.00 of goods, 3.70 off, 3.95 shipping; 33.30 is 6.70 short of 40.00.
  const text = receiptText(receipt);
  for (const line of [
    'bag        2  £15.00  £30.00  -£3.00  £27.00',
    'goods     £37.00',
    'ten       -£3.70',
    'to pay    £37.25',
    'five: the cart is too small (£33.30 of £40.00); add £6.70',
    'secret: its code was not entered',
  ])
    expect(text.split('\n')).toContain(line);
});
