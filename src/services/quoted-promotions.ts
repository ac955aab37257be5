import { limitsInForce } from '../domain/promotion/offer.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type { AppliedPromotion, Receipt } from '../domain/promotion/receipt.js';
import type { Hold, QuotedPromotion } from '../ports/checkout-store.js';
import type { Candidate } from './entered-codes.js';
import { pointsPromotionId } from './points-tender.js';

/** What each promotion that applied needs of the ledger, and what becomes of it later. */
export function quotedPromotions(
  { applied }: Receipt,
  candidates: readonly Candidate[],
  promotions: readonly Promotion[],
  group: { readonly id: string; readonly promotionId: number } | null,
): QuotedPromotion[] {
  return applied.flatMap((each) => {
    if (each.id === pointsPromotionId) return [ownPoints(each)];
    const candidate = candidates.find((own) => own.promotion.id === each.id);
    const promotion = promotions.find((own) => own.id === each.id);
    if (candidate === undefined || promotion === undefined) return [];
    const { key, promotionId, versionId, couponId, definition } = candidate;
    return [
      {
        key,
        promotionId,
        versionId,
        couponId,
        usesUpCoupon: promotion.effect.type !== 'gift_card',
        discountMinor: each.discountMinor,
        unitCount: each.unitCount,
        holds: [
          ...limitHolds(candidate, each, givenAway(each, promotion)),
          ...balanceHold(candidate, each),
          ...(group?.promotionId === promotionId
            ? [{ kind: 'seat' as const, amount: 1 as const, groupBuyId: group.id }]
            : []),
        ],
        funding: each.funding,
        pointsBack: each.pointsBack,
        refundPolicy: definition.refundPolicy,
        isReusable: definition.isReusable,
      },
    ];
  });
}

function ownPoints({ tendered }: AppliedPromotion): QuotedPromotion {
  return {
    key: pointsPromotionId,
    promotionId: null,
    versionId: null,
    couponId: null,
    usesUpCoupon: false,
    discountMinor: 0,
    unitCount: 0,
    holds: [{ kind: 'points', amount: tendered?.points ?? 0 }],
    funding: [],
    pointsBack: 0,
    refundPolicy: 'proportional',
    isReusable: true,
  };
}

function limitHolds(
  { definition }: Candidate,
  { unitCount }: AppliedPromotion,
  givenMinor: number,
): Hold[] {
  const { uses, perCustomer, budgetMinor, stock, unitsPerCustomer } = limitsInForce(definition);
  const wanted: readonly [
    Exclude<Hold['kind'], 'seat' | 'points' | 'balance'>,
    number,
    number | null,
  ][] = [
    ['customer-uses', 1, perCustomer],
    ['customer-units', unitCount, unitsPerCustomer],
    ['uses', 1, uses],
    ['budget', givenMinor, budgetMinor],
    ['stock', unitCount, stock],
  ];
  return wanted.flatMap(([kind, amount, limit]): Hold[] =>
    limit === null || amount === 0 ? [] : [{ kind, amount, limit }],
  );
}

function balanceHold({ couponId }: Candidate, { tendered }: AppliedPromotion): Hold[] {
  if (tendered === null || couponId === null) return [];
  return [{ kind: 'balance', amount: tendered.amountMinor, couponId }];
}

/** Money that leaves the promotion's budget: discount, gifts, points given back. */
function givenAway(
  { discountMinor, gift, pointsBack }: AppliedPromotion,
  { effect }: Promotion,
): number {
  const giftMinor = gift === null ? 0 : gift.quantity * gift.unitValueMinor;
  const pointMinor = effect.type === 'points_back' ? effect.minorPerPoint : 0;
  return discountMinor + giftMinor + pointsBack * pointMinor;
}
