import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { expiresAt } from '../domain/membership/expires-at.js';
import type { PointsDraft, ReferralRules, Reward } from '../domain/membership/membership.js';
import {
  type ReferralFacts,
  type ReferralRefusal,
  refusalOf,
} from '../domain/membership/referral.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import { cardValue } from '../domain/promotion/redemption.js';
import { startOfLocalDay } from '../domain/time-zone.js';
import type { EarningStep } from '../ports/points-store.js';
import { issueCoupons } from './coupon-rows.js';
import type { Tx } from './database.js';
import { numbersIn } from './dialect.js';
import { grantPoints } from './points-ledger.js';

const { purchase } = interactionKindCode;

export interface Referred {
  readonly joinId: number;
  readonly joinedAt: number;
  readonly sharerId: number;
  readonly newcomerId: number;
  readonly isSharerErased: boolean;
}

/**
 * Decides about friends who have done what the shop rewards, and gives what it promised. Everything is asked again now,
 * because chats may have been joined since the link was opened.
 *
 * @param buyers persons who bought something just now
 */
export async function rewardReferrals(
  tx: Tx,
  buyers: readonly number[],
  step: EarningStep,
): Promise<void> {
  const { referral } = step.membership;
  if (referral === null) return;
  const waiting = await waitingJoins(tx, referral.after === 'join' ? null : buyers);
  // One after the other: what one earns counts against the sharer's day.
  for (const each of waiting) await decide(tx, each, referral, step);
}

async function waitingJoins(tx: Tx, newcomers: readonly number[] | null): Promise<Referred[]> {
  if (newcomers?.length === 0) return [];
  const only =
    newcomers === null
      ? sql``
      : sql`AND COALESCE(n.canonical_customer_id, n.id) IN ${numbersIn(tx.dialect, newcomers)}`;
  const rows = await tx.query<Omit<Referred, 'isSharerErased'> & { erasedAt: number | null }>(sql`
    SELECT j.id AS "joinId", j.at AS "joinedAt", COALESCE(h.canonical_customer_id, h.id) AS "sharerId",
      COALESCE(n.canonical_customer_id, n.id) AS "newcomerId", h.erased_at AS "erasedAt"
    FROM share_join j JOIN share s ON s.id = j.share_id
    JOIN customer h ON h.id = s.sharer_id JOIN customer n ON n.id = j.customer_id
    WHERE j.state = 'joined' AND n.erased_at IS NULL ${only} ORDER BY j.id`);
  return rows.map(({ erasedAt, ...row }) => ({ ...row, isSharerErased: erasedAt !== null }));
}

async function decide(
  tx: Tx,
  referred: Referred,
  rules: ReferralRules,
  step: EarningStep,
): Promise<void> {
  const { joinId } = referred;
  const refusal = refusalOf(await factsOf(tx, referred, step), rules);
  if (refusal !== null) return refuse(tx, joinId, refusal);
  const rewards = [
    { reward: rules.sharer, customerId: referred.sharerId, to: 'sharer' },
    { reward: rules.newcomer, customerId: referred.newcomerId, to: 'newcomer' },
  ] as const;
  await tx.execute(sql`
    UPDATE share_join SET state = 'rewarded', rewarded_at = ${step.at} WHERE id = ${joinId}`);
  for (const { reward, customerId, to } of rewards)
    if (reward !== null)
      await give(tx, reward, { customerId, sourceKey: `referral:${joinId}:${to}` }, step);
}

async function refuse(tx: Tx, joinId: number, reason: ReferralRefusal): Promise<void> {
  await tx.execute(
    sql`UPDATE share_join SET state = 'refused', reason = ${reason} WHERE id = ${joinId}`,
  );
}

async function factsOf(tx: Tx, referred: Referred, step: EarningStep): Promise<ReferralFacts> {
  const { sharerId, newcomerId, isSharerErased } = referred;
  return {
    sharerId,
    newcomerId,
    isSharerErased,
    broughtSharer: await broughtBy(tx, sharerId),
    wasKnown: await wasKnown(tx, referred),
    rewardedToday: await rewardedSince(tx, sharerId, startOfLocalDay(step.at, step.timezone)),
  };
}

/** Everybody up the chain of invitations. UNION drops who is there already, so that a ring ends. */
async function broughtBy(tx: Tx, personId: number): Promise<number[]> {
  const rows = await tx.query<{ person: number }>(sql`
    WITH RECURSIVE up(person) AS (
      SELECT CAST(${personId} AS INTEGER)
      UNION
      SELECT COALESCE(h.canonical_customer_id, h.id) FROM up
      JOIN customer n ON n.id = up.person OR n.canonical_customer_id = up.person
      JOIN share_join j ON j.customer_id = n.id
      JOIN share s ON s.id = j.share_id JOIN customer h ON h.id = s.sharer_id)
    SELECT person FROM up WHERE person <> ${personId}`);
  return rows.map(({ person }) => person);
}

async function wasKnown(tx: Tx, { newcomerId, joinedAt }: Referred): Promise<boolean> {
  const rows = sql`SELECT id FROM customer WHERE id = ${newcomerId} OR canonical_customer_id = ${newcomerId}`;
  const [found] = await tx.query<{ known: number }>(sql`
    SELECT CASE WHEN EXISTS (SELECT 1 FROM customer WHERE id IN (${rows}) AND created_at < ${joinedAt})
      OR EXISTS (SELECT 1 FROM interaction WHERE customer_id IN (${rows}) AND kind = ${purchase}
        AND occurred_at < ${joinedAt}) THEN 1 ELSE 0 END AS known`);
  return found?.known === 1;
}

async function rewardedSince(tx: Tx, sharerId: number, from: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM share s JOIN share_join j ON j.share_id = s.id
    WHERE s.sharer_id IN (
      SELECT id FROM customer WHERE id = ${sharerId} OR canonical_customer_id = ${sharerId})
      AND j.state = 'rewarded' AND j.rewarded_at >= ${from}`);
  return row?.count ?? 0;
}

type Receiver = Pick<PointsDraft, 'customerId' | 'sourceKey'>;

async function give(tx: Tx, reward: Reward, receiver: Receiver, step: EarningStep): Promise<void> {
  if (reward.kind === 'coupon') return giveCoupon(tx, reward, receiver.customerId, step);
  const { at, membership, timezone } = step;
  const gone = expiresAt(membership.points, at, timezone);
  await grantPoints(tx, [
    { ...receiver, kind: 'referral', points: reward.points, expiresAt: gone, at },
  ]);
}

// A promotion that is paused, or has no coupon left, gives none: the shop has stopped it.
async function giveCoupon(
  tx: Tx,
  { promotion, validForMs }: Extract<Reward, { kind: 'coupon' }>,
  customerId: number,
  { newCode, couponEnd, at }: EarningStep,
): Promise<void> {
  const [found] = await tx.query<{
    promotionId: number;
    versionId: number;
    definition: string;
  }>(sql`
    SELECT p.id AS "promotionId", p.current_version_id AS "versionId", v.definition
    FROM promotion p JOIN promotion_version v ON v.id = p.current_version_id
    WHERE p.key = ${promotion} AND p.state = 'active'`);
  if (found === undefined) return;
  const { promotionId, versionId } = found;
  const definition = JSON.parse(found.definition) as PromotionDefinition;
  const { codePrefix, limits } = definition;
  await issueCoupons(tx, {
    promotionId,
    versionId,
    runId: null,
    validFrom: at,
    validUntil: couponEnd(validForMs),
    at,
    coupons: [{ code: newCode(codePrefix), customerId }],
    most: limits.uses,
    balanceMinor: cardValue(definition),
  });
}
