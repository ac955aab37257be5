import type { InteractionKind } from '../behaviour/interaction-kind.js';
import type { RfmName } from '../profile/rfm.js';

/**
 * Whom a segment holds: a tree of plain data, so that a campaign version can keep it as JSON. Every
 * condition is true or false of a person, never unknown: an absent fact makes it false.
 */
export type SegmentRule =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'all' | 'any'; readonly rules: readonly SegmentRule[] }
  | { readonly kind: 'not'; readonly rule: SegmentRule }
  | AttributeCondition
  | FieldCondition
  | BirthdayCondition
  | AgeCondition
  | FigureCondition
  | RfmCondition
  | InterestCondition
  /** Answers most on this account, of all that the person has answered on. */
  | { readonly kind: 'prefers-channel'; readonly account: string }
  | BehaviourCondition
  /** Granted on at least one of the person's active identities. */
  | { readonly kind: 'consent'; readonly topic: string }
  /** Has an active identity on the account; null means on any. */
  | { readonly kind: 'channel'; readonly account: string | null }
  | ClusterCondition
  | { readonly kind: 'segment'; readonly name: string };

/** One of the shop's own facts about a customer. A number equals the text that writes it: 5 and "5". */
export interface AttributeCondition {
  readonly kind: 'attribute';
  readonly name: string;
  /** Null means: has any value at all. */
  readonly values: readonly string[] | null;
}

export interface FieldCondition {
  readonly kind: 'field';
  /** A locale includes its regions: `zh` holds `zh-CN`. */
  readonly field: 'locale' | 'memberTier';
  readonly values: readonly string[];
}

/** In the shop's zone. Who was born on 29 February has a birthday on the 28th in a common year. */
interface BirthdayCondition {
  readonly kind: 'birthday';
  readonly when: 'today' | 'this_month';
}

/** Whole years on the shop's local day, by the same rule for 29 February. Who gave no birthday is of no age. */
export interface AgeCondition {
  readonly kind: 'age';
  readonly years: Range;
}

/** Whole numbers, both ends included; at least one of them is given. */
export interface Range {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export const profileFigureNames = [
  'recencyDays',
  'inactiveDays',
  'customerDays',
  'purchaseCount',
  'unitCount',
  'activeDays',
  'recencyScore',
  'frequencyScore',
  'monetaryScore',
  'monetaryMinor',
  'averageBasketMinor',
  'priceLevel',
  'discountSharePercent',
  'visitCount',
  'bestHour',
  'bestWeekday',
  'alivePercent',
  'expectedPurchases',
  'lifetimeValueMinor',
] as const;

export type ProfileFigureName = (typeof profileFigureNames)[number];

export interface FigureCondition {
  readonly kind: 'figure';
  readonly figure: ProfileFigureName;
  readonly range: Range;
}

export interface RfmCondition {
  readonly kind: 'rfm';
  readonly names: readonly RfmName[];
}

/** One of these categories, brands or tags has such a share of what the person shows interest in of its sort. */
export interface InterestCondition {
  readonly kind: 'interest';
  readonly names: readonly string[];
  readonly sharePercent: Range;
}

/**
 * Did something often enough and for enough money. `times` counts orders for a purchase or refund (an order
 * of two such products is one time), else interactions. `amount` sums their money before refunds.
 */
export interface BehaviourCondition {
  readonly kind: 'did';
  readonly did: InteractionKind;
  readonly products: ProductFilter | null;
  readonly times: Range;
  readonly amountMinor: Range | null;
  /** Up to `asOf`, back this far (exclusive); null means ever. */
  readonly withinMs: number | null;
  /** Counts only what was followed so, or was not. */
  readonly followUp?: FollowUp;
}

/**
 * What came, or did not come, after a deed: at a later instant, so that lines of one order do not follow each other.
 * What did not come counts once its time is over; without a time, what has not come until now.
 */
export interface FollowUp {
  readonly isWanted: boolean;
  readonly did: InteractionKind;
  readonly products: ProductFilter | null;
  /** With the very product of the deed; a deed without one is never followed. */
  readonly isSameProduct: boolean;
  /** After the deed, its end included; null means ever since. */
  readonly withinMs: number | null;
}

/** Is in one of the clusters that `hawker segments cluster` found. */
export interface ClusterCondition {
  readonly kind: 'cluster';
  /** Its key, such as `big-baskets-seldom`. */
  readonly name: string;
  /** Which clustering is meant, so that an audience can be explained later; null as a file has it (see bind-clusters.ts). */
  readonly bound: ClusterBinding | null;
}

export interface ClusterBinding {
  readonly version: number;
  /** Its place in that version, counted from 1. */
  readonly code: number;
}

/** Each list given must hold the product's own value. */
export interface ProductFilter {
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly skus?: readonly string[];
}

export type NamedRules = ReadonlyMap<string, SegmentRule>;

export const everyone: SegmentRule = { kind: 'everyone' };

/** The segment that always exists. */
export const everyoneName = 'everyone';

export function isInRange(value: number, { atLeast, atMost }: Range): boolean {
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}
