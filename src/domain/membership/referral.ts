import type { ReferralRules } from './membership.js';

/** What is known of a friend who came through a link, at the moment when it would earn something. */
export interface ReferralFacts {
  /** The person who shared, today: rows may have been joined since. */
  readonly sharerId: number;
  readonly isSharerErased: boolean;
  readonly newcomerId: number;
  /** Who brought the sharer, who brought those, and so on. */
  readonly broughtSharer: readonly number[];
  /** The shop knew them, or sold to them, before they opened the link. */
  readonly wasKnown: boolean;
  /** Friends who have earned the sharer something today. */
  readonly rewardedToday: number;
}

export const referralRefusals = [
  'self-referral',
  'loop',
  'known-customer',
  'sharer-gone',
  'daily-cap',
] as const;

export type ReferralRefusal = (typeof referralRefusals)[number];

/** Null: it earns what the shop promises. A refusal is final. */
export function refusalOf(
  facts: ReferralFacts,
  { mostPerDay }: Pick<ReferralRules, 'mostPerDay'>,
): ReferralRefusal | null {
  if (facts.sharerId === facts.newcomerId) return 'self-referral';
  if (facts.broughtSharer.includes(facts.newcomerId)) return 'loop';
  if (facts.wasKnown) return 'known-customer';
  if (facts.isSharerErased) return 'sharer-gone';
  return mostPerDay !== null && facts.rewardedToday >= mostPerDay ? 'daily-cap' : null;
}
