import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import {
  type GroupFacts,
  type GroupState,
  groupStateAfter,
  type SeatRefusal,
  seatRefusal,
} from '../domain/promotion/group-buy.js';
import type { QuotedPromotion } from '../ports/checkout-store.js';
import type { Seat } from '../ports/group-buy-store.js';
import type { Statements } from './database.js';
import { numbersIn, textsIn } from './dialect.js';

// What a reservation's transactions do to groups. Groups are taken after reservations and coupons and before the
// ledger's accounts, by id, wherever several of these are taken.

export interface SeatWanted {
  /** Which promotion asks for it. */
  readonly promotion: string;
  readonly groupBuyId: string;
}

export function seatsOf(promotions: readonly QuotedPromotion[]): SeatWanted[] {
  return promotions.flatMap(({ key, holds }) =>
    holds.flatMap((hold) =>
      hold.kind === 'seat' ? [{ promotion: key, groupBuyId: hold.groupBuyId }] : [],
    ),
  );
}

/** A member at the checkout: `r` is the reservation. */
export const isHolding = (at: number): Sql =>
  sql`(r.state = 'paying' OR (r.state = 'live' AND r.expires_at > ${at}))`;

/** A member whose money we have: `r` is the reservation. */
export const isPaid = sql`(r.state = 'committed' AND NOT EXISTS (
  SELECT 1 FROM refund b WHERE b.reservation_id = r.id AND b.kind = 'cancel'))`;

/** Keeps others from joining, paying or ending these groups until this transaction ends. */
export async function lockGroups(tx: Statements, groupBuyIds: readonly string[]): Promise<void> {
  // SQLite's writers queue anyway.
  if (tx.dialect === 'sqlite' || groupBuyIds.length === 0) return;
  await tx.query(sql`
    SELECT id FROM group_buy WHERE id IN ${textsIn(tx.dialect, groupBuyIds)} ORDER BY id FOR UPDATE`);
}

interface FactsRow extends GroupFacts {
  readonly id: string;
}

/** `at` says which holds have lapsed. */
async function groupFacts(
  tx: Statements,
  groupBuyIds: readonly string[],
  at: number,
): Promise<Map<string, GroupFacts>> {
  const rows = await tx.query<FactsRow>(sql`
    SELECT g.id, g.state, g.seats, g.deadline_at AS "deadlineAt",
      COALESCE(sum(CASE WHEN ${isPaid} THEN 1 ELSE 0 END), 0) AS paid,
      COALESCE(sum(CASE WHEN ${isHolding(at)} THEN 1 ELSE 0 END), 0) AS held
    FROM group_buy g
    LEFT JOIN group_buy_member m ON m.group_buy_id = g.id
    LEFT JOIN reservation r ON r.id = m.reservation_id
    WHERE g.id IN ${textsIn(tx.dialect, groupBuyIds)}
    GROUP BY g.id, g.state, g.seats, g.deadline_at`);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

export interface Joining {
  readonly groupBuyId: string;
  readonly reservationId: string;
  /** The surviving row; null for a guest. */
  readonly customerId: number | null;
  /** All rows that are this person. */
  readonly people: readonly number[];
  readonly at: number;
}

export type Joined =
  /** Until when the seat can be held: the group's end. */
  | { readonly kind: 'joined'; readonly deadlineAt: number }
  | { readonly kind: 'refused'; readonly reason: SeatRefusal };

/**
 * Makes a reservation a member of a group, or says why not; the seat itself is the ledger's to give. The reservation
 * ends with the group at the latest, so that nothing is held beyond it.
 */
export async function joinGroup(tx: Statements, joining: Joining): Promise<Joined> {
  const { groupBuyId, reservationId, customerId, people, at } = joining;
  await lockGroups(tx, [groupBuyId]);
  const group = (await groupFacts(tx, [groupBuyId], at)).get(groupBuyId);
  if (group === undefined) return { kind: 'refused', reason: 'GROUP_UNKNOWN' };
  const asker = { isKnown: customerId !== null, isMember: await hasRow(tx, groupBuyId, people) };
  const reason = seatRefusal(group, { ...asker, at });
  if (reason !== null) return { kind: 'refused', reason };
  await tx.execute(sql`
    INSERT INTO group_buy_member (group_buy_id, customer_id, reservation_id, joined_at)
    VALUES (${groupBuyId}, ${customerId}, ${reservationId}, ${at})`);
  await tx.execute(sql`
    UPDATE reservation SET expires_at = ${group.deadlineAt}
    WHERE id = ${reservationId} AND expires_at > ${group.deadlineAt}`);
  return { kind: 'joined', deadlineAt: group.deadlineAt };
}

// A lapsed hold of theirs counts until it is ended: to take its row over here could wait for whoever is ending it, while
// they wait for us.
async function hasRow(
  tx: Statements,
  groupBuyId: string,
  people: readonly number[],
): Promise<boolean> {
  const rows = await tx.query(sql`
    SELECT 1 AS one FROM group_buy_member
    WHERE group_buy_id = ${groupBuyId} AND customer_id IN ${numbersIn(tx.dialect, people)}`);
  return rows.length > 0;
}

/** The seat of a person that has not lapsed. */
export async function seatOf(
  tx: Statements,
  groupBuyId: string,
  people: readonly number[],
  at: number,
): Promise<Seat | null> {
  const [seat] = await tx.query<Seat>(sql`
    SELECT CASE WHEN r.state = 'committed' THEN 'paid' ELSE 'holding' END AS state,
      r.id AS "reservationId", r.order_ref AS "orderRef"
    FROM group_buy_member m JOIN reservation r ON r.id = m.reservation_id
    WHERE m.group_buy_id = ${groupBuyId} AND m.customer_id IN ${numbersIn(tx.dialect, people)}
      AND (${isHolding(at)} OR ${isPaid}) ORDER BY r.state LIMIT 1`);
  return seat ?? null;
}

/**
 * Takes reservations that were let go, ran out or were paid back out of their groups. Who was paid back by a group that
 * failed stays on its list; a complete group stays complete.
 */
export async function leaveGroup(tx: Statements, reservationIds: readonly string[]): Promise<void> {
  if (reservationIds.length === 0) return;
  await tx.execute(sql`
    DELETE FROM group_buy_member
    WHERE reservation_id IN ${textsIn(tx.dialect, reservationIds)}
      AND NOT EXISTS (SELECT 1 FROM reservation r JOIN group_buy g ON g.id = group_buy_member.group_buy_id
        WHERE r.id = group_buy_member.reservation_id AND r.state = 'committed' AND g.state <> 'open')`);
}

/** A paid reservation counts in its groups, and completes those whose last seat it pays for. */
export async function countPaid(tx: Statements, reservationId: string, at: number): Promise<void> {
  const rows = await tx.query<{ id: string }>(sql`
    SELECT group_buy_id AS id FROM group_buy_member WHERE reservation_id = ${reservationId}
    ORDER BY group_buy_id`);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await lockGroups(tx, ids);
  for (const [id, facts] of await groupFacts(tx, ids, at))
    await setState(tx, id, groupStateAfter(facts, { kind: 'paid', at }), at);
}

async function setState(tx: Statements, id: string, state: GroupState, at: number): Promise<void> {
  if (state === 'open') return;
  await tx.execute(sql`
    UPDATE group_buy SET state = ${state}, ended_at = ${at} WHERE id = ${id} AND state = 'open'`);
}
