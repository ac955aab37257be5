import type { Minor } from '../../money.js';
import type { CartLine } from '../cart.js';
import type { QuoteContext } from '../context.js';
import type { Promotion } from '../promotion.js';
import { quote } from '../quote.js';
import type { Receipt } from '../receipt.js';

/** A thing that the shop sells. */
export interface AuditProduct {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: Minor;
  /** Null where the shop has not said. */
  readonly costMinor: Minor | null;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
}

/** A promotion that a cart may meet. */
export interface AuditPromotion {
  /** Its `code` is null: whether it was entered is the cart's. */
  readonly promotion: Promotion;
  /** By a code or a coupon; of several with one id a cart takes one. */
  readonly needsCode: boolean;
}

export interface AuditShop {
  readonly currency: string;
  /** Of every cart. */
  readonly shippingMinor: Minor;
  readonly products: readonly AuditProduct[];
  readonly promotions: readonly AuditPromotion[];
}

export interface TrialLine {
  readonly product: AuditProduct;
  readonly quantity: number;
}

/** Who buys, as far as promotions ask. */
export interface TrialShopper {
  readonly tags: readonly string[];
  readonly tier: string | null;
  readonly segments: readonly string[];
  /** Paid before this one; null where nobody knows. */
  readonly orderCount: number | null;
  readonly channel: string | null;
  readonly groupSize: number | null;
}

export const anybody: TrialShopper = {
  tags: [],
  tier: null,
  segments: [],
  orderCount: null,
  channel: null,
  groupSize: null,
};

/** A cart that the search made up, with all that a quote asks for. Each product stands on one line. */
export interface TrialCart {
  readonly lines: readonly TrialLine[];
  /** Indexes of the promotions whose code or coupon is entered. */
  readonly entered: readonly number[];
  readonly shopper: TrialShopper;
  readonly at: number;
}

export function quoteTrial(shop: AuditShop, cart: TrialCart): Receipt {
  const { currency, shippingMinor } = shop;
  const lines = cart.lines.map(lineOf);
  return quote({ currency, shippingMinor, lines }, promotionsIn(shop, cart), contextOf(cart));
}

function promotionsIn({ promotions }: AuditShop, { entered }: TrialCart): Promotion[] {
  return promotions.flatMap(({ promotion, needsCode }, index) =>
    !needsCode || entered.includes(index) ? [promotion] : [],
  );
}

export function lineOf({ product, quantity }: TrialLine): CartLine {
  const { sku, priceMinor, category, brand, tags } = product;
  return {
    id: sku,
    sku,
    unitPriceMinor: priceMinor,
    quantity,
    ...(category !== null && { category }),
    ...(brand !== null && { brand }),
    tags,
  };
}

function contextOf({ at, shopper }: TrialCart): QuoteContext {
  const { tags, tier, segments, orderCount, channel, groupSize } = shopper;
  return {
    at,
    codes: [],
    customerTags: tags,
    tier,
    segments,
    ...(orderCount !== null && { orderCount }),
    ...(channel !== null && { channel }),
    ...(groupSize !== null && { groupSize }),
  };
}

export function piecesIn({ lines }: TrialCart): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
