import { sqltag as sql } from '@prisma/client/runtime/client';
import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { CheckoutAnswer, ReservationStep } from '../ports/checkout-store.js';
import { insertInteractions } from './behaviour-store.js';
import type { Statements } from './database.js';
import { jsonRows, numbersIn, textsIn } from './dialect.js';
import { insertFunding } from './funding.js';
import { countPaid, leaveGroup, seatsOf } from './group-buy-rows.js';
import { settleHolds } from './holds.js';
import {
  depositOf,
  type Found,
  type KeptQuote,
  type ReservationRow,
  recordOf,
  reservedQuote,
} from './kept-quote.js';

/** Lapsed reservations that nobody else is ending right now, oldest first; locked until this transaction ends. */
export async function lapsed(tx: Statements, at: number, limit: number): Promise<string[]> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE SKIP LOCKED` : sql``;
  const rows = await tx.query<{ id: string }>(sql`
    SELECT id FROM reservation WHERE state = 'live' AND expires_at <= ${at}
    ORDER BY id LIMIT ${limit} ${lock}`);
  return rows.map(({ id }) => id);
}

/** Gives back what live reservations hold: coupons to `issued`, limits to the ledger. */
export async function letGo(
  tx: Statements,
  reservationIds: readonly string[],
  as: 'released' | 'expired',
  at: number,
): Promise<void> {
  if (reservationIds.length === 0) return;
  const ids = textsIn(tx.dialect, reservationIds);
  // A deposit that was paid stays on the reservation, which then was not left behind but given up.
  const state =
    as === 'expired'
      ? sql`CASE WHEN deposit_paid_at IS NULL THEN 'expired' ELSE 'released' END`
      : sql`'released'`;
  await tx.execute(
    sql`UPDATE reservation SET state = ${state} WHERE id IN ${ids} AND state = 'live'`,
  );
  await tx.execute(sql`
    UPDATE coupon SET state = 'issued', reservation_id = NULL
    WHERE state = 'reserved' AND reservation_id IN ${ids}`);
  await settleHolds(tx, reservationIds, 'release', at);
  await leaveGroup(tx, reservationIds);
}

export async function releaseReservation(
  tx: Statements,
  { reservationId, at }: ReservationStep,
): Promise<CheckoutAnswer> {
  const changed = await tx.execute(sql`
    UPDATE reservation SET state = 'released'
    WHERE id = ${reservationId} AND state IN ('live', 'paying')`);
  const found = await reservedQuote(tx, reservationId);
  if (found === null) return unknown;
  if (changed === 1) {
    await lockCoupons(tx, [], [reservationId]);
    await letGo(tx, [reservationId], 'released', at);
  }
  if (found.row.state === 'committed') return { kind: 'refused', reason: 'RESERVATION_COMMITTED' };
  return { kind: 'ok', reservation: recordOf(found.row, found.quote) };
}

export async function commitReservation(
  tx: Statements,
  { reservationId, at }: ReservationStep,
): Promise<CheckoutAnswer> {
  const changed = await tx.execute(sql`
    UPDATE reservation SET state = 'committed', committed_at = ${at}
    WHERE id = ${reservationId} AND (state = 'paying' OR (state = 'live' AND expires_at > ${at}))`);
  const found = await reservedQuote(tx, reservationId);
  if (found === null) return unknown;
  if (changed === 1) await useUp(tx, found.row, found.quote, at);
  return answerIn(found, ['committed']);
}

/** From here on it does not lapse: money may be on its way. */
export async function markPaying(
  tx: Statements,
  { reservationId, at }: ReservationStep,
): Promise<CheckoutAnswer> {
  await tx.execute(sql`
    UPDATE reservation SET state = 'paying', paying_at = ${at}
    WHERE id = ${reservationId} AND state = 'live' AND expires_at > ${at}`);
  const found = await reservedQuote(tx, reservationId);
  return found === null ? unknown : answerIn(found, ['paying']);
}

/** From here on it holds until the rest is due. */
export async function markDepositPaid(
  tx: Statements,
  { reservationId, at }: ReservationStep,
): Promise<CheckoutAnswer> {
  const found = await reservedQuote(tx, reservationId, 'to change it');
  if (found === null) return unknown;
  const { row, quote } = found;
  const due = depositOf(quote.receipt);
  if (due === null) return { kind: 'refused', reason: 'NO_DEPOSIT' };
  if (row.depositPaidAt !== null) return answerIn(found, ['live', 'paying', 'committed']);
  const changed = await tx.execute(sql`
    UPDATE reservation SET state = 'live', paying_at = NULL, deposit_paid_at = ${at}, expires_at = ${due.untilAt}
    WHERE id = ${reservationId} AND (state = 'paying' OR (state = 'live' AND expires_at > ${at}))`);
  if (changed === 0) return answerIn(found, []);
  const paid = { payingAt: null, depositPaidAt: at, expiresAt: due.untilAt };
  return { kind: 'ok', reservation: recordOf({ ...row, ...paid, state: 'live' }, quote) };
}

const unknown: CheckoutAnswer = { kind: 'refused', reason: 'RESERVATION_UNKNOWN' };

function answerIn(
  { row, quote }: Found,
  wanted: readonly ReservationRow['state'][],
): CheckoutAnswer {
  const { state } = row;
  if (wanted.includes(state)) return { kind: 'ok', reservation: recordOf(row, quote) };
  if (state === 'committed') return { kind: 'refused', reason: 'RESERVATION_COMMITTED' };
  if (state === 'released') return { kind: 'refused', reason: 'RESERVATION_RELEASED' };
  return { kind: 'refused', reason: 'RESERVATION_EXPIRED' };
}

async function useUp(
  tx: Statements,
  row: ReservationRow,
  quote: KeptQuote,
  at: number,
): Promise<void> {
  const couponIds = quote.promotions.flatMap(({ couponId, usesUpCoupon }) =>
    usesUpCoupon && couponId !== null ? [couponId] : [],
  );
  if (couponIds.length > 1) await lockCoupons(tx, couponIds, []);
  if (couponIds.length > 0) {
    const redeemed = await tx.execute(sql`
      UPDATE coupon SET state = 'redeemed' WHERE reservation_id = ${row.id} AND state = 'reserved'`);
    if (redeemed !== couponIds.length)
      throw new Error(`reservation ${row.id} holds ${redeemed} of ${couponIds.length} coupons`);
  }
  if (seatsOf(quote.promotions).length > 0) await countPaid(tx, row.id, at);
  if (quote.promotions.some(({ holds }) => holds.length > 0))
    await settleHolds(tx, [row.id], 'commit', at);
  await tellRedeemed(tx, row, quote, at);
}

/** Writes down what a paid order's promotions gave, and who pays for it; tells of it as behaviour. */
export async function tellRedeemed(
  tx: Statements,
  row: ReservationRow,
  quote: KeptQuote,
  at: number,
): Promise<void> {
  // Own points are paid with, not redeemed.
  const promotions = quote.promotions.filter(({ promotionId }) => promotionId !== null);
  if (promotions.length === 0) return;
  await insertRedemptions(tx, row, { ...quote, promotions }, at);
  const funding = promotions.flatMap(({ funding: parts, promotionId }) =>
    promotionId === null ? [] : parts.map((part) => ({ ...part, promotionId })),
  );
  await insertFunding(tx, { reservationId: row.id, refundId: '', at }, funding);
  await insertInteractions(tx, await redeemInteractions(tx, row, { ...quote, promotions }, at), at);
}

async function insertRedemptions(
  tx: Statements,
  { id }: ReservationRow,
  { promotions, customerId }: KeptQuote,
  at: number,
): Promise<void> {
  const rows = promotions.map(({ couponId, promotionId, discountMinor, unitCount }) => [
    couponId,
    promotionId,
    id,
    customerId,
    discountMinor,
    unitCount,
    at,
  ]);
  await tx.execute(sql`
    INSERT INTO redemption (coupon_id, promotion_id, reservation_id, customer_id, discount_minor,
      unit_count, redeemed_at)
    SELECT coupon, promotion, reservation, customer, discount, units, at FROM ${jsonRows(
      tx.dialect,
      rows,
      {
        coupon: 'int',
        promotion: 'int',
        reservation: 'text',
        customer: 'int',
        discount: 'bigint',
        units: 'int',
        at: 'bigint',
      },
    )}`);
}

// Tied to the delivery that handed the coupon over, so that a report sees what its message did.
async function redeemInteractions(
  tx: Statements,
  row: ReservationRow,
  { promotions, customerId }: KeptQuote,
  at: number,
): Promise<InteractionDraft[]> {
  if (customerId === null) return [];
  const couponIds = promotions.flatMap(({ couponId }) => couponId ?? []);
  const deliveries = await tx.query<{ couponId: number; deliveryId: number }>(sql`
    SELECT coupon_id AS "couponId", max(id) AS "deliveryId" FROM delivery
    WHERE coupon_id IN ${numbersIn(tx.dialect, couponIds)} AND purpose = 'campaign' GROUP BY coupon_id`);
  const deliveryOf = new Map(deliveries.map((each) => [each.couponId, each.deliveryId]));
  return promotions.map(({ couponId, key, discountMinor, pointsBack }) => {
    const deliveryId = couponId === null ? undefined : deliveryOf.get(couponId);
    return {
      customerId,
      kind: 'redeem',
      amountMinor: discountMinor,
      source: 'checkout',
      key: `redeem:${row.id}:${key}`,
      occurredAt: at,
      context: {
        promotion: key,
        orderRef: row.orderRef,
        // The pass over new interactions gives them.
        ...(pointsBack > 0 && { reservation: row.id, pointsBack }),
      },
      ...(couponId !== null && { couponId }),
      ...(deliveryId !== undefined && { deliveryId }),
    };
  });
}

/** Coupons are taken in the order of their ids, whoever takes them. */
export async function lockCoupons(
  tx: Statements,
  couponIds: readonly number[],
  reservationIds: readonly string[],
): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  await tx.query(sql`
    SELECT id FROM coupon WHERE id IN ${numbersIn(tx.dialect, couponIds)}
      OR reservation_id IN ${textsIn(tx.dialect, reservationIds)} ORDER BY id FOR UPDATE`);
}
