import { sqltag as sql } from '@prisma/client/runtime/client';
import { quote } from '../domain/promotion/quote.js';
import {
  type PaidOrder,
  type Pieces,
  piecesLeft,
  type Return,
  refusalOf,
  returnAll,
  returnInProportion,
  returnReevaluated,
} from '../domain/promotion/refund.js';
import type {
  RefundAnswer,
  RefundDraft,
  RefundReason,
  RefundRecord,
  RefundStore,
} from '../ports/refund-store.js';
import type { Database, Statements } from './database.js';
import { jsonRows, numbersIn } from './dialect.js';
import { writeEntries } from './escrow.js';
import { insertFunding } from './funding.js';
import { leaveGroup, lockGroups, seatsOf } from './group-buy-rows.js';
import { once } from './idempotency.js';
import { reservedQuote } from './kept-quote.js';
import { earlierRefunds, quoteInputs, type RefundFacts, refundFacts } from './refund-facts.js';
import { linesOf, paidOrder, planRefund, policyOf, type RefundPlan } from './refund-plan.js';
import { lockCoupons } from './reservation-end.js';
import { writePriority } from './writer.js';

export function refundStore(database: Database): RefundStore {
  return {
    refund: (draft) =>
      database.writeSql(writePriority.intent, (tx) =>
        once(tx, draft.idempotency, draft.at, () => refund(tx, draft)),
      ),
    refunds: (reservationId) => refundsOf(database, reservationId),
  };
}

async function refundsOf(database: Statements, reservationId: string): Promise<RefundRecord[]> {
  const found = await reservedQuote(database, reservationId);
  if (found === null) return [];
  const { currency } = found.quote.receipt;
  const rows = await earlierRefunds(database, reservationId);
  return rows.map((each) => ({ ...each, reservationId, currency }));
}

const refused = (reason: RefundReason): RefundAnswer => ({ kind: 'refused', reason });

async function refund(tx: Statements, draft: RefundDraft): Promise<RefundAnswer> {
  const { id, reservationId, what, at } = draft;
  const facts = await refundFacts(tx, reservationId);
  if (facts === null) return refused('RESERVATION_UNKNOWN');
  if (facts.row.state !== 'committed') return refused('NOT_PAID');
  if (facts.earlier.some(({ kind }) => kind === 'cancel')) return refused('ALREADY_CANCELLED');
  const order = paidOrder(facts);
  const pieces = (what.kind === 'partial' ? what.lines : null) ?? piecesLeft(order);
  const wrong = refusalOf(order, pieces);
  if (wrong !== null) return refused(wrong);
  if (pieces.size === 0 && what.kind === 'partial') return refused('NOTHING_LEFT');
  const policy = (what.kind === 'partial' ? what.policy : null) ?? policyOf(facts.quote.promotions);
  const isAgain = what.kind === 'partial' && policy === 'reevaluate';
  const found = isAgain
    ? returnReevaluated(order, pieces, await countedAgain(tx, facts, { order, pieces }))
    : returnPlainly(order, pieces, what.kind);
  const isShopsDoing = what.kind === 'cancel' && what.isShopsDoing;
  const plan = planRefund(isShopsDoing ? allReusable(facts) : facts, found, what);
  const record: RefundRecord = {
    id,
    reservationId,
    kind: what.kind,
    policy,
    lines: linesOf(pieces),
    currency: facts.quote.receipt.currency,
    refundMinor: plan.moneyMinor,
    clawbackMinor: found.clawbackMinor,
    tenderMinor: plan.tenderMinor,
    at,
  };
  if (what.kind === 'cancel') await lockSeats(tx, facts, plan);
  await carryOut(tx, record, plan);
  const { points, giftCards } = plan;
  const reversed = plan.reversed.map(({ key }) => key);
  return { kind: 'ok', refund: record, effects: { points, giftCards, reversed } };
}

function allReusable(facts: RefundFacts): RefundFacts {
  const promotions = facts.quote.promotions.map((each) => ({ ...each, isReusable: true }));
  return { ...facts, quote: { ...facts.quote, promotions } };
}

