import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  CheckoutAnswer,
  CheckoutReason,
  QuotedPromotion,
  ReservationRecord,
  ReserveDraft,
} from '../ports/checkout-store.js';
import type { Statements } from './database.js';
import { numbersIn, textsIn } from './dialect.js';
import { lockAccounts, peopleOf } from './escrow.js';
import { joinGroup, lockGroups, seatsOf } from './group-buy-rows.js';
import { type Breadth, keysHeldBy, openPersonal, settleHolds, takeHolds } from './holds.js';
import {
  depositOf,
  type KeptQuote,
  keptQuote,
  type ReservationRow,
  recordOf,
  type WantedQuote,
} from './kept-quote.js';
import { letGo, lockCoupons, tellRedeemed } from './reservation-end.js';
import { isPersonal, type Want, wantsOf } from './wants.js';

type Refusal = Extract<CheckoutAnswer, { kind: 'refused' }>;

const refused = (reason: CheckoutReason, promotion?: string): Refusal => ({
  kind: 'refused',
  reason,
  ...(promotion !== undefined && { promotion }),
});

/**
 * Holds every coupon and limit that a quote needs, where each is there to be had at once; null where something is in the
 * way, and then the caller undoes what was done.
 */
export async function reserveQuickly(
  tx: Statements,
  draft: ReserveDraft,
): Promise<CheckoutAnswer | null> {
  const attempt = await unhinderedAttempt(tx, draft);
  const held = attempt && (await hold(tx, attempt, 'own-pool'));
  return held?.kind === 'held' ? { kind: 'ok', reservation: held.reservation } : null;
}

/** The same and its commit in one: nobody needs to see the reservation in between. */
export async function redeemQuickly(
  tx: Statements,
  draft: ReserveDraft,
): Promise<CheckoutAnswer | null> {
  const attempt = await unhinderedAttempt(tx, draft);
  // A group counts its seats one step after the other.
  if (attempt === null || seatsOf(attempt.quote.promotions).length > 0) return null;
  const held = await hold(tx, attempt, 'own-pool', draft.at);
  if (held.kind === 'refused') return null;
  if (!held.isSpent) await settleHolds(tx, [draft.id], 'commit', draft.at);
  await tellRedeemed(tx, held.reservation, attempt.quote, draft.at);
  return { kind: 'ok', reservation: held.reservation };
}

async function unhinderedAttempt(tx: Statements, draft: ReserveDraft): Promise<Attempt | null> {
  const attempt = await attemptOf(tx, draft);
  return 'kind' in attempt || attempt.quote.isHeld ? null : attempt;
}

/** Holds it whatever has to be ended first, or refuses; the caller undoes what a refusal leaves. */
export async function reserve(tx: Statements, draft: ReserveDraft): Promise<CheckoutAnswer> {
  const attempt = await attemptOf(tx, draft);
  if ('kind' in attempt) return attempt;
  // Either a lapsed reservation has it, or another pool; or it is really gone.
  await clearTheWay(tx, attempt);
  const held = await hold(tx, attempt, 'all-pools');
  return held.kind === 'refused' ? held : { kind: 'ok', reservation: held.reservation };
}

async function attemptOf(tx: Statements, draft: ReserveDraft): Promise<Attempt | Refusal> {
  const quote = await keptQuote(tx, draft.quoteId, draft.orderRef);
  if (quote === null) return refused('QUOTE_UNKNOWN');
  if (quote.createdAt < draft.quotedSince) return refused('QUOTE_EXPIRED');
  const wants = await wantsFor(tx, quote);
  return 'kind' in wants ? wants : { draft, quote, wants };
}

async function wantsFor(
  tx: Statements,
  { customerId, promotions }: KeptQuote,
): Promise<Want[] | Refusal> {
  const personal = promotions.find(({ holds }) => holds.some(isPersonal));
  if (personal === undefined) return wantsOf(promotions, null);
  if (customerId === null) return refused('IDENTITY_REQUIRED', personal.key);
  return wantsOf(promotions, { customerId, people: await peopleOf(tx, customerId) });
}

interface Attempt {
  readonly draft: ReserveDraft;
  readonly quote: WantedQuote;
  readonly wants: readonly Want[];
}

interface HeldQuote {
  readonly kind: 'held';
  readonly reservation: ReservationRecord;
  readonly isSpent: boolean;
}

async function hold(
  tx: Statements,
  { draft, quote, wants }: Attempt,
  breadth: Breadth,
  paidAt: number | null = null,
): Promise<HeldQuote | Refusal> {
  const row = await insertReservation(tx, draft, quote, paidAt);
  const spent = await holdCoupons(tx, draft, quote.promotions, paidAt !== null);
  if (spent !== null) return spent;
  const joined = await joinGroups(tx, draft, quote);
  if ('kind' in joined) return joined;
  const { id: reservationId, at } = draft;
  const holding = { reservationId, at, wants, isPaid: paidAt !== null };
  const taking = await takeHolds(tx, holding, breadth);
  if (taking.kind === 'short') return refused(taking.want.reason, taking.want.promotion);
  const reservation = recordOf({ ...row, ...joined }, quote);
  return { kind: 'held', reservation, isSpent: taking.isSpent };
}

/** A shopper who goes back and changes the cart must not stand in their own way. */
function sameOrder({ draft, quote }: Attempt) {
  const customer =
    quote.customerId === null
      ? sql`r.customer_id IS NULL`
      : sql`r.customer_id IN (SELECT id FROM customer
          WHERE id = ${quote.customerId} OR canonical_customer_id = ${quote.customerId})`;
  return sql`(r.order_ref = ${draft.orderRef} AND r.deposit_paid_at IS NULL AND ${customer})`;
}

