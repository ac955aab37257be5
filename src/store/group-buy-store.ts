import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { GroupState } from '../domain/promotion/group-buy.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type {
  GroupBuyMember,
  GroupBuyRecord,
  GroupBuyStore,
  GroupDraft,
  GroupNews,
  GroupQuery,
  OwedRefund,
} from '../ports/group-buy-store.js';
import { seatsKey } from './account-keys.js';
import type { Database, Statements } from './database.js';
import { numbersIn } from './dialect.js';
import { openAccount, peopleOf } from './escrow.js';
import { isHolding, isPaid, seatOf } from './group-buy-rows.js';
import { letGo, lockCoupons } from './reservation-end.js';
import { writePriority } from './writer.js';

// A payment that is not heard of for so long after its group failed is found by `hawker ledger`, not by a minute's round.
const lookBackMs = 90 * 86_400_000;

export function groupBuyStore(database: Database): GroupBuyStore {
  const { intent, normal } = writePriority;
  return {
    open: (draft) => database.writeSql(intent, (tx) => open(tx, draft)),
    group: async (id, at) =>
      (await select(database, sql`g.id = ${id}`, { at, limit: 1 }))[0] ?? null,
    groups: (query, at) => groups(database, query, at),
    members: (id) => members(database, id),
    seatOf: async (id, customerId, at) =>
      seatOf(database, id, (await personOf(database, customerId)).people, at),
    failDue: (at, limit) => database.writeSql(normal, (tx) => failDue(tx, at, limit)),
    close: (id, at) =>
      database.writeSql(intent, async (tx) => (await fail(tx, sql`id = ${id}`, at)) === 1),
    releaseFailed: (at, limit) => database.writeSql(normal, (tx) => releaseFailed(tx, at, limit)),
    owed: (at, limit) => owed(database, at, limit),
    news: (since, limit) => news(database, since, limit),
  };
}

async function open(tx: Statements, draft: GroupDraft): Promise<{ id: string; isNew: boolean }> {
  const { id, promotionId, versionId, openerId, seats, deadlineAt, at } = draft;
  // Who opens groups of one promotion goes one after the other, so that a person has one of them.
  if (tx.dialect === 'postgresql')
    await tx.query(sql`SELECT id FROM promotion WHERE id = ${promotionId} FOR UPDATE`);
  const { survivor, people } = await personOf(tx, openerId);
  const [known] = await tx.query<{ id: string }>(sql`
    SELECT id FROM group_buy WHERE promotion_id = ${promotionId} AND state = 'open'
      AND deadline_at > ${at} AND opener_id IN ${numbersIn(tx.dialect, people)} ORDER BY id LIMIT 1`);
  if (known !== undefined) return { id: known.id, isNew: false };
  await tx.execute(sql`
    INSERT INTO group_buy (id, promotion_id, promotion_version_id, opener_id, seats, state, deadline_at, created_at)
    VALUES (${id}, ${promotionId}, ${versionId}, ${survivor}, ${seats}, 'open', ${deadlineAt}, ${at})`);
  await openAccount(tx, { key: seatsKey(id), limit: seats }, { ref: id, at });
  return { id, isNew: true };
}

/** Whichever of their rows is asked for. */
async function personOf(tx: Statements, customerId: number) {
  const [row] = await tx.query<{ id: number }>(sql`
    SELECT COALESCE(canonical_customer_id, id) AS id FROM customer WHERE id = ${customerId}`);
  const survivor = row?.id ?? customerId;
  return { survivor, people: await peopleOf(tx, survivor) };
}

function groups(database: Database, query: GroupQuery, at: number): Promise<GroupBuyRecord[]> {
  const { state, promotionId, customerId, endingAfter, limit } = query;
  const people = sql`(SELECT o.id FROM customer asked JOIN customer o
    ON COALESCE(o.canonical_customer_id, o.id) = COALESCE(asked.canonical_customer_id, asked.id)
    WHERE asked.id = ${customerId ?? 0})`;
  const conditions = [
    ...(state === undefined ? [] : [sql`g.state = ${state}`]),
    ...(promotionId === undefined ? [] : [sql`g.promotion_id = ${promotionId}`]),
    ...(endingAfter === undefined ? [] : [sql`g.deadline_at > ${endingAfter}`]),
    ...(customerId === undefined
      ? []
      : [
          sql`(g.opener_id IN ${people} OR g.id IN (
            SELECT group_buy_id FROM group_buy_member WHERE customer_id IN ${people}))`,
        ]),
  ];
  const where = conditions.reduce((all, each) => sql`${all} AND ${each}`, sql`1 = 1`);
  return select(database, where, { at, limit });
}

