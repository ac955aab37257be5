import { z } from 'zod';
import { locale } from './locale-schema.js';
import { group, kindShapes } from './promotion-kinds-schema.js';
import {
  endOfHours,
  moment,
  money,
  oneOrMore,
  only,
  timeOfDay,
  wholeCount,
} from './promotion-parts-schema.js';
import { zone } from './shop-file.js';

// campaigns/promotions.yaml as it is written. promotion-reader.ts turns it into promotions; what depends on other keys or
// on the shop (its currency, its zone, its segments) is checked there.

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'is not a name (small letters, digits and -, at most 60)');

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const prices = z.enum(['remaining', 'original']);

const notAnOrder = 'is not an order’s number (say first, 3, "2 to 5" or from 2)';
const orderNumber = z
  .union([z.int().min(1), z.string()], { error: notAnOrder })
  .transform((written, context) => {
    const found = readOrderNumber(String(written).trim());
    if (found !== null) return found;
    context.addIssue({ code: 'custom', message: notAnOrder });
    return z.NEVER;
  });

function readOrderNumber(written: string): { from: number; to: number | null } | null {
  if (written === 'first') return { from: 1, to: 1 };
  const [, open, from = '', to] =
    /^(from )?([1-9]\d{0,5})(?:\s*(?:to|-|–)\s*([1-9]\d{0,5}))?$/.exec(written) ?? [];
  if (from === '' || (open !== undefined && to !== undefined)) return null;
  if (open !== undefined) return { from: Number(from), to: null };
  const last = Number(to ?? from);
  return last < Number(from) ? null : { from: Number(from), to: last };
}

const conditions = {
  minimum_spend: money.optional().describe('good from this much on, that much included'),
  more_than_spend: money.optional().describe('good above this much'),
  minimum_quantity: wholeCount.optional().describe('good from this many pieces on'),
  minimum_on: only
    .optional()
    .describe('what counts towards these minimums; everything unless given'),
  minimum_prices: prices
    .optional()
    .describe('spend after earlier promotions (remaining), or before them; remaining unless given'),
  customers: z
    .strictObject({
      tag: oneOrMore.optional().describe('has every one of these tags'),
      tier: oneOrMore.optional().describe('is a member of one of these tiers'),
      segment: oneOrMore.optional().describe('is in every one of these segments of segments.yaml'),
      order: orderNumber
        .optional()
        .describe('which order of the customer: first, 3, "2 to 5", from 2'),
    })
    .optional()
    .describe('only for these customers'),
  channels: oneOrMore.optional().describe('only in these channels of shop.yaml, or `shop`'),
  only: only.optional().describe('which products it lowers; all unless given'),
};

const times = {
  timezone: zone.optional().describe("of its days and hours; the shop's unless given"),
  valid: z
    .strictObject({
      from: moment.optional().describe('first day, or first instant'),
      until: moment.optional().describe('last day, included; or an instant, excluded'),
    })
    .optional(),
  hours: z
    .strictObject({
      days: z
        .array(z.enum(weekdays))
        .min(1)
        .default([...weekdays]),
      from: timeOfDay,
      until: endOfHours.describe('excluded; not after `from`: of the next day'),
    })
    .optional()
    .describe('only at these hours, by local clocks'),
};

const limit = z.strictObject({
  uses: wholeCount.optional().describe('in all; no more coupons than that are handed out'),
  per_customer: wholeCount.optional().describe('counted over all chats of a person; no guests'),
  budget: money.optional().describe('money that it may give away in all'),
  last_of_budget: z
    .enum(['refuse', 'give'])
    .default('refuse')
    .describe('when less is left than the discount: refuse it, or give what is left'),
  stock: wholeCount.optional().describe('pieces in all'),
  pieces_per_customer: wholeCount
    .optional()
    .describe('pieces for one person, over all orders; no guests'),
});

const notAShare = 'is not a share (say 60%)';
const share = z
  .string({ error: notAShare })
  .regex(/^\d{1,3}(\.\d{1,2})?\s?%$/, notAShare)
  .transform((written) => Math.round(Number.parseFloat(written) * 100));

const text = z.record(locale, z.string().min(1).max(120));

export const promotionSchema = z.strictObject({
  name: text.describe('what customers read, in each language of the shop'),
  note: text
    .optional()
    .describe('a line more for cards and the checkout, such as what the payment provider offers'),
  ...kindShapes,
  cap: money.optional().describe('with percent: the most it gives in one order'),
  per: z
    .enum(['order', 'line', 'unit'])
    .optional()
    .describe(
      'where it is taken off and rounded: the order (unless given), each line, or each piece',
    ),
  base: z
    .boolean()
    .optional()
    .describe('lowers the price itself, before all else; of several such the lowest price holds'),
  full_groups_of: wholeCount
    .optional()
    .describe('with amount per unit: only pieces in full groups of so many'),
  prices: prices
    .optional()
    .describe(
      'percent of what earlier promotions left over (unless given), or of the prices before them',
    ),
  most_pieces: wholeCount.optional().describe('with price: so many pieces in one order'),
  group: group.optional().describe('a group price: good once so many buy together'),
  ...conditions,
  ...times,
  limit: limit.optional(),
  combine: z
    .union([z.boolean(), z.strictObject({ best_of: id })], {
      error: 'is not true, false or { best_of: GROUP }',
    })
    .default(true)
    .describe('with other promotions: true, false (alone), or only the best of a group'),
  priority: z
    .int('is not a whole number')
    .min(-1_000)
    .max(1_000)
    .default(0)
    .describe('higher first'),
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]{3,30}$/, 'is not a code (letters, digits and -, 3 to 30)')
    .optional()
    .describe('one code for everybody; without it each customer needs a coupon'),
  automatic: z.boolean().default(false).describe('applies to everybody without any code'),
  code_prefix: z.string().optional().describe('in front of the code of each coupon'),
  funding: z
    .record(z.string().min(1).max(100), share)
    .optional()
    .describe('who pays which part; `shop` is the shop itself; the shop pays all unless given'),
  refunds: z
    .enum(['proportional', 'reevaluate'])
    .default('proportional')
    .describe('a partial refund gives back what was paid for the pieces, or counts the rest anew'),
  reusable_after_cancel: z
    .boolean()
    .default(true)
    .describe('whether its coupon and limits are free again once a paid order is cancelled'),
});

export const promotionsSchema = z.strictObject({
  promotions: z
    .record(id, promotionSchema)
    .describe('each promotion under its id; never change an id: coupons and limits hang on it'),
});

export type PromotionFile = z.output<typeof promotionSchema>;
