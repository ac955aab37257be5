import { parsePromotions } from '../../src/config/promotions-file.js';
import { parseShop } from '../../src/config/shop-file.js';
import type { Shop } from '../../src/domain/campaign/shop.js';
import type { Cart } from '../../src/domain/promotion/cart.js';
import type { QuoteContext } from '../../src/domain/promotion/context.js';
import { foldCode } from '../../src/domain/promotion/coupon-code.js';
import type { PromotionDefinition } from '../../src/domain/promotion/offer.js';
import type { Promotion } from '../../src/domain/promotion/promotion.js';
import { quote } from '../../src/domain/promotion/quote.js';
import type { Receipt } from '../../src/domain/promotion/receipt.js';
import { returnInProportion, returnReevaluated } from '../../src/domain/promotion/refund.js';
import { type Candidate, candidateOf } from '../../src/services/entered-codes.js';
import { pointsTender } from '../../src/services/points-tender.js';
import { withLimits } from '../../src/services/quote-limits.js';
import type { PageCart } from './page-cart.js';

// The shop of docs/promotions.md, with the real reader of its files and the real calculator.

const rest = `id: page
name: The page's shop
currency: GBP
timezone: Europe/London
locales: [en]
channels: { webchat: {}, telegram: { kind: webchat } }
`;

/** @param membership the page's own block of shop.yaml */
export function pageShop(membership: string): Shop {
  const read = parseShop('shop.yaml', `${rest}${membership}`, {});
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

export function pagePromotions(yaml: string, shop: Shop): readonly PromotionDefinition[] {
  const { currency, timezone, locales, membership } = shop;
  const known = {
    segments: ['lapsed', 'newsletter'],
    tiers: membership?.tiers.map(({ id }) => id) ?? [],
    channels: ['webchat', 'telegram', 'shop'],
  };
  const minorPerPoint = membership?.points.minorPerPoint ?? 1;
  const context = { currency, timezone, locales, known, minorPerPoint };
  const parsed = parsePromotions('page.yaml', yaml, context);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export interface Rung {
  readonly cart: Cart;
  readonly promotions: readonly Promotion[];
  readonly context: QuoteContext;
  readonly receipt: Receipt;
}

/** Rings a cart of the page up, for a known customer who holds a coupon of each promotion that asks for one. */
export async function ringUp(
  definitions: readonly PromotionDefinition[],
  { lines, shippingMinor, ...asked }: PageCart,
  shop: Shop,
): Promise<Rung> {
  const candidates = definitions.map(withOwnCoupon);
  const asking = { customerId: 1, orderRef: null, at: asked.at };
  const limited = await withLimits(ledgerOf(definitions, asked), candidates, asking);
  const cart = { currency: shop.currency, lines, shippingMinor };
  const context: QuoteContext = {
    at: asked.at,
    codes: [...(asked.code === null ? [] : [foldCode(asked.code)]), ownCoupon],
    customerTags: asked.tags,
    segments: asked.segments,
    limited: limited.reasons,
    ...(asked.tier !== null && { tier: asked.tier }),
    ...(asked.ordersBefore !== null && { orderCount: asked.ordersBefore }),
    ...(asked.channel !== null && { channel: asked.channel }),
    ...(asked.groupSize !== null && { groupSize: asked.groupSize }),
  };
  const promotions = [...limited.promotions, ...ownPoints(asked, shop)];
  return { cart, promotions, context, receipt: quote(cart, promotions, context) };
}

const ownCoupon = 'OWN';

function withOwnCoupon(definition: PromotionDefinition, index: number): Candidate {
  const promotionId = index + 1;
  const key = definition.promotion.id;
  const found = candidateOf({ promotionId, versionId: 1, key, state: 'active', definition });
  if (definition.trigger !== 'coupon') return found;
  return { ...found, couponId: promotionId, promotion: { ...found.promotion, code: ownCoupon } };
}

/** A ledger in which nothing is used but what the table says. */
function ledgerOf(
  definitions: readonly PromotionDefinition[],
  { stockLeft, budgetLeft, balanceLeft }: Omit<PageCart, 'lines' | 'shippingMinor'>,
): Parameters<typeof withLimits>[0] {
  const used = (limit: number | null, left: number | null) => (limit ?? 0) - (left ?? limit ?? 0);
  return {
    limitUse: async () =>
      definitions.map(({ limits }, index) => ({
        promotionId: index + 1,
        uses: 0,
        customerUses: 0,
        customerUnits: 0,
        stock: used(limits.stock, stockLeft),
        budgetMinor: used(limits.budgetMinor, budgetLeft),
      })),
    balancesLeft: async () =>
      new Map(
        definitions.map(({ promotion: { effect } }, index) => [
          index + 1,
          balanceLeft ?? (effect.type === 'gift_card' ? effect.balanceMinor : 0),
        ]),
      ),
  };
}

function ownPoints({ points }: Pick<PageCart, 'points'>, { membership }: Shop): Promotion[] {
  if (points === 0 || membership === undefined) return [];
  const { minorPerPoint, mostOfOrderBps: maxShareBps } = membership.points;
  return [pointsTender({ available: points, minorPerPoint, maxShareBps }, null)];
}

/** What is given back for pieces of a paid cart, by the policy of its promotion. */
export function returned(
  { cart, promotions, context, receipt }: Rung,
  pieces: ReadonlyMap<string, number>,
  { refundPolicy }: Pick<PromotionDefinition, 'refundPolicy'>,
): number {
  const order = { receipt, promotions: receipt.applied, returned: new Map(), refundedMinor: 0 };
  if (refundPolicy === 'proportional') return returnInProportion(order, pieces).valueMinor;
  const lines = cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - (pieces.get(line.id) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  const kept = quote({ ...cart, lines }, promotions, context);
  return returnReevaluated(order, pieces, kept).valueMinor;
}
