import type { Minor } from '../money.js';
import type { Basis, Phase } from './phase.js';
import type { Scope } from './scope.js';

export interface PercentOff {
  readonly type: 'percent_off';
  /** Basis points: 1500 is 15 %. */
  readonly bps: number;
  /** The most that the promotion gives in one cart. */
  readonly capMinor: Minor | null;
  /** In phase item: rounded once for each line, or on the unit and multiplied. */
  readonly rounding: 'line' | 'unit';
  readonly basis: Basis;
}

export interface AmountOff {
  readonly type: 'amount_off';
  readonly amountMinor: Minor;
  readonly per: 'order' | 'line' | 'unit';
  /**
   * With `per: unit`: only units in complete groups of so many count, lines taken by falling quantity, then in cart order.
   */
  readonly completeGroupsOf?: number;
}

export interface Tier {
  /** Minor units or pieces, included. */
  readonly at: number;
  readonly gives:
    | { readonly kind: 'amount'; readonly amountMinor: Minor }
    | { readonly kind: 'percent'; readonly bps: number };
}

/** Only the highest reached tier gives, measured on what is left of the scope (满减, 满件折). */
export interface Tiers {
  readonly type: 'tiers';
  readonly by: 'subtotal' | 'quantity';
  /** Rising; at least one. */
  readonly table: readonly Tier[];
}

/** As often as the step fits into what is left of the scope (每满减). */
export interface Every {
  readonly type: 'every';
  readonly stepMinor: Minor;
  readonly amountMinor: Minor;
  /** Null without limit. */
  readonly mostTimes: number | null;
}

/** So many units at full price, so many others lowered; a unit takes part in one such set only. */
export interface BuyGet {
  readonly type: 'buy_get';
  readonly buy: { readonly quantity: number; readonly scope: Scope };
  readonly get: { readonly quantity: number; readonly bps: number; readonly scope: Scope };
  /** 1 unless it repeats; null without limit. */
  readonly mostTimes: number | null;
  /** Which units are lowered: the cheapest, or the dearest of a scope of its own. */
  readonly pick: 'cheapest' | 'dearest';
}

/** A price for a piece, for the first units in cart order: flash sale, member price, group price, sample. */
export interface SetUnitPrice {
  readonly type: 'set_unit_price';
  readonly priceMinor: Minor;
  /** In one order; null without limit. */
  readonly mostUnits: number | null;
}

/** One price for a set, as often as sets fit; the saving is split by the prices of what is in them. */
export interface BundlePrice {
  readonly type: 'bundle_price';
  readonly items: readonly { readonly scope: Scope; readonly quantity: number }[];
  readonly priceMinor: Minor;
  readonly mostTimes: number | null;
}

/** A thing added for nothing (赠品); no part of the discount, and no threshold counts it. */
export interface Gift {
  readonly type: 'gift';
  readonly sku: string;
  readonly quantity: number;
  /** What it is worth, for the report and for who pays. */
  readonly unitValueMinor: Minor;
  /** So many for each so many units in scope; null: once. */
  readonly perQuantity: number | null;
}

/** A deposit now that counts for more, the rest later (预售, 定金膨胀). */
export interface Presale {
  readonly type: 'presale';
  /** Of each piece. */
  readonly depositMinor: Minor;
  /** What the deposit of a piece counts for; the difference is the discount. */
  readonly worthMinor: Minor;
  /** When the rest is to be paid. */
  readonly balanceFromAt: number;
  /** Exclusive. */
  readonly balanceUntilAt: number;
}

export interface ShippingPercent {
  readonly type: 'shipping_percent';
  readonly bps: number;
}

/** Points pay a part of what is left to pay. */
export interface PayByPoints {
  readonly type: 'points';
  readonly available: number;
  /** What a point is worth. */
  readonly minorPerPoint: Minor;
  /** The most of what is left to pay, rounded down. */
  readonly maxShareBps: number;
}

/** A balance pays what is left to pay, as far as it goes. */
export interface GiftCard {
  readonly type: 'gift_card';
  readonly balanceMinor: Minor;
}

/** Points for what was paid for goods (返利), given once the order is paid. */
export interface PointsBack {
  readonly type: 'points_back';
  readonly bps: number;
  readonly minorPerPoint: Minor;
  /** In one order; null without limit. */
  readonly mostPoints: number | null;
}

export type Effect =
  | PercentOff
  | AmountOff
  | Tiers
  | Every
  | BuyGet
  | SetUnitPrice
  | BundlePrice
  | Gift
  | Presale
  | ShippingPercent
  | PayByPoints
  | GiftCard
  | PointsBack;

export type EffectType = Effect['type'];

/** Where each effect may stand; the first is where it stands unless something else is said. */
export const phasesOf: { readonly [Type in EffectType]: readonly [Phase, ...Phase[]] } = {
  percent_off: ['order', 'item', 'base', 'shipping'],
  amount_off: ['order', 'item', 'base', 'shipping'],
  tiers: ['order', 'item'],
  every: ['order', 'item'],
  buy_get: ['item'],
  set_unit_price: ['base', 'item'],
  bundle_price: ['item'],
  gift: ['order', 'item'],
  presale: ['item'],
  shipping_percent: ['shipping'],
  points: ['tender'],
  gift_card: ['tender'],
  points_back: ['reward'],
};
