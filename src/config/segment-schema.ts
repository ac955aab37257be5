import { z } from 'zod';
import { type InteractionKind, interactionKinds } from '../domain/behaviour/interaction-kind.js';
import { type RfmName, rfmNames } from '../domain/profile/rfm.js';
import { didYouMean } from '../domain/suggest.js';
import { duration } from './duration.js';

// One group with every key optional, not a union of groups: an editor can offer all keys, and a slip is told
// as "is not a known key", not as "fits none of fourteen shapes". segment-rule-reader.ts says which go together.

const scalar = z.union([z.string().min(1), z.number(), z.boolean()], {
  error: 'is not a single value',
});

const text = z.string().min(1);

function oneOrMore<T extends z.ZodType>(value: T) {
  return z.union([value, z.array(value).min(1)]);
}

function comparison<T extends z.ZodType<number>>(value: T) {
  const bounds = {
    is: value.optional(),
    at_least: value.optional(),
    at_most: value.optional(),
    more_than: value.optional(),
    less_than: value.optional(),
  };
  return z.union([value, z.strictObject(bounds)]);
}

const count = comparison(z.int()).optional();
const score = comparison(z.int().min(1).max(5)).optional();
const percent = comparison(z.int().min(0).max(100)).optional();
const money = comparison(z.number()).optional();

export const figureKeys = {
  recency_days: count.describe('whole days since the last purchase'),
  inactive_days: count.describe('whole days since anything was done'),
  customer_days: count.describe('whole days since the first purchase'),
  purchase_count: count.describe('orders placed, ever'),
  unit_count: count.describe('pieces bought, ever'),
  active_days: count.describe('days with any activity, ever'),
  recency_score: score.describe('5: bought more recently than four fifths of all buyers'),
  frequency_score: score.describe('5: orders more often than four fifths of all buyers'),
  monetary_score: score.describe('5: spent more than four fifths of all buyers'),
  monetary: money.describe('money spent less refunds, ever'),
  average_basket: money.describe('money spent less refunds, for each order'),
  price_level: score.describe('5: buys among the dearest fifth of what each category has'),
  discount_share: percent.describe('percent of the orders that had anything off'),
  visits: count.describe('visits, ever; one ends after half an hour without anything'),
  best_hour: comparison(z.int().min(0).max(23))
    .optional()
    .describe('the hour of the day, on the own clock, in which visits begin most'),
  best_weekday: comparison(z.int().min(1).max(7))
    .optional()
    .describe('the day on which visits begin most: 1 Monday to 7 Sunday'),
  alive: percent.describe('percent: how likely it is that they still buy here'),
  expected_purchases: count.describe('times they are expected to buy within a year, rounded'),
  lifetime_value: money.describe('money expected from them within a year, worth today'),
};

export type FigureKey = keyof typeof figureKeys;

export interface ComparisonFile {
  readonly is?: number | undefined;
  readonly at_least?: number | undefined;
  readonly at_most?: number | undefined;
  readonly more_than?: number | undefined;
  readonly less_than?: number | undefined;
}

type OneOrMore<T> = T | readonly T[];

/** What came after a deed, or did not. */
export interface FollowUpFile {
  readonly did: InteractionKind;
  readonly category?: OneOrMore<string> | undefined;
  readonly brand?: OneOrMore<string> | undefined;
  readonly sku?: OneOrMore<string> | undefined;
  readonly within?: number | undefined;
  readonly same?: 'product' | undefined;
}

/** A condition as it stands in a file, durations already in milliseconds. */
export interface ConditionFile
  extends Readonly<Partial<Record<FigureKey, number | ComparisonFile | undefined>>> {
  readonly all?: readonly ConditionFile[] | undefined;
  readonly any?: readonly ConditionFile[] | undefined;
  readonly not?: ConditionFile | undefined;
  readonly segment?: string | undefined;
  readonly attribute?: string | undefined;
  readonly is?: OneOrMore<string | number | boolean> | undefined;
  readonly is_not?: OneOrMore<string | number | boolean> | undefined;
  readonly exists?: boolean | undefined;
  readonly locale?: OneOrMore<string> | undefined;
  readonly tier?: OneOrMore<string> | undefined;
  readonly birthday?: 'today' | 'this_month' | undefined;
  readonly age?: number | ComparisonFile | undefined;
  readonly rfm?: OneOrMore<RfmName> | undefined;
  readonly interest?: OneOrMore<string> | undefined;
  readonly share?: number | ComparisonFile | undefined;
  readonly prefers_channel?: string | undefined;
  readonly did?: InteractionKind | undefined;
  readonly category?: OneOrMore<string> | undefined;
  readonly brand?: OneOrMore<string> | undefined;
  readonly sku?: OneOrMore<string> | undefined;
  readonly times?: number | ComparisonFile | undefined;
  readonly amount?: number | ComparisonFile | undefined;
  readonly within?: number | undefined;
  readonly followed_by?: FollowUpFile | undefined;
  readonly not_followed_by?: FollowUpFile | undefined;
  readonly cluster?: string | undefined;
  readonly consent?: string | undefined;
  readonly channel?: string | undefined;
}