function returnPlainly(order: PaidOrder, pieces: Pieces, kind: RefundRecord['kind']): Return {
  return kind === 'cancel' ? returnAll(order) : returnInProportion(order, pieces);
}

async function countedAgain(
  tx: Statements,
  { row }: RefundFacts,
  { order, pieces }: { readonly order: PaidOrder; readonly pieces: Pieces },
) {
  const { cart, promotions, context } = await quoteInputs(tx, row.quoteId);
  const back = (lineId: string) => (order.returned.get(lineId) ?? 0) + (pieces.get(lineId) ?? 0);
  const lines = cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - back(line.id) }))
    .filter(({ quantity }) => quantity > 0);
  return quote({ ...cart, lines }, promotions, context);
}

// In the one order: the reservation is locked already, then coupons, then groups, then accounts.
async function lockSeats(tx: Statements, { quote: { promotions } }: RefundFacts, plan: RefundPlan) {
  const groups = seatsOf(promotions).map(({ groupBuyId }) => groupBuyId);
  if (groups.length === 0) return;
  await lockCoupons(tx, plan.freedCoupons, []);
  await lockGroups(tx, groups);
}

async function carryOut(tx: Statements, record: RefundRecord, plan: RefundPlan): Promise<void> {
  const { id, reservationId, at } = record;
  const { lines, refundMinor, clawbackMinor, tenderMinor } = record;
  await tx.execute(sql`
    INSERT INTO refund (id, reservation_id, kind, policy, lines, refund_minor, clawback_minor, tender_minor, at)
    VALUES (${id}, ${reservationId}, ${record.kind}, ${record.policy}, ${JSON.stringify(lines)},
      ${refundMinor}, ${clawbackMinor}, ${tenderMinor}, ${at})`);
  await freeCoupons(tx, reservationId, plan.freedCoupons);
  if (record.kind === 'cancel') await leaveGroup(tx, [reservationId]);
  await takeBack(tx, record, plan);
  await reverseRedemptions(tx, record, plan);
  await insertFunding(tx, { reservationId, refundId: id, at }, plan.funding);
}

async function freeCoupons(
  tx: Statements,
  reservationId: string,
  couponIds: readonly number[],
): Promise<void> {
  if (couponIds.length === 0) return;
  await lockCoupons(tx, couponIds, []);
  await tx.execute(sql`
    UPDATE coupon SET state = 'issued', reservation_id = NULL
    WHERE id IN ${numbersIn(tx.dialect, couponIds)} AND state = 'redeemed'
      AND reservation_id = ${reservationId}`);
}

async function takeBack(
  tx: Statements,
  { id, at }: RefundRecord,
  { entries }: RefundPlan,
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ accountId, amount }) => [accountId, amount]);
  if (tx.dialect === 'postgresql')
    await tx.query(sql`
      SELECT id FROM escrow_account WHERE id IN ${numbersIn(
        tx.dialect,
        entries.map(({ accountId }) => accountId),
      )} ORDER BY id FOR UPDATE`);
  const changed = await tx.execute(sql`
    UPDATE escrow_account SET committed = committed - r.amount
    FROM ${jsonRows(tx.dialect, rows, { account: 'int', amount: 'bigint' })}
    WHERE id = r.account AND committed >= r.amount`);
  if (changed !== rows.length) throw new Error('the ledger has less than the order used of it');
  await writeEntries(tx, 'reverse', { ref: id, at }, entries);
}

async function reverseRedemptions(
  tx: Statements,
  { reservationId, at }: RefundRecord,
  { reversed }: RefundPlan,
): Promise<void> {
  if (reversed.length === 0) return;
  const ids = reversed.map(({ promotionId }) => promotionId);
  await tx.execute(sql`
    UPDATE redemption SET reversed_at = ${at}
    WHERE reservation_id = ${reservationId} AND reversed_at IS NULL
      AND promotion_id IN ${numbersIn(tx.dialect, ids)}`);
}
