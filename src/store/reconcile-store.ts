import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Keyring } from '../ports/keyring.js';
import type { ReconcileStore, UnknownDelivery, Verdict } from '../ports/reconcile-store.js';
import type { Database, Statements } from './database.js';
import { type ClaimedRow, returned, toHeld } from './delivery-claim.js';
import { returnCoupons } from './delivery-finish.js';
import { jsonRows, numbersIn } from './dialect.js';
import { writePriority } from './writer.js';

export function reconcileStore(database: Database, keyring: Keyring): ReconcileStore {
  return {
    unknown: (request) => unknown(database, keyring, request),
    settle: (deliveryId, verdict, now) =>
      database.writeSql(writePriority.normal, (tx) => settle(tx, deliveryId, verdict, now)),
  };
}

interface AttemptRow {
  readonly deliveryId: number;
  readonly part: number;
  readonly key: string;
  readonly startedAt: number;
}

async function unknown(
  database: Database,
  keyring: Keyring,
  { accounts, except, limit }: Parameters<ReconcileStore['unknown']>[0],
): Promise<UnknownDelivery[]> {
  const rows = accounts.map(({ name, sinceMs }) => [name, sinceMs]);
  const asked = jsonRows(database.dialect, rows, { name: 'text', since: 'bigint' });
  const open = sql`a.attempt = d.attempt_count AND (a.outcome IS NULL OR a.outcome = 'unknown')`;
  const attempts = await database.query<AttemptRow>(sql`
    SELECT a.delivery_id AS "deliveryId", a.part, a.key, a.started_at AS "startedAt"
    FROM ${asked} JOIN delivery d ON d.channel_account = r.name AND d.state = 'unknown'
      JOIN delivery_attempt a ON a.delivery_id = d.id AND a.started_at >= r.since AND ${open}
    WHERE d.id NOT IN ${numbersIn(database.dialect, except)}
    ORDER BY a.delivery_id, a.part LIMIT ${limit}`);
  if (attempts.length === 0) return [];
  const ids = attempts.map(({ deliveryId }) => deliveryId);
  const found = await database.query<ClaimedRow>(sql`
    SELECT ${returned} FROM delivery WHERE id IN ${numbersIn(database.dialect, ids)}`);
  return found.map((row) => ({
    delivery: toHeld(keyring, row),
    parts: attempts.filter(({ deliveryId }) => deliveryId === row.id),
  }));
}

// Its own worker may come back late with the answer: whoever settles it first has settled it.
async function settle(
  tx: Statements,
  deliveryId: number,
  verdict: Verdict,
  now: number,
): Promise<boolean> {
  const settled =
    verdict === 'sent' ? await sent(tx, deliveryId) : await notSent(tx, deliveryId, now);
  if (!settled) return false;
  const [outcome, detail] =
    verdict === 'sent'
      ? ['accepted', 'asked: it had arrived']
      : ['not_tried', 'asked: it had not arrived'];
  await tx.execute(sql`
    UPDATE delivery_attempt SET outcome = ${outcome}, detail = ${detail}, finished_at = ${now}
    WHERE delivery_id = ${deliveryId} AND (outcome IS NULL OR outcome = 'unknown')`);
  return true;
}

async function sent(tx: Statements, deliveryId: number): Promise<boolean> {
  const changed = await tx.execute(sql`
    UPDATE delivery SET state = 'sent', state_reason = NULL, sent_at =
      (SELECT min(started_at) FROM delivery_attempt a WHERE a.delivery_id = delivery.id)
    WHERE id = ${deliveryId} AND state = 'unknown'`);
  return changed === 1;
}

async function notSent(tx: Statements, deliveryId: number, now: number): Promise<boolean> {
  const again = await tx.execute(sql`
    UPDATE delivery SET state = 'planned', due_at = ${now}, state_reason = 'asked: it had not arrived'
    WHERE id = ${deliveryId} AND state = 'unknown' AND deadline_at > ${now}
      AND (run_id IS NULL OR run_id IN (SELECT id FROM run WHERE state IN ('running', 'paused')))`);
  if (again === 1) return true;
  const failed = await tx.execute(sql`
    UPDATE delivery SET state = 'failed', state_reason = 'asked: it had not arrived, and its time is over'
    WHERE id = ${deliveryId} AND state = 'unknown'`);
  await returnCoupons(tx, [deliveryId]);
  return failed === 1;
}
