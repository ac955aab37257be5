import type { Cart } from '../domain/promotion/cart.js';
import type { QuoteContext } from '../domain/promotion/context.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import { quote } from '../domain/promotion/quote.js';
import type { Receipt } from '../domain/promotion/receipt.js';
import { type Candidate, type EnteredCode, readCodes } from './entered-codes.js';
import { pointsTender } from './points-tender.js';
import { type PricedLines, priceLines } from './price-lines.js';
import type { QuoteDeps, QuoteRequest } from './quote-cart.js';
import { contextOf } from './quote-context.js';
import { withLimits } from './quote-limits.js';

/** What was counted, kept with the receipt so that it can be counted again to the bit. */
export interface Counted {
  readonly cart: Cart;
  readonly promotions: readonly Promotion[];
  readonly context: QuoteContext;
}

export type CartCount =
  | {
      readonly kind: 'counted';
      readonly counted: Counted;
      readonly receipt: Receipt;
      readonly candidates: readonly Candidate[];
      readonly entered: readonly EnteredCode[];
      /** The surviving row after a merge; null for a guest. */
      readonly customerId: number | null;
    }
  | Extract<PricedLines, { kind: 'refused' }>;

/** What a cart costs this customer now, by the promotions in force and the ledger as it stands; nothing is kept. */
export async function countCart(
  deps: Omit<QuoteDeps, 'random'>,
  request: QuoteRequest,
): Promise<CartCount> {
  const priced = await priceLines(deps.checkout, request.lines);
  if (priced.kind === 'refused') return priced;
  const at = deps.clock.now();
  const { currency } = deps.shop;
  const cart: Cart = { currency, lines: priced.lines, shippingMinor: request.shippingMinor };
  const shopper =
    request.customerId === null ? null : await deps.checkout.shopper(request.customerId);
  const customerId = shopper?.customerId ?? null;
  const entered = await readCodes(deps, request, customerId, at);
  const candidates = entered.candidates.filter((each) => isOfGroup(each, request.group));
  const asking = { customerId, orderRef: request.orderRef ?? null, at };
  const limited = await withLimits(deps.promotions, candidates, asking);
  const found = await contextOf(deps, candidates, { request, shopper, at });
  const promotions = [
    ...limited.promotions,
    ...(await ownPoints(deps, request.points, customerId)),
  ];
  const context = { ...found, limited: limited.reasons };
  const receipt = quote(cart, promotions, context);
  const counted = { cart, promotions, context };
  return { kind: 'counted', counted, receipt, candidates, entered: entered.codes, customerId };
}

// A cart of a group is for that group's price; another group's would want another cart.
function isOfGroup({ promotion, promotionId }: Candidate, group: QuoteRequest['group']): boolean {
  const isGroupPrice = promotion.conditions.some(({ type }) => type === 'group_size_at_least');
  return group === undefined || !isGroupPrice || promotionId === group.promotionId;
}

async function ownPoints(
  { pointsOfferOf }: Pick<QuoteDeps, 'pointsOfferOf'>,
  points: QuoteRequest['points'],
  customerId: number | null,
): Promise<Promotion[]> {
  if (points === undefined || customerId === null || pointsOfferOf === undefined) return [];
  const offer = await pointsOfferOf(customerId);
  return offer === null ? [] : [pointsTender(offer, points === 'all' ? null : points)];
}