interface Row {
  readonly id: string;
  readonly promotionId: number;
  readonly versionId: number;
  readonly key: string;
  readonly promotionState: 'active' | 'paused';
  readonly definition: string;
  readonly currentDefinition: string;
  readonly openerId: number;
  readonly state: GroupState;
  readonly seats: number;
  readonly paid: number;
  readonly held: number;
  readonly deadlineAt: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

async function select(
  database: Database,
  where: Sql,
  { at, limit }: { readonly at: number; readonly limit: number },
): Promise<GroupBuyRecord[]> {
  const counted = (is: Sql) => sql`(SELECT count(*) FROM group_buy_member m
    JOIN reservation r ON r.id = m.reservation_id WHERE m.group_buy_id = g.id AND ${is})`;
  const rows = await database.query<Row>(sql`
    SELECT g.id, g.promotion_id AS "promotionId", g.promotion_version_id AS "versionId", p.key,
      p.state AS "promotionState", v.definition, current.definition AS "currentDefinition",
      COALESCE(c.canonical_customer_id, g.opener_id) AS "openerId", g.state, g.seats,
      ${counted(isPaid)} AS paid, ${counted(isHolding(at))} AS held,
      g.deadline_at AS "deadlineAt", g.created_at AS "createdAt", g.ended_at AS "endedAt"
    FROM group_buy g
    JOIN promotion p ON p.id = g.promotion_id
    JOIN promotion_version v ON v.id = g.promotion_version_id
    JOIN promotion_version current ON current.id = p.current_version_id
    LEFT JOIN customer c ON c.id = g.opener_id
    WHERE ${where} ORDER BY g.deadline_at, g.id LIMIT ${limit}`);
  return rows.map(toRecord);
}

function toRecord(row: Row): GroupBuyRecord {
  const { promotionId, versionId, key, promotionState, definition, currentDefinition, ...facts } =
    row;
  const pinned = JSON.parse(definition) as PromotionDefinition;
  const { limits } = JSON.parse(currentDefinition) as PromotionDefinition;
  const promotion = { promotionId, versionId, key, state: promotionState };
  return { ...facts, promotion: { ...promotion, definition: { ...pinned, limits } } };
}

function members(database: Database, id: string): Promise<GroupBuyMember[]> {
  return database.query<GroupBuyMember>(sql`
    SELECT COALESCE(c.canonical_customer_id, m.customer_id) AS "customerId", c.external_id AS "externalId",
      r.id AS "reservationId", r.order_ref AS "orderRef", m.joined_at AS "joinedAt",
      CASE WHEN ${isPaid} THEN 'paid' WHEN r.state = 'committed' THEN 'refunded' ELSE 'holding' END AS state
    FROM group_buy_member m
    JOIN reservation r ON r.id = m.reservation_id
    LEFT JOIN customer c ON c.id = m.customer_id
    WHERE m.group_buy_id = ${id} ORDER BY m.joined_at, m.customer_id`);
}

function failDue(tx: Statements, at: number, limit: number): Promise<number> {
  // One that is being paid for right now is looked at again a minute later.
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE SKIP LOCKED` : sql``;
  const due = sql`id IN (SELECT id FROM group_buy
    WHERE state = 'open' AND deadline_at <= ${at} ORDER BY deadline_at LIMIT ${limit} ${lock})`;
  return fail(tx, due, at);
}

function fail(tx: Statements, which: Sql, at: number): Promise<number> {
  return tx.execute(sql`
    UPDATE group_buy SET state = 'failed', ended_at = ${at} WHERE state = 'open' AND ${which}`);
}

async function releaseFailed(tx: Statements, at: number, limit: number): Promise<number> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE OF r SKIP LOCKED` : sql``;
  const rows = await tx.query<{ id: string }>(sql`
    SELECT r.id FROM group_buy g
    JOIN group_buy_member m ON m.group_buy_id = g.id
    JOIN reservation r ON r.id = m.reservation_id
    WHERE g.state = 'failed' AND g.deadline_at > ${at - lookBackMs} AND r.state = 'live'
    ORDER BY r.id LIMIT ${limit} ${lock}`);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await lockCoupons(tx, [], ids);
  await letGo(tx, ids, 'released', at);
  return ids.length;
}

function owed(database: Database, at: number, limit: number): Promise<OwedRefund[]> {
  return database.query<OwedRefund>(sql`
    SELECT g.id AS "groupBuyId", r.id AS "reservationId",
      COALESCE(c.canonical_customer_id, m.customer_id) AS "customerId"
    FROM group_buy g
    JOIN group_buy_member m ON m.group_buy_id = g.id
    JOIN reservation r ON r.id = m.reservation_id
    LEFT JOIN customer c ON c.id = m.customer_id
    WHERE g.state = 'failed' AND g.deadline_at > ${at - lookBackMs} AND ${isPaid}
    ORDER BY g.deadline_at, r.id LIMIT ${limit}`);
}

function news(database: Database, since: number, limit: number): Promise<GroupNews[]> {
  // By its deadline, which has an index; a group fails later than that only where nothing ran meanwhile.
  const ended = sql`g.state IN ('complete', 'failed') AND g.deadline_at > ${since - lookBackMs}
    AND g.ended_at > ${since}`;
  return database.query<GroupNews>(sql`
    SELECT DISTINCT told.id AS "groupBuyId", told.state, told.ended_at AS "endedAt",
      COALESCE(c.canonical_customer_id, c.id) AS "customerId"
    FROM (
      SELECT g.id, g.state, g.ended_at, g.opener_id AS customer_id FROM group_buy g
      WHERE ${ended}
      UNION
      SELECT g.id, g.state, g.ended_at, m.customer_id FROM group_buy g
      JOIN group_buy_member m ON m.group_buy_id = g.id
      WHERE ${ended}) told
    JOIN customer c ON c.id = told.customer_id AND c.erased_at IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM delivery d
      WHERE d.dedupe_key = 'group:' || told.id || ':' || COALESCE(c.canonical_customer_id, c.id))
    ORDER BY told.ended_at, told.id LIMIT ${limit}`);
}
