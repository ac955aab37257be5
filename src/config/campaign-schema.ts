import { z } from 'zod';
import { parseCron } from '../domain/campaign/cron.js';
import { isLocalDate } from '../domain/time-zone.js';
import { brake, share } from './brake-schema.js';
import { duration } from './duration.js';
import { locale } from './locale-schema.js';
import { picksSchema } from './picks-schema.js';
import { zone } from './shop-file.js';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,59}$/, 'is not a name (small letters, digits and -, at most 60)');

const notADate = 'is not a date (say 2026-11-30 or 30 Nov 2026)';
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export const localDate = z.string({ error: notADate }).transform((text, context) => {
  const found = readDate(text);
  if (found !== null) return found;
  context.addIssue({ code: 'custom', message: notADate });
  return z.NEVER;
});

function readDate(text: string): string | null {
  const words = /^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})$/i.exec(text.trim());
  const month = months.indexOf(words?.[2]?.toLowerCase() ?? '') + 1;
  const iso = words
    ? `${words[3]}-${String(month).padStart(2, '0')}-${words[1]?.padStart(2, '0')}`
    : text.trim();
  return isLocalDate(iso) ? iso : null;
}

const cron = z.string().superRefine((text, context) => {
  const parsed = parseCron(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.why });
});

const schedule = z.union([
  z.literal('manual'),
  z.strictObject({
    cron: cron.describe('minute, hour, day of month, month, day of week'),
    timezone: zone.optional().describe("the shop's unless given"),
    from: localDate.optional().describe('first local day'),
    until: localDate.optional().describe('last local day, included'),
    misfire: z
      .union([z.literal('skip'), z.strictObject({ catch_up: duration })])
      .default({ catch_up: 21_600_000 })
      .describe('what becomes of a firing that nobody was there for'),
  }),
]);

/** What a button's press means to the conversation; `use-coupon` redeems the message's own, `picks:more` shows others. */
const buttonActions = [
  'picks',
  'picks:more',
  'coupons',
  'use-coupon',
  'share',
  'less',
  'stop',
  'help',
] as const;

const label = z.string().min(1).max(200);

const button = z.union([
  z.strictObject({ label, action: z.enum(buttonActions) }),
  z.strictObject({
    label,
    open: z.literal('product'),
    pick: z.int().min(1).max(20).default(1).describe('which pick, counted from 1'),
  }),
  z.strictObject({ label, open: z.literal('products').describe('one button for each pick') }),
  z.strictObject({
    label,
    open: z
      .string()
      .regex(/^(https?:\/\/|\{\{)/, 'is not product, products or a URL')
      .describe('a URL; Liquid may be used'),
  }),
]);

const block = z.union([
  z.strictObject({ text: z.string().min(1).describe('Liquid') }),
  z.strictObject({
    image: z.string().min(1).describe('a URL; Liquid'),
    alt: z.string().min(1).describe('what the picture shows; Liquid'),
  }),
  z.strictObject({
    buttons: z
      .array(z.union([button, z.array(button).min(1)]))
      .min(1)
      .describe('one to a row; a list inside the list is one row of several'),
  }),
]);

export type ButtonFile = z.output<typeof button>;
export type BlockFile = z.output<typeof block>;

const shared = {
  id: name.describe('never change it: reports and coupons hang on it'),
  name: z.string().min(1).max(100),
  schedule,
  send_within: duration
    .default(86_400_000)
    .describe('after this long, what is not sent stays unsent'),
  message: z.record(locale, z.array(block).min(1, 'has no block')),
  picks: picksSchema.optional(),
  brake: brake.optional(),
  on_unknown: z
    .enum(['leave', 'resend'])
    .default('leave')
    .describe('resend: rather twice than perhaps not at all'),
};

const goalEvents = [
  'click',
  'reply',
  'redeem',
  'purchase',
  'add_to_cart',
  'share',
  'rate',
] as const;

export const messageCampaignSchema = z.strictObject({
  ...shared,
  audience: z.strictObject({
    segment: z.string(),
    exclude: z.array(z.string()).default([]),
    holdout: share.default(0).describe('of the eligible; they get nothing, to compare with'),
  }),
  channels: z.array(z.string()).min(1, 'names no channel').describe('in order of preference'),
  goal: z
    .strictObject({ event: z.enum(goalEvents), within: duration })
    .default({ event: 'purchase', within: 604_800_000 }),
  coupon: z.strictObject({ promotion: z.string(), valid_for: duration }).optional(),
});

export const postCampaignSchema = z.strictObject({
  ...shared,
  post: z.strictObject({
    channel: z.string(),
    place: z.string().min(1).describe('such as @myshop'),
  }),
});

export const campaignSchema = z.union([messageCampaignSchema, postCampaignSchema]);

export type MessageFile = z.output<typeof messageCampaignSchema>;
export type PostFile = z.output<typeof postCampaignSchema>;