const standing = z.enum(rfmNames);

const standings = z.union([standing, z.array(standing).min(1)], {
  error: ({ input }) => `is not a standing${didYouMean(String(input), rfmNames)}`,
});

const attributeName = z
  .string()
  .regex(
    /^[^"\\]{1,80}$/,
    'is not an attribute name (no quotes or backslashes, at most 80 letters)',
  );

const followUp = z.strictObject({
  did: z.enum(interactionKinds).describe('what the customer did afterwards'),
  category: oneOrMore(text).optional().describe('with a product of this category'),
  brand: oneOrMore(text).optional().describe('with a product of this brand'),
  sku: oneOrMore(text).optional().describe('with this product'),
  same: z.enum(['product']).optional().describe('with the very product of the deed before'),
  within: duration.optional().describe('how soon after it, such as 3d; ever since unless given'),
});

const conditionKeys = {
  get all(): z.ZodOptional<z.ZodArray<z.ZodType<ConditionFile>>> {
    return z.array(condition).min(1).optional().describe('every one of these holds');
  },
  get any(): z.ZodOptional<z.ZodArray<z.ZodType<ConditionFile>>> {
    return z.array(condition).min(1).optional().describe('at least one of these holds');
  },
  get not(): z.ZodOptional<z.ZodType<ConditionFile>> {
    return condition.optional().describe('this does not hold');
  },
  segment: text.optional().describe('is in another segment of this file'),
  attribute: attributeName.optional().describe('a fact of your own about the customer'),
  is: oneOrMore(scalar).optional().describe('the attribute is this, or one of these'),
  is_not: oneOrMore(scalar).optional().describe('the attribute is none of these, or unknown'),
  exists: z.boolean().optional().describe('whether the attribute is known at all'),
  locale: oneOrMore(text).optional().describe('language, such as zh or zh-CN'),
  tier: oneOrMore(text).optional().describe('member tier'),
  birthday: z.enum(['today', 'this_month']).optional(),
  age: comparison(z.int().min(0).max(150)).optional().describe('whole years, by the birthday'),
  interest: oneOrMore(text)
    .optional()
    .describe('shows interest in this category, brand or tag, or one of these'),
  share: percent.describe('percent of all interest of that sort; at least 10 if absent'),
  prefers_channel: text.optional().describe('answers most on this channel of shop.yaml'),
  rfm: standings.optional().describe('standing by how recently and how often'),
  ...figureKeys,
  did: z.enum(interactionKinds).optional().describe('what the customer did'),
  category: oneOrMore(text).optional().describe('with a product of this category'),
  brand: oneOrMore(text).optional().describe('with a product of this brand'),
  sku: oneOrMore(text).optional().describe('with this product'),
  times: comparison(z.int().min(0)).optional().describe('how many times (orders, for a purchase)'),
  amount: money.describe('for how much money in all, before refunds'),
  within: duration.optional().describe('how far back to look, such as 90d'),
  followed_by: followUp
    .optional()
    .describe('counts only what was followed by this, such as a cart by a purchase'),
  not_followed_by: followUp
    .optional()
    .describe('counts only what was not followed by this in its time'),
  cluster: text.optional().describe('is in this cluster, see: hawker segments clusters'),
  consent: text.optional().describe('agreed to this topic, such as marketing'),
  channel: text.optional().describe('is linked on this channel of shop.yaml, or on any'),
};

const condition: z.ZodType<ConditionFile> = z.strictObject(conditionKeys);

export interface SegmentFile extends ConditionFile {
  readonly description?: string | undefined;
}

const segment: z.ZodType<SegmentFile> = z.strictObject({
  description: z.string().optional().describe('for people'),
  ...conditionKeys,
});

const segmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not a name (small letters, digits and -, at most 40)');

/** `campaigns/segments.yaml` */
export const segmentsSchema = z.strictObject({ segments: z.record(segmentName, segment) });
