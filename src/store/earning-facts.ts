import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { type Doing, dayKey, type EarningMemory, topicKey } from '../domain/membership/earning.js';
import { type DeedKind, deedKinds } from '../domain/membership/membership.js';
import type { RefundedSale } from '../domain/membership/order-points.js';
import { localTime, startOfLocalDay } from '../domain/time-zone.js';
import type { Statements } from './database.js';
import { numbersIn, textsIn } from './dialect.js';

const { purchase, refund, review, post, comment, join, share, redeem } = interactionKindCode;

export interface IdRange {
  /** Exclusive. */
  readonly after: number;
  readonly through: number;
  /** Before this nobody earned anything who became a member otherwise than by joining. */
  readonly since: number;
}

interface DoingRow {
  readonly interactionId: number;
  readonly personId: number;
  readonly tier: string | null;
  readonly kind: number;
  readonly amountMinor: number | null;
  readonly orderId: number | null;
  readonly saleId: number | null;
  readonly at: number;
  readonly context: string | null;
}

/** What members did, what anybody gave back, and what promotions promised, by id. */
export async function doingsIn(
  tx: Statements,
  { after, through, since }: IdRange,
): Promise<Doing[]> {
  const rows = await tx.query<DoingRow>(sql`
    SELECT * FROM (
      SELECT i.id AS "interactionId", p.id AS "personId", i.kind, i.amount_minor AS "amountMinor",
        i.order_id AS "orderId", o.refund_of_id AS "saleId", i.occurred_at AS at, i.context,
        CASE WHEN i.occurred_at >= COALESCE(p.member_since, CAST(${since} AS BIGINT)) THEN p.member_tier END AS tier
      FROM interaction i JOIN customer m ON m.id = i.customer_id
      JOIN customer p ON p.id = COALESCE(m.canonical_customer_id, m.id)
      LEFT JOIN shop_order o ON o.id = i.order_id AND i.kind = ${refund}
      WHERE i.id > ${after} AND i.id <= ${through} AND p.erased_at IS NULL
        AND i.kind IN (${purchase}, ${refund}, ${review}, ${post}, ${comment}, ${join}, ${share}, ${redeem})) d
    WHERE tier IS NOT NULL OR kind IN (${refund}, ${redeem}) ORDER BY "interactionId"`);
  return rows.flatMap((row) => {
    const what = whatOf(row);
    if (what === null) return [];
    const { interactionId, personId, tier, at } = row;
    return [{ interactionId, personId, tier, at, what }];
  });
}

interface Context {
  readonly photo?: unknown;
  readonly topic?: unknown;
  readonly promotion?: unknown;
  readonly reservation?: unknown;
  readonly pointsBack?: unknown;
}

function whatOf({ kind, amountMinor, orderId, saleId, interactionId, context: text }: DoingRow) {
  const context = text === null ? {} : (JSON.parse(text) as Context);
  const hasPhoto = context.photo === true;
  const topic = typeof context.topic === 'string' ? context.topic : null;
  const minor = Math.abs(amountMinor ?? 0);
  switch (kind) {
    case purchase: {
      const orderKey = orderId === null ? `interaction:${interactionId}` : `${orderId}`;
      return { kind: 'purchase', orderKey, amountMinor: minor } as const;
    }
    case refund:
      return {
        kind: 'refund',
        sale: saleId === null ? null : `${saleId}`,
        amountMinor: minor,
      } as const;
    case review:
      return { kind: 'review', hasPhoto } as const;
    case share:
      return { kind: 'share', hasPhoto: false } as const;
    case redeem:
      return cashbackOf(context);
    default:
      return hasPhoto || topic !== null ? ({ kind: 'post', hasPhoto, topic } as const) : null;
  }
}

function cashbackOf({ promotion, reservation, pointsBack }: Context) {
  if (typeof pointsBack !== 'number' || pointsBack <= 0) return null;
  const sourceKey = cashbackKey(String(reservation), String(promotion));
  return { kind: 'cashback', points: pointsBack, sourceKey } as const;
}

export function cashbackKey(reservationId: string, promotion: string): string {
  return `cashback:${reservationId}:${promotion}`;
}

/** What came before these doings, as far as they need it. */
export async function memoryOf(
  tx: Statements,
  doings: readonly Doing[],
  { after }: IdRange,
  timezone: string,
): Promise<EarningMemory> {
  if (doings.length === 0)
    return { orders: new Map(), sales: new Map(), earnedOnDay: new Map(), topics: new Set() };
  const rows = await rowsOf(tx, [...new Set(doings.map(({ personId }) => personId))]);
  const orderIds = doings.flatMap(({ what }) => {
    if (what.kind === 'purchase') return Number(what.orderKey) || [];
    return what.kind === 'refund' && what.sale !== null ? Number(what.sale) : [];
  });
  const wanted: Wanted = { rowIds: [...rows.keys()], orderIds: [...new Set(orderIds)], after };
  return {
    orders: await ordersBefore(tx, wanted),
    sales: await salesOf(tx, wanted),
    earnedOnDay: await earnedOnDay(tx, doings, rows, timezone),
    topics: await topicsOf(tx, doings, rows),
  };
}

