import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  CheckoutAnswer,
  CheckoutReason,
  QuotedPromotion,
  ReserveDraft,
} from '../ports/checkout-store.js';
import type { Tx } from './database.js';
import { numbersIn, textsIn } from './dialect.js';
import {
  type Account,
  budgetKey,
  customerKey,
  hold,
  lockAccounts,
  peopleOf,
  usesKey,
  writeHolds,
} from './escrow.js';
import { type KeptQuote, keptQuote, recordOf } from './kept-quote.js';
import { letGo, lockCoupons } from './reservation-end.js';

type Refusal = Extract<CheckoutAnswer, { kind: 'refused' }>;

const refused = (reason: CheckoutReason, promotion?: string): Refusal => ({
  kind: 'refused',
  reason,
  ...(promotion !== undefined && { promotion }),
});

/** Holds every coupon and limit that a quote needs, or refuses; the caller undoes what a refusal leaves. */
export async function reserve(tx: Tx, draft: ReserveDraft): Promise<CheckoutAnswer> {
  const quote = await keptQuote(tx, draft.quoteId);
  if (quote === null) return refused('QUOTE_UNKNOWN');
  if (quote.createdAt < draft.quotedSince) return refused('QUOTE_EXPIRED');
  const needs = await needsOf(tx, quote);
  if (needs.kind === 'refused') return needs;
  await clearTheWay(tx, draft, quote, needs.accountKeys);
  await insertReservation(tx, draft, quote);
  return (
    (await holdCoupons(tx, draft, quote.promotions)) ??
    (await holdLimits(tx, draft, quote.promotions, needs)) ?? {
      kind: 'ok',
      reservation: recordOf({ ...draft, state: 'live' }, quote),
    }
  );
}

interface Needs {
  readonly kind: 'needs';
  /** The merged rows of the person; empty for a guest. */
  readonly people: readonly number[];
  readonly customerId: number | null;
  readonly accountKeys: readonly string[];
}

async function needsOf(tx: Tx, quote: KeptQuote): Promise<Needs | Refusal> {
  const { customerId, promotions } = quote;
  const personal = promotions.find(({ perCustomer }) => perCustomer !== null);
  if (personal && customerId === null) return refused('IDENTITY_REQUIRED', personal.key);
  const people = personal && customerId !== null ? await peopleOf(tx, customerId) : [];
  const accountKeys = promotions.flatMap((each) => [
    ...(each.uses === null ? [] : [usesKey(each.promotionId)]),
    ...(each.budgetMinor === null ? [] : [budgetKey(each.promotionId)]),
    ...(each.perCustomer === null
      ? []
      : people.map((person) => customerKey(each.promotionId, person))),
  ]);
  return { kind: 'needs', people, customerId, accountKeys };
}

// Everything is locked in the one order (reservations, coupons, accounts) before the first hold is taken.
async function clearTheWay(
  tx: Tx,
  draft: ReserveDraft,
  quote: KeptQuote,
  accountKeys: readonly string[],
): Promise<void> {
  const couponIds = quote.promotions.flatMap(({ couponId }) => couponId ?? []);
  const ending = await inTheWay(tx, draft, { couponIds, accountKeys, quote });
  const ids = ending.map(({ id }) => id);
  await lockCoupons(tx, couponIds, ids);
  await openCustomerAccounts(tx, quote);
  await lockAccounts(tx, [...accountKeys, ...(await keysHeldBy(tx, ids))]);
  await setCustomerLimits(tx, quote);
  const lapsedIds = ending.filter(({ expiresAt }) => expiresAt <= draft.at).map(({ id }) => id);
  await letGo(tx, lapsedIds, 'expired', draft.at);
  const replaced = ids.filter((id) => !lapsedIds.includes(id));
  await letGo(tx, replaced, 'released', draft.at);
}

interface Wanted {
  readonly couponIds: readonly number[];
  readonly accountKeys: readonly string[];
  readonly quote: KeptQuote;
}

/**
 * Live reservations to end first: lapsed ones that hold what is wanted, and those of the same order, because a shopper
 * who goes back and changes the cart must not stand in their own way. One statement, so that all are taken in the order
 * of their ids; it waits for whoever is ending one of them, or a free coupon would look taken.
 */
