import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Ending, Finished } from '../ports/delivery-store.js';
import type { Statements } from './database.js';
import { jsonRows, numbersIn } from './dialect.js';
import { lockIdentities } from './send-rights.js';

/** Writes down who waits until the customer writes; one whose customer wrote meanwhile is due at once. */
export async function holdForInbound(
  tx: Statements,
  finished: readonly Finished[],
  ended: ReadonlySet<number>,
  now: number,
): Promise<void> {
  const waiting = finished.flatMap(({ deliveryId, ending }) =>
    ending.kind === 'wait_inbound' && ended.has(deliveryId) ? [{ deliveryId, ...ending }] : [],
  );
  if (waiting.length === 0) return;
  await lockIdentities(
    tx,
    waiting.map(({ identityId }) => identityId),
  );
  const heard = await heardSince(tx, waiting);
  const due = waiting.filter((each) => heard.has(each.identityId)).map((each) => each.deliveryId);
  const rest = waiting.filter((each) => !heard.has(each.identityId));
  if (due.length > 0)
    await tx.execute(sql`
      UPDATE delivery SET due_at = ${now}, state_reason = NULL
      WHERE id IN ${numbersIn(tx.dialect, due)} AND state = 'planned'`);
  const rows = rest.map(({ deliveryId, identityId }) => [deliveryId, identityId]);
  if (rows.length === 0) return;
  await tx.execute(sql`
    INSERT INTO inbound_wait (delivery_id, identity_id)
    SELECT r.delivery, r.identity FROM ${jsonRows(tx.dialect, rows, { delivery: 'int', identity: 'int' })}
    WHERE true ON CONFLICT (delivery_id) DO UPDATE SET identity_id = excluded.identity_id`);
}

type Waiting = Extract<Ending, { kind: 'wait_inbound' }>;

// Only what opened since the look: a window that was seen then and did not do is no news.
async function heardSince(
  tx: Statements,
  waiting: readonly Waiting[],
): Promise<ReadonlySet<number>> {
  const rows = waiting.map(({ identityId, lookedAt }) => [identityId, lookedAt]);
  const found = await tx.query<{ id: number }>(sql`
    SELECT DISTINCT s.identity_id AS id FROM send_right s
    JOIN ${jsonRows(tx.dialect, rows, { identity: 'int', looked: 'bigint' })} ON s.identity_id = r.identity
    WHERE s.used < s.most AND s.opens_at >= r.looked`);
  return new Set(found.map(({ id }) => id));
}

const dayMs = 86_400_000;
const longestPeriodMs = 35 * dayMs;

/** Closed windows, past periods, and waits of deliveries that are decided. */
export async function tidyLimits(tx: Statements, now: number): Promise<void> {
  await tx.execute(sql`DELETE FROM send_right WHERE kind = 'reply' AND closes_at < ${now - dayMs}`);
  await tx.execute(sql`DELETE FROM quota_use WHERE period_start < ${now - longestPeriodMs}`);
  await tx.execute(sql`
    DELETE FROM inbound_wait WHERE delivery_id NOT IN
      (SELECT w.delivery_id FROM inbound_wait w JOIN delivery d ON d.id = w.delivery_id
       WHERE d.state = 'planned')`);
}
