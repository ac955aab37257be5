import { z } from 'zod';
import { deedKinds } from '../domain/membership/membership.js';
import { share } from './brake-schema.js';
import { duration } from './duration.js';
import { locale } from './locale-schema.js';

// The part `membership:` of shop.yaml as it is written; membership-reader.ts turns it into rules.

const notMoney = 'is not an amount of money (say 5.00)';
const money = z.union([z.number(), z.string()], { error: notMoney });
const points = z.int('is not a whole number of points').min(0, 'is less than 0').max(1_000_000);
const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not a name (small letters, digits and -, at most 40)');
const promotionId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'is not the name of a promotion (of promotions.yaml)');
const perDay = z.union([z.literal('any'), z.int().min(1).max(1_000)], {
  error: 'is not a number from 1, or any',
});

const tier = z.strictObject({
  id: id.describe('what promotions ask for; never change it'),
  name: z.record(locale, z.string().min(1).max(40)).describe('what customers read'),
  from_spend: money.optional().describe('spend within tier_window from which it is reached'),
  points_multiplier: z
    .number()
    .min(1, 'is less than 1')
    .max(100)
    .default(1)
    .describe('times the points of a purchase'),
});

const deed = z.union([points, z.strictObject({ points, most_per_day: perDay.optional() })], {
  error: 'is not a number of points or { points: 5, most_per_day: 3 }',
});

const reward = z.strictObject({
  points: points.optional(),
  coupon: promotionId.optional().describe('a promotion of promotions.yaml'),
  valid_for: duration.optional().describe('of the coupon; 30d unless given'),
});

const earn = z.strictObject({
  purchase: z
    .strictObject({
      points: points.min(1, 'is less than 1'),
      for_each: money.describe('so much money of an order; what is not full gives nothing'),
    })
    .optional(),
  join: points.default(0).describe('once, on becoming a member'),
  ...(Object.fromEntries(deedKinds.map((kind) => [kind, deed.optional()])) as Record<
    (typeof deedKinds)[number],
    z.ZodOptional<typeof deed>
  >),
});

export const membershipSchema = z
  .strictObject({
    tiers: z.array(tier).min(1, 'names no tier').describe('rising; the first is where all begin'),
    tier_window: duration.prefault('365d').describe('the time whose spend counts for a tier'),
    points: z.strictObject({
      worth: money.describe('what one point pays'),
      most_of_order: z
        .union([z.literal('100%'), share], { error: 'is not a percentage (say 50%)' })
        .prefault('50%')
        .describe('the most of an order that points may pay'),
      expire_after: z
        .union([z.literal('never'), duration], { error: 'is not a duration (say 365d) or never' })
        .prefault('365d'),
      earn,
    }),
    referral: z
      .strictObject({
        after: z.enum(['join', 'first_purchase']).default('first_purchase'),
        sharer: reward.optional(),
        newcomer: reward.optional(),
        most_per_day: perDay
          .default(5)
          .describe('friends of one sharer in a day that earn something'),
      })
      .optional()
      .describe('what bringing a friend is worth'),
  })
  .describe('members, their tiers and points; without it the shop has none');

export type MembershipFile = z.output<typeof membershipSchema>;
