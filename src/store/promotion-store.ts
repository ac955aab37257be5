import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  LeftQuestion,
  LimitQuestion,
  LimitUse,
  PromotionStore,
  PromotionUsage,
  StoredPromotion,
} from '../ports/promotion-store.js';
import {
  balanceKey,
  budgetKey,
  customerKey,
  customerUnitsKey,
  pointsKey,
  stockKey,
  usesKey,
} from './account-keys.js';
import {
  couponsByCode,
  couponsOfBatch,
  couponsOfOrder,
  couponsOfPerson,
  issueCoupons,
  revokeCoupons,
} from './coupon-rows.js';
import type { Database, Statements } from './database.js';
import { type AccountUse, peopleOf, usedOf } from './escrow.js';
import { lastRefusal } from './last-refusal.js';
import { definitionOf } from './promotion-definition.js';
import { applyPromotions } from './promotion-versions.js';
import { writePriority } from './writer.js';

export function promotionStore(database: Database): PromotionStore {
  const { normal } = writePriority;
  return {
    apply: (definitions, at) =>
      database.writeSql(normal, (tx) => applyPromotions(tx, definitions, at)),
    all: () => allOf(database),
    usage: () => usageOf(database),
    issue: (batch) => database.write(writePriority.bulk, (tx) => issueCoupons(tx, batch)),
    coupons: (codes) => couponsByCode(database, codes),
    couponsOf: (customerId) => couponsOfPerson(database, customerId),
    couponsOfOrder: (orderRef) => couponsOfOrder(database, orderRef),
    couponsOfBatch: (batch, most) => couponsOfBatch(database, batch, most),
    revoke: (couponIds) => database.write(normal, (tx) => revokeCoupons(tx, couponIds)),
    limitUse: (question) => limitUse(database, question),
    lastRefusal: (asked) => lastRefusal(database, asked),
    pointsLeft: (customerId, question) => pointsLeft(database, customerId, question),
    balancesLeft: (couponIds, question) => balancesLeft(database, couponIds, question),
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
    definition: definitionOf(row.definition),
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
  const accounts = await database.query<{ key: string; reserved: number; committed: number }>(sql`
    SELECT key, sum(reserved) AS reserved, sum(committed) AS committed FROM escrow_account
    WHERE key LIKE '%:uses' OR key LIKE '%:budget' GROUP BY key`);
  const redeemedOf = new Map(redeemed.map((row) => [row.id, row]));
  const couponsOf = new Map(coupons.map((row) => [row.id, row.count]));
  const accountOf = new Map(accounts.map((row) => [row.key, row]));
  return promotions.map((promotion) => {
    const { promotionId } = promotion;
    const { limits } = promotion.definition;
    // Where there is a limit the ledger knows better: a cancelled order may leave its use used up.
    const uses = limits.uses === null ? undefined : accountOf.get(usesKey(promotionId));
    const budget = limits.budgetMinor === null ? undefined : accountOf.get(budgetKey(promotionId));
    return {
      ...promotion,
      reservedUses: accountOf.get(usesKey(promotionId))?.reserved ?? 0,
      redeemedUses: uses?.committed ?? redeemedOf.get(promotionId)?.uses ?? 0,
      reservedMinor: accountOf.get(budgetKey(promotionId))?.reserved ?? 0,
      redeemedMinor: budget?.committed ?? redeemedOf.get(promotionId)?.minor ?? 0,
      couponCount: couponsOf.get(promotionId) ?? 0,
    };
  });
}

async function limitUse(database: Statements, question: LimitQuestion): Promise<LimitUse[]> {
  const { promotionIds, customerId } = question;
  if (promotionIds.length === 0) return [];
  const people = customerId === null ? [] : await peopleOf(database, customerId);
  const keys = promotionIds.flatMap((id) => [
    usesKey(id),
    budgetKey(id),
    stockKey(id),
    ...people.flatMap((person) => [customerKey(id, person), customerUnitsKey(id, person)]),
  ]);
  const used = await usedOf(database, keys, question);
  const at = (key: string) => used.get(key)?.used ?? 0;
  const ofPerson = (keyOf: (person: number) => string) =>
    people.reduce((sum, person) => sum + at(keyOf(person)), 0);
  return promotionIds.map((promotionId) => ({
    promotionId,
    uses: at(usesKey(promotionId)),
    budgetMinor: at(budgetKey(promotionId)),
    stock: at(stockKey(promotionId)),
    customerUses: ofPerson((person) => customerKey(promotionId, person)),
    customerUnits: ofPerson((person) => customerUnitsKey(promotionId, person)),
  }));
}

async function pointsLeft(
  database: Statements,
  customerId: number,
  question: LeftQuestion,
): Promise<number> {
  const keys = (await peopleOf(database, customerId)).map(pointsKey);
  const accounts = await usedOf(database, keys, question);
  return keys.reduce((sum, key) => sum + leftIn(accounts.get(key)), 0);
}

async function balancesLeft(
  database: Statements,
  couponIds: readonly number[],
  question: LeftQuestion,
): Promise<ReadonlyMap<number, number>> {
  const accounts = await usedOf(database, couponIds.map(balanceKey), question);
  return new Map(couponIds.map((id) => [id, leftIn(accounts.get(balanceKey(id)))]));
}

function leftIn(account: AccountUse | undefined): number {
  return account === undefined ? 0 : Math.max(0, account.limit - account.used);
}
