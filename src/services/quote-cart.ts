import type { QuoteContext } from '../domain/promotion/context.js';
import { type NearMiss, nearMisses } from '../domain/promotion/near-misses.js';
import { quote } from '../domain/promotion/quote.js';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { LimitReason } from '../domain/promotion/rejection-reason.js';
import type { CheckoutStore } from '../ports/checkout-store.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { PromotionStore } from '../ports/promotion-store.js';
import type { Random } from '../ports/random.js';
import type { SegmentStore } from '../ports/segment-store.js';
import { type Counted, countCart } from './count-cart.js';
import type { EnteredCode } from './entered-codes.js';
import type { GuessDeps, Typist } from './guess-locks.js';
import type { PointsOffer } from './points-tender.js';
import type { LineProblem, QuoteLine } from './price-lines.js';
import { quotedPromotions } from './quoted-promotions.js';

export interface QuoteDeps extends GuessDeps {
  readonly promotions: PromotionStore;
  readonly checkout: CheckoutStore;
  readonly segments: Pick<SegmentStore, 'facts'>;
  readonly keyring: Pick<Keyring, 'mac' | 'blindIndex'>;
  readonly random: Random;
  readonly clock: Clock;
  readonly shop: { readonly currency: string; readonly timezone: string };
  /** On which terms a member's points pay; null for who has none. Absent where the shop has no membership. */
  readonly pointsOfferOf?: (customerId: number) => Promise<PointsOffer | null>;
}

export interface QuoteRequest {
  readonly lines: readonly QuoteLine[];
  readonly shippingMinor: number;
  /** As the customer typed them. */
  readonly codes: readonly string[];
  /** Null for a guest. */
  readonly customerId: number | null;
  /** What this order already holds is not in its own way. */
  readonly orderRef?: string;
  /** Where the cart was filled: a channel account's name, or `shop`. */
  readonly channel?: string;
  /** The group that the customer buys in; its price holds once it is full. */
  readonly group?: { readonly id: string; readonly promotionId: number; readonly seats: number };
  /** Points the customer wants to spend; `all` that may be spent. */
  readonly points?: number | 'all';
  /** Where the codes were typed: who guesses there is locked out. */
  readonly typist?: Omit<Typist, 'customerId'>;
}

/** What became of a code that was typed. */
export interface CodeResult {
  /** As it was typed. */
  readonly code: string;
  readonly promotion: string | null;
  readonly outcome: 'applied' | 'refused';
  /** Told to the holder; NOT_VALID to everybody else, whatever the code is. */
  readonly reason: string | null;
  /** With LOCKED only: nothing typed here is looked at before. */
  readonly lockedUntil?: number;
}

export type QuoteAnswer =
  | {
      readonly kind: 'quoted';
      readonly quoteId: string;
      /** SHA-256 of the receipt with the versions used, hex. */
      readonly hash: string;
      readonly receipt: Receipt;
      readonly codes: readonly CodeResult[];
      /** What little more would save. */
      readonly nearMisses: readonly NearMiss[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] };

/** What a cart costs this customer now, with all that applies; kept, so that a checkout can hold it. */
export async function quoteCart(deps: QuoteDeps, request: QuoteRequest): Promise<QuoteAnswer> {
  const found = await countCart(deps, request);
  if (found.kind === 'refused') return found;
  const { counted, receipt, candidates, entered, customerId } = found;
  const { cart, promotions, context } = counted;
  const quoteId = deps.random.uuid();
  const hash = await deps.checkout.saveQuote({
    id: quoteId,
    customerId,
    request: { cart, promotions, context: { ...context, limited: [...(context.limited ?? [])] } },
    receipt,
    promotions: quotedPromotions(receipt, candidates, promotions, request.group ?? null),
    createdAt: receipt.at,
  });
  return {
    kind: 'quoted',
    quoteId,
    hash,
    receipt,
    codes: entered.map((each) => resultOf(each, receipt)),
    nearMisses: nearMisses(cart, promotions, context),
  };
}

export interface Recount {
  readonly receipt: Receipt;
  /** Whether counting again gave the kept receipt, to the bit. */
  readonly isSame: boolean;
  readonly hash: string;
  readonly createdAt: number;
}

/** Counts a kept quote again from what it was counted from: at checkout, for a refund, in a dispute. */
export async function recountQuote(
  { checkout }: Pick<QuoteDeps, 'checkout'>,
  quoteId: string,
): Promise<Recount | null> {
  const kept = await checkout.quote(quoteId);
  if (kept === null) return null;
  const { cart, promotions, context } = kept.request as Omit<Counted, 'context'> & {
    readonly context: Omit<QuoteContext, 'limited'> & {
      readonly limited: readonly (readonly [string, LimitReason])[];
    };
  };
  const receipt = quote(cart, promotions, { ...context, limited: new Map(context.limited) });
  const { hash, createdAt } = kept;
  return { receipt: kept.receipt, isSame: isEqual(receipt, kept.receipt), hash, createdAt };
}

// The kept one went through JSON with its keys in order.
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [ofA, ofB] = [entriesOf(a), entriesOf(b)];
  return ofA.length === ofB.length && ofA.every(([key, value]) => isEqual(value, b[key as never]));
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, each]) => each !== undefined);
}

function resultOf(entered: EnteredCode, receipt: Receipt): CodeResult {
  const { code } = entered;
  if (entered.kind === 'refused') {
    const { reason, lockedUntil } = entered;
    const lock = lockedUntil === null ? {} : { lockedUntil };
    return { code, promotion: null, outcome: 'refused', reason, ...lock };
  }
  const { promotion } = entered;
  const read = { code, promotion };
  if (receipt.applied.some(({ id }) => id === promotion))
    return { ...read, outcome: 'applied', reason: null };
  const rejected = receipt.rejected.find(({ id }) => id === promotion);
  return { ...read, outcome: 'refused', reason: rejected?.reason ?? 'NOTHING_TO_DISCOUNT' };
}
