import { z } from 'zod';
import { localDate } from './campaign-schema.js';
import { locale } from './locale-schema.js';

// campaigns/promotions.yaml as it is written. promotions-file.ts turns it into promotions; what depends on the shop
// (its currency, its zone) is checked there.

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'is not a name (small letters, digits and -, at most 60)');
const notMoney = 'is not an amount of money (say 5.00)';
/** A number, or a text that keeps its zeros. */
const money = z.union([z.number(), z.string()], { error: notMoney });
const text = z.string().min(1);
const oneOrMore = z.union([text, z.array(text).min(1)], {
  error: 'is not a name or a list of names',
});
const wholeCount = z.int('is not a whole number').min(1, 'is less than 1');

const only = z.strictObject({
  category: oneOrMore.optional(),
  brand: oneOrMore.optional(),
  tag: oneOrMore.optional().describe('any of these'),
  sku: oneOrMore.optional(),
  price_from: money.optional().describe('unit price before discounts, included'),
  price_to: money.optional().describe('unit price before discounts, included'),
  not_discounted: z.boolean().optional().describe('leaves out what something has already lowered'),
});

const notAPercent = 'is not a percentage (say 15)';

export const promotionSchema = z.strictObject({
  name: z
    .record(locale, z.string().min(1).max(120))
    .describe('what customers read, in each language of the shop'),
  percent: z
    .number({ error: notAPercent })
    .positive('is not more than 0')
    .max(100, 'is more than 100')
    .optional()
    .describe('percent off: 15 is 15 %'),
  cap: money.optional().describe('with percent: the most it gives in one order'),
  amount: money.optional().describe('money off'),
  per: z
    .enum(['order', 'line', 'unit'])
    .default('order')
    .describe('where it is taken off and rounded: the order, each line, or each piece'),
  prices: z
    .enum(['remaining', 'original'])
    .default('remaining')
    .describe('percent of what earlier promotions left over, or of the prices before them'),
  minimum_spend: money.optional().describe('good from this much on, that much included'),
  minimum_quantity: wholeCount.optional().describe('good from this many pieces on'),
  customers: z
    .strictObject({ tag: oneOrMore })
    .optional()
    .describe('only customers who have every one of these tags'),
  only: only.optional().describe('which products it lowers; all unless given'),
  valid: z
    .strictObject({
      from: localDate.optional().describe('first local day'),
      until: localDate.optional().describe('last local day, included'),
    })
    .optional(),
  limit: z
    .strictObject({
      uses: wholeCount.optional().describe('in all; no more coupons than that are handed out'),
      per_customer: wholeCount.optional().describe('counted over all chats of a person; no guests'),
      budget: money.optional().describe('money that it may give away in all'),
      last_of_budget: z
        .enum(['refuse', 'give'])
        .default('refuse')
        .describe('when less is left than the discount: refuse it, or give what is left'),
    })
    .optional(),
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
});

export const promotionsSchema = z.strictObject({
  promotions: z
    .record(id, promotionSchema)
    .describe('each promotion under its id; never change an id: coupons and limits hang on it'),
});

export type PromotionFile = z.output<typeof promotionSchema>;
