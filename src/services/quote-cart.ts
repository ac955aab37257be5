import type { Cart, CartLine } from '../domain/promotion/cart.js';
import type { QuoteContext } from '../domain/promotion/context.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import { quote } from '../domain/promotion/quote.js';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { LimitReason } from '../domain/promotion/rejection-reason.js';
import type {
  CheckoutStore,
  Hold,
  ProductFacts,
  QuotedPromotion,
  Shopper,
} from '../ports/checkout-store.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { LimitUse, PromotionStore } from '../ports/promotion-store.js';
import type { Random } from '../ports/random.js';
import { type Candidate, type EnteredCode, readCodes } from './entered-codes.js';
import type { GuessDeps, Typist } from './guess-locks.js';

export interface QuoteDeps extends GuessDeps {
  readonly promotions: PromotionStore;
  readonly checkout: CheckoutStore;
  readonly keyring: Pick<Keyring, 'mac' | 'blindIndex'>;
  readonly random: Random;
  readonly clock: Clock;
  readonly shop: { readonly currency: string };
}

/** A line as a shop sends it; what is left out comes from the catalogue by its sku. */
export interface QuoteLine extends Omit<CartLine, 'id' | 'unitPriceMinor'> {
  readonly id?: string;
  readonly unitPriceMinor?: number;
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
    }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] };

export interface LineProblem {
  /** Index into `lines`. */
  readonly line: number;
  readonly message: string;
}

/** What a cart costs this customer now, with all that applies; kept, so that a checkout can hold it. */
export async function quoteCart(deps: QuoteDeps, request: QuoteRequest): Promise<QuoteAnswer> {
  const priced = await priceLines(deps, request.lines);
  if (priced.kind === 'refused') return priced;
  const at = deps.clock.now();
  const { currency } = deps.shop;
  const cart: Cart = { currency, lines: priced.lines, shippingMinor: request.shippingMinor };
  const shopper = await shopperOf(deps, request.customerId);
  const entered = await readCodes(deps, request, shopper?.customerId ?? null, at);
  const limited = await withLimits(deps, entered.candidates, { request, shopper, at });
  const context: QuoteContext = {
    at,
    codes: entered.candidates.flatMap(({ promotion }) => promotion.code ?? []),
    customerTags: shopper?.tags ?? [],
    limited: limited.reasons,
  };
  const receipt = quote(cart, limited.promotions, context);
  const quoteId = deps.random.uuid();
  const hash = await deps.checkout.saveQuote({
    id: quoteId,
    customerId: shopper?.customerId ?? null,
    request: {
      cart,
      promotions: limited.promotions,
      context: { ...context, limited: [...limited.reasons] },
    },
    receipt,
    promotions: quotedPromotions(receipt, entered.candidates),
    createdAt: at,
  });
  return {
    kind: 'quoted',
    quoteId,
    hash,
    receipt,
    codes: entered.codes.map((each) => resultOf(each, receipt)),
  };
}

function shopperOf(deps: QuoteDeps, customerId: number | null): Promise<Shopper | null> {
  return customerId === null ? Promise.resolve(null) : deps.checkout.shopper(customerId);
}

type Priced =
  | { readonly kind: 'priced'; readonly lines: readonly CartLine[] }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] };

