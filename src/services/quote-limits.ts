import type { PromotionLimits } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { LimitReason } from '../domain/promotion/rejection-reason.js';
import type { LimitUse, PromotionStore } from '../ports/promotion-store.js';
import type { Candidate } from './entered-codes.js';

export interface Limited {
  /** With what the ledger leaves them: money, pieces, the balance of a card. */
  readonly promotions: readonly Promotion[];
  readonly reasons: ReadonlyMap<string, LimitReason>;
}

export interface LimitAsking {
  /** Null for a guest. */
  readonly customerId: number | null;
  /** What this order already holds is not in its own way. */
  readonly orderRef: string | null;
  readonly at: number;
}

/** What the ledger has to say to each candidate. */
export async function withLimits(
  promotions: Pick<PromotionStore, 'limitUse' | 'balancesLeft'>,
  candidates: readonly Candidate[],
  asking: LimitAsking,
): Promise<Limited> {
  const limitedIds = candidates
    .filter(({ definition }) => isLimited(definition.limits))
    .map(({ promotionId }) => promotionId);
  const use = await promotions.limitUse({ promotionIds: limitedIds, ...asking });
  const useOf = new Map(use.map((each) => [each.promotionId, each]));
  const cardIds = candidates.flatMap(({ promotion, couponId }) =>
    promotion.effect.type === 'gift_card' && couponId !== null ? [couponId] : [],
  );
  const balances: ReadonlyMap<number, number> =
    cardIds.length === 0 ? new Map() : await promotions.balancesLeft(cardIds, asking);
  const reasons = new Map<string, LimitReason>();
  const found = candidates.map((candidate) => {
    const used = useOf.get(candidate.promotionId);
    const reason = used === undefined ? null : limitReason(candidate, used, asking.customerId);
    if (reason !== null) reasons.set(candidate.promotion.id, reason);
    const own = used === undefined ? candidate.promotion : withWhatIsLeft(candidate, used);
    return withBalance(own, balances.get(candidate.couponId ?? 0) ?? 0);
  });
  return { promotions: found, reasons };
}

function isLimited(limits: PromotionLimits): boolean {
  return Object.values(limits).some((limit) => typeof limit === 'number');
}

function limitReason(
  { definition: { limits } }: Candidate,
  used: LimitUse,
  customerId: number | null,
): LimitReason | null {
  const { uses, perCustomer, stock, unitsPerCustomer } = limits;
  const isPersonal = perCustomer !== null || unitsPerCustomer !== null;
  if (isPersonal && customerId === null) return 'IDENTITY_REQUIRED';
  if (stock !== null && used.stock >= stock) return 'SOLD_OUT';
  if (perCustomer !== null && used.customerUses >= perCustomer) return 'CUSTOMER_LIMIT_REACHED';
  if (unitsPerCustomer !== null && used.customerUnits >= unitsPerCustomer)
    return 'CUSTOMER_LIMIT_REACHED';
  return uses !== null && used.uses >= uses ? 'LIMIT_REACHED' : null;
}

function withWhatIsLeft({ promotion, definition: { limits } }: Candidate, used: LimitUse) {
  const { budgetMinor, partialBudget, stock, unitsPerCustomer } = limits;
  const left = (limit: number, gone: number) => Math.max(0, limit - gone);
  const pieces = [
    ...(stock === null ? [] : [left(stock, used.stock)]),
    ...(unitsPerCustomer === null ? [] : [left(unitsPerCustomer, used.customerUnits)]),
  ];
  return {
    ...promotion,
    ...(budgetMinor !== null && {
      budget: { leftMinor: left(budgetMinor, used.budgetMinor), partial: partialBudget },
    }),
    ...(pieces.length > 0 && { unitsLeft: Math.min(...pieces) }),
  };
}

function withBalance(promotion: Promotion, balanceMinor: number): Promotion {
  const { effect } = promotion;
  if (effect.type !== 'gift_card') return promotion;
  return { ...promotion, effect: { ...effect, balanceMinor } };
}
