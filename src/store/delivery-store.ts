import { sqltag as sql } from '@prisma/client/runtime/client';
import { type DeliveryState, deliveryStates } from '../domain/campaign/delivery-state.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryStore, Route, StateCounts } from '../ports/delivery-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { DeliveryDraft } from '../ports/outbox.js';
import type { Database } from './database.js';
import { claimDue, toHeld } from './delivery-claim.js';
import { insertDrafts } from './delivery-drafts.js';
import { finishDeliveries } from './delivery-finish.js';
import { beginDeliveries } from './delivery-intent.js';
import {
  closeFinishedRuns,
  orphans,
  recoverDeliveries,
  sweepDeliveries,
} from './delivery-recover.js';
import { numbersIn } from './dialect.js';
import { tidyLimits } from './inbound-wait.js';
import { beginLimited } from './send-limits.js';
import { openRights } from './send-rights.js';
import { writePriority } from './writer.js';

export function deliveryStore(database: Database, keyring: Keyring, clock: Clock): DeliveryStore {
  let turn = 0;
  return {
    enqueue: (drafts) => enqueue(database, drafts, clock.now()),
    async claim(request) {
      turn += 1;
      const rows = await database.writeSql(writePriority.intent, (tx) =>
        claimDue(tx, request, turn),
      );
      return rows.map((row) => toHeld(keyring, row));
    },
    beginSending: (worker, intents, times) =>
      database.writeSql(writePriority.intent, (tx) => beginDeliveries(tx, worker, intents, times)),
    openRights: (identityIds, now) => openRights(database, identityIds, now),
    beginLimited: (worker, intents, times) =>
      database.writeSql(writePriority.intent, (tx) => beginLimited(tx, worker, intents, times)),
    tidyLimits: (now) => database.writeSql(writePriority.normal, (tx) => tidyLimits(tx, now)),
    finish: (worker, finished, now) =>
      database.writeSql(writePriority.intent, (tx) =>
        finishDeliveries(tx, keyring, worker, { finished, now }),
      ),
    recover: (request) =>
      database.write(writePriority.intent, (tx) => recoverDeliveries(tx, request)),
    sweep: (now) => database.write(writePriority.normal, (tx) => sweepDeliveries(tx, now)),
    closeRuns: (now) => database.write(writePriority.normal, (tx) => closeFinishedRuns(tx, now)),
    nextDueAt: (channelAccount) => nextDueAt(database, channelAccount),
    behindOthers: (ids, worker, now) => behindOthers(database, ids, worker, now),
    countByState: (runId) => countByState(database, runId),
    async runsToRecover(request) {
      const rows = await database.query<{ id: number }>(sql`
        SELECT DISTINCT run_id AS id FROM delivery
        WHERE state = 'sending' AND run_id IS NOT NULL AND ${orphans(request)}`);
      return rows.map(({ id }) => id);
    },
    otherRoutes: (deliveryIds) => otherRoutes(database, deliveryIds),
  };
}

function enqueue(
  database: Database,
  drafts: readonly DeliveryDraft[],
  now: number,
): Promise<number> {
  if (drafts.length === 0) return Promise.resolve(0);
  const priority = drafts.length > 100 ? writePriority.bulk : writePriority.reply;
  return database.writeSql(priority, (tx) => insertDrafts(tx, drafts, now));
}

async function nextDueAt(database: Database, channelAccount: string): Promise<number | null> {
  const [row] = await database.query<{ due: number | null }>(sql`
    SELECT min(lane.due) AS due FROM (
      SELECT (SELECT min(due_at) FROM delivery
              WHERE channel_account = ${channelAccount} AND state = 'planned' AND run_id IS NULL) AS due
      UNION ALL
      SELECT (SELECT min(d.due_at) FROM delivery d
              WHERE d.channel_account = ${channelAccount} AND d.state = 'planned' AND d.run_id = run.id)
      FROM run WHERE run.state = 'running') lane`);
  return row?.due ?? null;
}

const soonMs = 60_000;

// By customer, whose index ends with `sent_at`: what is open has none.
async function behindOthers(
  database: Database,
  ids: readonly number[],
  worker: string,
  now: number,
): Promise<ReadonlySet<number>> {
  const rows = await database.query<{ id: number }>(sql`
    SELECT mine.id FROM delivery mine
    WHERE mine.id IN ${numbersIn(database.dialect, ids)} AND EXISTS (
      SELECT 1 FROM delivery o
      WHERE o.customer_id = mine.customer_id AND o.sent_at IS NULL AND o.run_id IS NULL
        AND o.identity_id = mine.identity_id AND o.id < mine.id AND o.deadline_at > ${now}
        AND (o.state = 'planned' AND o.due_at <= ${now + soonMs}
             OR o.state IN ('claimed', 'sending') AND o.worker <> ${worker}))`);
  return new Set(rows.map(({ id }) => id));
}

async function countByState(database: Database, runId: number): Promise<StateCounts> {
  const rows = await database.query<{ state: DeliveryState; count: number }>(
    sql`SELECT state, count(*) AS count FROM delivery WHERE run_id = ${runId} GROUP BY state`,
  );
  const none = Object.fromEntries(deliveryStates.map((state) => [state, 0]));
  const found = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  return { ...none, ...found } as StateCounts;
}

async function otherRoutes(
  database: Database,
  deliveryIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Route[]>> {
  const rows = await database.query<Route & { id: number }>(sql`
    SELECT d.id, i.channel_account AS "channelAccount", i.id AS "identityId"
    FROM delivery d JOIN customer c ON c.id = d.customer_id OR c.canonical_customer_id = d.customer_id
      JOIN channel_identity i ON i.customer_id = c.id
    WHERE d.id IN ${numbersIn(database.dialect, deliveryIds)} AND i.state = 'active'
      AND i.channel_account <> d.channel_account
      AND NOT EXISTS (SELECT 1 FROM delivery_attempt a
                      WHERE a.delivery_id = d.id AND a.channel_account = i.channel_account)
    ORDER BY d.id, i.id`);
  const routes = new Map<number, Route[]>();
  for (const { id, channelAccount, identityId } of rows) {
    routes.set(id, [...(routes.get(id) ?? []), { channelAccount, identityId }]);
  }
  return routes;
}