function inTheWay(
  tx: Tx,
  { at, orderRef }: ReserveDraft,
  { couponIds, accountKeys, quote }: Wanted,
): Promise<{ id: string; expiresAt: number }[]> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE OF r` : sql``;
  const customer =
    quote.customerId === null
      ? sql`r.customer_id IS NULL`
      : sql`r.customer_id IN (SELECT id FROM customer
          WHERE id = ${quote.customerId} OR canonical_customer_id = ${quote.customerId})`;
  return tx.query(sql`
    SELECT r.id, r.expires_at AS "expiresAt" FROM reservation r
    WHERE r.state = 'live' AND (
      (r.order_ref = ${orderRef} AND ${customer})
      OR (r.expires_at <= ${at} AND (
        r.id IN (SELECT c.reservation_id FROM coupon c WHERE c.id IN ${numbersIn(tx.dialect, couponIds)})
        OR EXISTS (SELECT 1 FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
          WHERE e.ref = r.id AND a.key IN ${textsIn(tx.dialect, accountKeys)}))))
    ORDER BY r.id ${lock}`);
}

async function keysHeldBy(tx: Tx, reservationIds: readonly string[]): Promise<string[]> {
  if (reservationIds.length === 0) return [];
  const rows = await tx.query<{ key: string }>(sql`
    SELECT DISTINCT a.key FROM escrow_entry e JOIN escrow_account a ON a.id = e.account_id
    WHERE e.ref IN ${textsIn(tx.dialect, reservationIds)}`);
  return rows.map(({ key }) => key);
}

async function openCustomerAccounts(tx: Tx, quote: KeptQuote): Promise<void> {
  const { customerId } = quote;
  if (customerId === null) return;
  const opened = quote.promotions
    .flatMap(({ promotionId, perCustomer }) =>
      perCustomer === null ? [] : [{ key: customerKey(promotionId, customerId), perCustomer }],
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { key, perCustomer } of opened)
    await tx.execute(sql`
      INSERT INTO escrow_account (key, limit_amount, reserved, committed)
      VALUES (${key}, ${perCustomer}, 0, 0) ON CONFLICT (key, pool) DO NOTHING`);
}

// The limit may have changed since this person's account was opened.
async function setCustomerLimits(tx: Tx, { customerId, promotions }: KeptQuote): Promise<void> {
  if (customerId === null) return;
  for (const { promotionId, perCustomer } of promotions)
    if (perCustomer !== null)
      await tx.execute(sql`
        UPDATE escrow_account SET limit_amount = ${perCustomer}
        WHERE key = ${customerKey(promotionId, customerId)} AND limit_amount <> ${perCustomer}`);
}

async function insertReservation(tx: Tx, draft: ReserveDraft, quote: KeptQuote): Promise<void> {
  const { id, quoteId, orderRef, expiresAt, at } = draft;
  await tx.execute(sql`
    INSERT INTO reservation (id, quote_id, order_ref, customer_id, state, discount_minor, expires_at, created_at)
    VALUES (${id}, ${quoteId}, ${orderRef}, ${quote.customerId}, 'live', ${quote.receipt.discountMinor},
            ${expiresAt}, ${at})`);
}

async function holdCoupons(
  tx: Tx,
  { id, at }: ReserveDraft,
  promotions: readonly QuotedPromotion[],
): Promise<Refusal | null> {
  for (const { couponId, key } of promotions) {
    if (couponId === null) continue;
    const taken = await tx.execute(sql`
      UPDATE coupon SET state = 'reserved', reservation_id = ${id}
      WHERE id = ${couponId} AND state = 'issued' AND valid_from <= ${at} AND valid_until > ${at}`);
    if (taken === 0) return refused(await whyNot(tx, couponId), key);
  }
  return null;
}

async function whyNot(tx: Tx, couponId: number): Promise<CheckoutReason> {
  const coupon = await tx.models.coupon.findUnique({ where: { id: couponId } });
  if (coupon?.state === 'reserved') return 'ALREADY_RESERVED';
  return coupon?.state === 'redeemed' ? 'ALREADY_REDEEMED' : 'COUPON_NOT_VALID';
}

async function holdLimits(
  tx: Tx,
  { id, at }: ReserveDraft,
  promotions: readonly QuotedPromotion[],
  needs: Needs,
): Promise<Refusal | null> {
  const accounts = await lockAccounts(tx, needs.accountKeys);
  const holds: { accountId: number; amount: number }[] = [];
  for (const promotion of promotions) {
    if (isCustomerLimitReached(promotion, needs, accounts))
      return refused('CUSTOMER_LIMIT_REACHED', promotion.key);
    for (const { key, amount, reason } of holdsOf(promotion, needs)) {
      const account = accounts.get(key);
      if (account === undefined) throw new Error(`the ledger has no account ${key}`);
      if (!(await hold(tx, account, amount))) return refused(reason, promotion.key);
      holds.push({ accountId: account.id, amount });
    }
  }
  await writeHolds(tx, id, holds, at);
  return null;
}

// The accounts of all rows that are this person count together; they are locked, so that the sum holds.
function isCustomerLimitReached(
  { promotionId, perCustomer }: QuotedPromotion,
  { people }: Needs,
  accounts: ReadonlyMap<string, Account>,
): boolean {
  if (perCustomer === null) return false;
  const used = people.reduce(
    (sum, person) => sum + (accounts.get(customerKey(promotionId, person))?.used ?? 0),
    0,
  );
  return used + 1 > perCustomer;
}

function holdsOf(
  { promotionId, uses, perCustomer, budgetMinor, discountMinor }: QuotedPromotion,
  { customerId }: Needs,
): { key: string; amount: number; reason: CheckoutReason }[] {
  const holds: { key: string; amount: number; reason: CheckoutReason }[] = [];
  if (uses !== null) holds.push({ key: usesKey(promotionId), amount: 1, reason: 'LIMIT_REACHED' });
  if (budgetMinor !== null)
    holds.push({ key: budgetKey(promotionId), amount: discountMinor, reason: 'BUDGET_EXCEEDED' });
  if (perCustomer !== null && customerId !== null) {
    const key = customerKey(promotionId, customerId);
    holds.push({ key, amount: 1, reason: 'CUSTOMER_LIMIT_REACHED' });
  }
  return holds;
}