interface Wanted {
  readonly rowIds: readonly number[];
  readonly orderIds: readonly number[];
  readonly after: number;
}

/** Row id → the person's surviving row. */
async function rowsOf(
  tx: Statements,
  personIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const ids = numbersIn(tx.dialect, personIds);
  const rows = await tx.query<{ id: number; personId: number }>(sql`
    SELECT id, COALESCE(canonical_customer_id, id) AS "personId" FROM customer WHERE id IN ${ids}
    UNION ALL SELECT id, canonical_customer_id FROM customer WHERE canonical_customer_id IN ${ids}`);
  return new Map(rows.map(({ id, personId }) => [id, personId]));
}

// By person first: interactions have no index by order.
function purchasesSql(tx: Statements, { rowIds, orderIds }: Wanted): Sql {
  return sql`i.customer_id IN ${numbersIn(tx.dialect, rowIds)} AND i.kind = ${purchase}
    AND i.order_id IN ${numbersIn(tx.dialect, orderIds)}`;
}

async function ordersBefore(tx: Statements, wanted: Wanted): Promise<Map<string, number>> {
  const rows = await tx.query<{ orderId: number; minor: number }>(sql`
    SELECT i.order_id AS "orderId", CAST(COALESCE(SUM(i.amount_minor), 0) AS BIGINT) AS minor
    FROM interaction i WHERE ${purchasesSql(tx, wanted)} AND i.id <= ${wanted.after} GROUP BY i.order_id`);
  return new Map(rows.map(({ orderId, minor }) => [`${orderId}`, minor]));
}

async function salesOf(tx: Statements, wanted: Wanted): Promise<Map<string, RefundedSale>> {
  const earned = await tx.query<{ orderId: number; points: number; expiresAt: number | null }>(sql`
    SELECT i.order_id AS "orderId", SUM(p.points) AS points, MAX(p.expires_at) AS "expiresAt"
    FROM interaction i JOIN points_entry p ON p.source_key = 'interaction:' || i.id
    WHERE ${purchasesSql(tx, wanted)} GROUP BY i.order_id`);
  const refunded = await tx.query<{ orderId: number; minor: number }>(sql`
    SELECT o.refund_of_id AS "orderId", CAST(COALESCE(SUM(ABS(i.amount_minor)), 0) AS BIGINT) AS minor
    FROM interaction i JOIN shop_order o ON o.id = i.order_id
    WHERE i.customer_id IN ${numbersIn(tx.dialect, wanted.rowIds)} AND i.kind = ${refund}
      AND o.refund_of_id IN ${numbersIn(tx.dialect, wanted.orderIds)} AND i.id <= ${wanted.after}
    GROUP BY o.refund_of_id`);
  const pointsOf = new Map(earned.map((each) => [each.orderId, each]));
  const refundedOf = new Map(refunded.map(({ orderId, minor }) => [orderId, minor]));
  return new Map(
    wanted.orderIds.map((id) => {
      const { points = 0, expiresAt = null } = pointsOf.get(id) ?? {};
      return [`${id}`, { earned: points, expiresAt, refundedMinor: refundedOf.get(id) ?? 0 }];
    }),
  );
}

async function earnedOnDay(
  tx: Statements,
  doings: readonly Doing[],
  rows: ReadonlyMap<number, number>,
  timezone: string,
): Promise<Map<string, number>> {
  const first = doings.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const found = await tx.query<{ customerId: number; kind: DeedKind; at: number }>(sql`
    SELECT customer_id AS "customerId", kind, at FROM points_entry
    WHERE customer_id IN ${numbersIn(tx.dialect, [...rows.keys()])}
      AND kind IN ${textsIn(tx.dialect, deedKinds)} AND at >= ${startOfLocalDay(first, timezone)}`);
  const counts = new Map<string, number>();
  for (const { customerId, kind, at } of found) {
    const day = localTime(at, timezone).date;
    const key = dayKey(rows.get(customerId) ?? customerId, kind, day);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function topicsOf(
  tx: Statements,
  doings: readonly Doing[],
  rows: ReadonlyMap<number, number>,
): Promise<Set<string>> {
  const personOf = new Map<string, string>();
  for (const { personId, what } of doings) {
    if (what.kind !== 'post' || what.topic === null) continue;
    for (const [rowId, person] of rows)
      if (person === personId)
        personOf.set(topicKey(rowId, what.topic), topicKey(personId, what.topic));
  }
  if (personOf.size === 0) return new Set();
  const found = await tx.query<{ key: string }>(sql`
    SELECT source_key AS key FROM points_entry
    WHERE source_key IN ${textsIn(tx.dialect, [...personOf.keys()])}`);
  return new Set(found.flatMap(({ key }) => personOf.get(key) ?? []));
}