// Everything is locked in the one order (reservations, coupons, groups, accounts) before the first hold is taken.
async function clearTheWay(tx: Statements, attempt: Attempt): Promise<void> {
  const { draft, quote, wants } = attempt;
  const couponIds = quote.promotions.flatMap(({ couponId }) => couponId ?? []);
  const keys = wants.flatMap((want) => want.keys);
  const ending = await inTheWay(tx, attempt, { couponIds, keys });
  const ids = ending.map(({ id }) => id);
  await lockCoupons(tx, couponIds, ids);
  await lockGroups(
    tx,
    seatsOf(quote.promotions).map(({ groupBuyId }) => groupBuyId),
  );
  await openPersonal(tx, wants, { ref: draft.id, at: draft.at });
  await lockAccounts(tx, [...keys, ...(await keysHeldBy(tx, ids))]);
  const lapsedIds = ending.filter(({ expiresAt }) => expiresAt <= draft.at).map(({ id }) => id);
  await letGo(tx, lapsedIds, 'expired', draft.at);
  const replaced = ids.filter((id) => !lapsedIds.includes(id));
  await letGo(tx, replaced, 'released', draft.at);
}

/**
 * Live reservations to end first: lapsed ones that hold what is wanted, and those of the same order. One statement, so
 * that all are taken in the order of their ids; it waits for whoever is ending one of them, or a free coupon would look
 * taken.
 */
function inTheWay(
  tx: Statements,
  attempt: Attempt,
  { couponIds, keys }: { readonly couponIds: readonly number[]; readonly keys: readonly string[] },
): Promise<{ id: string; expiresAt: number }[]> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE OF r` : sql``;
  return tx.query(sql`
    SELECT r.id, r.expires_at AS "expiresAt" FROM reservation r
    WHERE r.state = 'live' AND (
      ${sameOrder(attempt)}
      OR (r.expires_at <= ${attempt.draft.at} AND (
        r.id IN (SELECT c.reservation_id FROM coupon c WHERE c.id IN ${numbersIn(tx.dialect, couponIds)})
        OR EXISTS (SELECT 1 FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
          WHERE e.ref = r.id AND a.key IN ${textsIn(tx.dialect, keys)}))))
    ORDER BY r.id ${lock}`);
}

async function insertReservation(
  tx: Statements,
  { id, quoteId, orderRef, expiresAt, at }: ReserveDraft,
  { customerId, receipt }: KeptQuote,
  paidAt: number | null,
): Promise<ReservationRow> {
  const { discountMinor, payableMinor } = receipt;
  const depositMinor = depositOf(receipt)?.amountMinor ?? 0;
  const state = paidAt === null ? 'live' : 'committed';
  await tx.execute(sql`
    INSERT INTO reservation (id, quote_id, order_ref, customer_id, state, discount_minor, payable_minor,
      deposit_minor, expires_at, created_at, committed_at)
    VALUES (${id}, ${quoteId}, ${orderRef}, ${customerId}, ${state}, ${discountMinor}, ${payableMinor},
      ${depositMinor}, ${expiresAt}, ${at}, ${paidAt})`);
  const steps = { payingAt: null, depositPaidAt: null, committedAt: paidAt };
  return { id, quoteId, orderRef, state, expiresAt, depositMinor, ...steps };
}

async function holdCoupons(
  tx: Statements,
  { id, at }: ReserveDraft,
  promotions: readonly QuotedPromotion[],
  isPaid: boolean,
): Promise<Refusal | null> {
  const coupons = promotions
    .flatMap(({ couponId, key, usesUpCoupon }) =>
      couponId === null ? [] : [{ couponId, key, usesUpCoupon }],
    )
    .sort((a, b) => a.couponId - b.couponId);
  for (const { couponId, key, usesUpCoupon } of coupons) {
    // A gift card stays as it is; the same statement keeps it from being revoked meanwhile.
    const taken = usesUpCoupon
      ? sql`state = ${isPaid ? 'redeemed' : 'reserved'}, reservation_id = ${id}`
      : sql`state = 'issued'`;
    const changed = await tx.execute(sql`
      UPDATE coupon SET ${taken}
      WHERE id = ${couponId} AND state = 'issued' AND valid_from <= ${at} AND valid_until > ${at}`);
    if (changed === 0) return refused(await whyNot(tx, couponId), key);
  }
  return null;
}

/** @returns until when the reservation can hold what it holds */
async function joinGroups(
  tx: Statements,
  { id: reservationId, at, expiresAt }: ReserveDraft,
  { customerId, promotions }: KeptQuote,
): Promise<Refusal | { expiresAt: number }> {
  const seats = seatsOf(promotions);
  if (seats.length === 0) return { expiresAt };
  const people = customerId === null ? [] : await peopleOf(tx, customerId);
  const ends = [expiresAt];
  for (const { promotion, groupBuyId } of seats) {
    const joined = await joinGroup(tx, { groupBuyId, reservationId, customerId, people, at });
    if (joined.kind === 'refused') return refused(joined.reason, promotion);
    ends.push(joined.deadlineAt);
  }
  return { expiresAt: Math.min(...ends) };
}

async function whyNot(tx: Statements, couponId: number): Promise<CheckoutReason> {
  const [coupon] = await tx.query<{ state: string }>(sql`
    SELECT state FROM coupon WHERE id = ${couponId}`);
  if (coupon?.state === 'reserved') return 'ALREADY_RESERVED';
  return coupon?.state === 'redeemed' ? 'ALREADY_REDEEMED' : 'COUPON_NOT_VALID';
}
