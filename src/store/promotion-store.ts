import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type {
  LimitQuestion,
  LimitUse,
  PromotionStore,
  PromotionUsage,
  StoredPromotion,
} from '../ports/promotion-store.js';
import { couponsByCode, couponsOfPerson, issueCoupons, revokeCoupons } from './coupon-rows.js';
import type { Database, Tx } from './database.js';
import { budgetKey, customerKey, peopleOf, usedOf, usesKey } from './escrow.js';
import { applyPromotions } from './promotion-versions.js';
import { writePriority } from './writer.js';

export function promotionStore(database: Database): PromotionStore {
  const { normal } = writePriority;
  return {
    apply: (definitions, at) =>
      database.write(normal, (tx) => applyPromotions(tx, definitions, at)),
    all: () => allOf(database),
    usage: () => usageOf(database),
    issue: (batch) => database.write(writePriority.bulk, (tx) => issueCoupons(tx, batch)),
    coupons: (codes) => couponsByCode(database, codes),
    couponsOf: (customerId) => couponsOfPerson(database, customerId),
    revoke: (couponIds) => database.write(normal, (tx) => revokeCoupons(tx, couponIds)),
    limitUse: (question) => limitUse(database, question),
  };
}

async function allOf(database: Database): Promise<StoredPromotion[]> {
  const rows = await database.query<
    Omit<StoredPromotion, 'definition'> & { readonly definition: string }
  >(sql`
    SELECT p.id AS "promotionId", v.id AS "versionId", p.key, p.state, v.definition
    FROM promotion p JOIN promotion_version v ON v.id = p.current_version_id ORDER BY p.key`);
  return rows.map((row) => ({
    ...row,
    definition: JSON.parse(row.definition) as PromotionDefinition,
  }));
}

async function usageOf(database: Database): Promise<PromotionUsage[]> {
  const promotions = await allOf(database);
  const redeemed = await database.query<{ id: number; uses: number; minor: number }>(sql`
    SELECT promotion_id AS id, count(*) AS uses, sum(discount_minor) AS minor
    FROM redemption WHERE reversed_at IS NULL GROUP BY promotion_id`);
  const coupons = await database.query<{ id: number; count: number }>(sql`
    SELECT promotion_id AS id, count(*) AS count
    FROM coupon WHERE state <> 'revoked' GROUP BY promotion_id`);
  const held = await database.query<{ key: string; reserved: number }>(sql`
    SELECT key, reserved FROM escrow_account WHERE key LIKE '%:uses' OR key LIKE '%:budget'`);
  const redeemedOf = new Map(redeemed.map((row) => [row.id, row]));
  const couponsOf = new Map(coupons.map((row) => [row.id, row.count]));
  const heldOf = new Map(held.map((row) => [row.key, row.reserved]));
  return promotions.map((promotion) => ({
    ...promotion,
    reservedUses: heldOf.get(usesKey(promotion.promotionId)) ?? 0,
    redeemedUses: redeemedOf.get(promotion.promotionId)?.uses ?? 0,
    reservedMinor: heldOf.get(budgetKey(promotion.promotionId)) ?? 0,
    redeemedMinor: redeemedOf.get(promotion.promotionId)?.minor ?? 0,
    couponCount: couponsOf.get(promotion.promotionId) ?? 0,
  }));
}

async function limitUse(tx: Tx, question: LimitQuestion): Promise<LimitUse[]> {
  const { promotionIds, customerId } = question;
  if (promotionIds.length === 0) return [];
  const people = customerId === null ? [] : await peopleOf(tx, customerId);
  const keys = promotionIds.flatMap((id) => [
    usesKey(id),
    budgetKey(id),
    ...people.map((person) => customerKey(id, person)),
  ]);
  const used = await usedOf(tx, keys, question);
  const at = (key: string) => used.get(key) ?? 0;
  return promotionIds.map((promotionId) => ({
    promotionId,
    uses: at(usesKey(promotionId)),
    budgetMinor: at(budgetKey(promotionId)),
    customerUses: people.reduce((sum, person) => sum + at(customerKey(promotionId, person)), 0),
  }));
}
