import { z } from 'zod';
import { duration } from './duration.js';
import { moment, money, only, percent, wholeCount } from './promotion-parts-schema.js';

// What a promotion gives: exactly one of these stands in each. promotion-effects.ts turns them into effects.

const notABlock = 'is not a group of keys';
const times = wholeCount.optional();

const tier = z.strictObject({
  from: money.optional().describe('money spent, included'),
  pieces: wholeCount.optional().describe('or: pieces in the cart, included'),
  off: money.optional().describe('money off'),
  percent: percent.optional().describe('or: percent off'),
});

const every = z.strictObject(
  {
    spend: money.describe('as often as this much fits into the cart'),
    off: money.describe('so much off each time'),
    most_times: times.describe('no more often than this'),
  },
  { error: `${notABlock} (say { spend: 200.00, off: 30.00 })` },
);

const gift = z.strictObject(
  {
    sku: z.string().min(1).max(200),
    pieces: wholeCount.default(1),
    worth: money.describe(
      'of one piece: what it costs whoever pays for it; limits and reports count it',
    ),
    for_each_pieces: times.describe(
      'so many pieces for each so many in the cart; once unless given',
    ),
  },
  { error: `${notABlock} (say { sku: CUP-01, worth: 5.00 })` },
);

const buy = z.strictObject(
  {
    pieces: wholeCount.describe('pieces at the full price'),
    get: wholeCount.default(1).describe('pieces that are then lowered'),
    percent: percent.default(100).describe('by so many percent; 100, free, unless given'),
    repeat: z.boolean().optional().describe('again for each further set; once unless given'),
    most_times: times.describe('no more sets than this'),
    only: only.optional().describe('which products are paid; as the promotion’s own unless given'),
    get_only: only
      .optional()
      .describe('which products are lowered; as the promotion’s own unless given'),
    lowers: z
      .enum(['cheapest', 'dearest'])
      .default('cheapest')
      .describe('which of the products that may be lowered'),
  },
  { error: `${notABlock} (say { pieces: 2, get: 1 })` },
);

const bundle = z.strictObject(
  {
    items: z
      .array(z.strictObject({ only: only.optional(), pieces: wholeCount.default(1) }))
      .min(1, 'names no product')
      .max(20),
    price: money.describe('of the set'),
    most_times: times.describe('no more sets than this in one order'),
  },
  {
    error: `${notABlock} (say { items: [{ only: { category: tea } }, { only: { category: cups } }], price: 12.00 })`,
  },
);

const presale = z.strictObject(
  {
    deposit: money.describe('of each piece, paid now'),
    counts_for: money.optional().describe('what the deposit is worth; the deposit unless given'),
    balance: z
      .strictObject({ from: moment, until: moment })
      .describe('when the rest is paid; a last day is included'),
  },
  {
    error: `${notABlock} (say { deposit: 10.00, counts_for: 20.00, balance: { from: …, until: … } })`,
  },
);

const sample = z.strictObject(
  {
    pieces: wholeCount.default(1).describe('in one order'),
    price: z
      .union([z.literal('free'), money], { error: 'is not an amount of money, or free' })
      .default('free'),
  },
  { error: `${notABlock} (say { pieces: 1, price: free })` },
);

const cashback = z.strictObject(
  {
    percent: percent.describe('of what is paid in money for the goods'),
    most_points: times.describe('in one order'),
  },
  { error: `${notABlock} (say { percent: 5 })` },
);

const shipping = z.union(
  [z.literal('free'), z.strictObject({ percent: percent.optional(), off: money.optional() })],
  { error: 'is not free, { percent: 50 } or { off: 3.00 }' },
);

export const kindShapes = {
  percent: percent.optional().describe('percent off: 15 is 15 %'),
  amount: money.optional().describe('money off'),
  tiers: z
    .array(tier)
    .min(1, 'has no tier')
    .max(100)
    .optional()
    .describe('the more, the more: only the highest tier that is reached gives'),
  every: every.optional().describe('so much off for every so much spent'),
  gift: gift.optional().describe('something added for nothing'),
  buy: buy.optional().describe('buy some, get others free or lowered'),
  bundle: bundle.optional().describe('one price for several things together'),
  price: money.optional().describe('what each piece costs instead: flash price, member price'),
  presale: presale.optional().describe('a deposit now, the rest later'),
  sample: sample.optional().describe('a piece to try, for nothing or nearly so'),
  cashback: cashback.optional().describe('points back, once the order is paid'),
  gift_card: money.optional().describe('a coupon that is a balance, and pays until it is used up'),
  shipping: shipping.optional().describe('lowers what delivery costs'),
};

export type Kind = keyof typeof kindShapes;
export const kinds = Object.keys(kindShapes) as Kind[];

export const group = z.strictObject(
  {
    size: z.int('is not a whole number').min(2, 'is less than 2').max(1_000),
    within: duration.describe('how long a group stays open'),
  },
  { error: `${notABlock} (say { size: 3, within: 24h })` },
);