async function priceLines(deps: QuoteDeps, lines: readonly QuoteLine[]): Promise<Priced> {
  const skus = [...new Set(lines.flatMap(({ sku }) => sku ?? []))];
  const facts = new Map((await deps.checkout.products(skus)).map((each) => [each.sku, each]));
  const priced = lines.map((line, index) => priceLine(line, index, facts));
  const problems = priced.flatMap((each) => ('message' in each ? [each] : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'priced', lines: priced.flatMap((each) => ('message' in each ? [] : [each])) };
}

function priceLine(
  line: QuoteLine,
  index: number,
  facts: ReadonlyMap<string, ProductFacts>,
): CartLine | LineProblem {
  const known = line.sku === undefined ? undefined : facts.get(line.sku);
  const unitPriceMinor = line.unitPriceMinor ?? known?.priceMinor;
  if (unitPriceMinor === undefined) {
    const message =
      line.sku === undefined
        ? 'needs a unit price or a sku'
        : `has no unit price, and the catalogue has no product "${line.sku}"`;
    return { line: index, message };
  }
  const category = line.category ?? known?.category ?? undefined;
  const brand = line.brand ?? known?.brand ?? undefined;
  return {
    ...line,
    id: line.id ?? line.sku ?? `line-${index + 1}`,
    unitPriceMinor,
    ...(category !== undefined && { category }),
    ...(brand !== undefined && { brand }),
    tags: line.tags ?? known?.tags ?? [],
  };
}

interface Limited {
  readonly promotions: readonly Promotion[];
  readonly reasons: ReadonlyMap<string, LimitReason>;
}

interface Asking {
  readonly request: QuoteRequest;
  readonly shopper: Shopper | null;
  readonly at: number;
}

async function withLimits(
  deps: QuoteDeps,
  candidates: readonly Candidate[],
  { request, shopper, at }: Asking,
): Promise<Limited> {
  const limitedIds = candidates
    .filter(({ limits }) => Object.values(limits).some((limit) => typeof limit === 'number'))
    .map(({ promotionId }) => promotionId);
  const customerId = shopper?.customerId ?? null;
  const orderRef = request.orderRef ?? null;
  const use = await deps.promotions.limitUse({
    promotionIds: limitedIds,
    customerId,
    orderRef,
    at,
  });
  const useOf = new Map(use.map((each) => [each.promotionId, each]));
  const reasons = new Map<string, LimitReason>();
  const promotions = candidates.map((candidate) => {
    const used = useOf.get(candidate.promotionId);
    if (used === undefined) return candidate.promotion;
    const reason = limitReason(candidate, used, customerId);
    if (reason !== null) reasons.set(candidate.promotion.id, reason);
    return withBudget(candidate, used);
  });
  return { promotions, reasons };
}

function limitReason(
  { limits }: Candidate,
  used: LimitUse,
  customerId: number | null,
): LimitReason | null {
  if (limits.perCustomer !== null) {
    if (customerId === null) return 'IDENTITY_REQUIRED';
    if (used.customerUses >= limits.perCustomer) return 'CUSTOMER_LIMIT_REACHED';
  }
  return limits.uses !== null && used.uses >= limits.uses ? 'LIMIT_REACHED' : null;
}

function withBudget({ promotion, limits }: Candidate, used: LimitUse): Promotion {
  if (limits.budgetMinor === null) return promotion;
  const leftMinor = Math.max(0, limits.budgetMinor - used.budgetMinor);
  return { ...promotion, budget: { leftMinor, partial: limits.partialBudget } };
}

function quotedPromotions(receipt: Receipt, candidates: readonly Candidate[]): QuotedPromotion[] {
  return receipt.applied.flatMap(({ id, discountMinor, lines }) =>
    candidates
      .filter(({ promotion }) => promotion.id === id)
      .map((candidate) => ({
        key: id,
        promotionId: candidate.promotionId,
        versionId: candidate.versionId,
        couponId: candidate.couponId,
        usesUpCoupon: true,
        discountMinor,
        unitCount: receipt.lines
          .filter(({ lineId }) => lines.some((line) => line.lineId === lineId))
          .reduce((sum, { quantity }) => sum + quantity, 0),
        holds: holdsOf(candidate, discountMinor),
        funding: [],
        pointsBack: 0,
        refundPolicy: 'proportional' as const,
        isReusable: true,
      })),
  );
}

function holdsOf({ limits }: Candidate, discountMinor: number): Hold[] {
  const { uses, perCustomer, budgetMinor } = limits;
  return [
    ...(perCustomer === null
      ? []
      : [{ kind: 'customer-uses' as const, amount: 1, limit: perCustomer }]),
    ...(uses === null ? [] : [{ kind: 'uses' as const, amount: 1, limit: uses }]),
    ...(budgetMinor === null
      ? []
      : [{ kind: 'budget' as const, amount: discountMinor, limit: budgetMinor }]),
  ];
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
