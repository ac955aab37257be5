import { type NearMiss, nearMisses } from '../domain/promotion/near-misses.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { Receipt } from '../domain/promotion/receipt.js';
import { countCart } from './count-cart.js';
import type { LineProblem } from './price-lines.js';
import type { QuoteDeps, QuoteRequest } from './quote-cart.js';

export type CartExplanation =
  | {
      readonly kind: 'explained';
      readonly receipt: Receipt;
      readonly promotions: readonly Promotion[];
      /** Of the promotions, as far as they are the shop's. */
      readonly definitions: readonly PromotionDefinition[];
      readonly nearMisses: readonly NearMiss[];
      /** Codes that are none, or not this customer's now, with why. */
      readonly refusedCodes: readonly { readonly code: string; readonly reason: string }[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] };

/** What a cart would cost by the shop's promotions, and why; nothing is kept, and nobody is locked out for a wrong code. */
export async function explainCart(
  deps: Omit<QuoteDeps, 'random' | 'guesses'>,
  request: QuoteRequest,
): Promise<CartExplanation> {
  const found = await countCart({ ...deps, guesses: uncounted }, request);
  if (found.kind === 'refused') return found;
  const { cart, promotions, context } = found.counted;
  return {
    kind: 'explained',
    receipt: found.receipt,
    promotions,
    definitions: found.candidates.map(({ definition }) => definition),
    nearMisses: nearMisses(cart, promotions, context),
    refusedCodes: found.entered.flatMap((each) =>
      each.kind === 'refused' ? [{ code: each.code, reason: each.reason }] : [],
    ),
  };
}

// The shop's own people try carts here.
const uncounted: QuoteDeps['guesses'] = {
  locks: async () => new Map(),
  countWrong: async (_, wrong) => ({ answered: wrong, locks: new Map() }),
  forget: async () => 0,
};
