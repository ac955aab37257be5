import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Begun, Intent } from '../ports/delivery-store.js';
import type { Statements } from './database.js';
import { isOneOf, jsonRows, notIndexed, numbersIn } from './dialect.js';

interface BegunRow {
  id: number;
  attempt: number;
}

/** Record first, send second: a crash between the two costs a message, never a double. */
export async function beginDeliveries(
  tx: Statements,
  worker: string,
  intents: readonly Intent[],
  times: { readonly now: number; readonly leaseUntil: number },
): Promise<ReadonlyMap<number, Begun>> {
  const ids = intents.map(({ deliveryId }) => deliveryId);
  const rows = await tx.query<BegunRow>(sql`
    UPDATE delivery SET state = 'sending', attempt_count = attempt_count + 1, lease_until = ${times.leaseUntil}
    WHERE ${isOneOf(tx.dialect, 'id', ids)} AND ${notIndexed(tx.dialect, 'state')} = 'claimed' AND worker = ${worker} AND lease_until > ${times.now}
      AND (run_id IS NULL OR run_id IN (SELECT id FROM run WHERE state = 'running'))
    RETURNING id, attempt_count AS attempt`);
  const accepted = await acceptedParts(tx, rows);
  const begun = new Map(
    rows.map(({ id, attempt }) => [
      id,
      { attempt, acceptedParts: accepted.get(id) ?? new Set<number>() },
    ]),
  );
  await insertAttempts(tx, intents, begun, times.now);
  return begun;
}

async function acceptedParts(
  tx: Statements,
  rows: readonly BegunRow[],
): Promise<ReadonlyMap<number, Set<number>>> {
  const again = rows.filter(({ attempt }) => attempt > 1).map(({ id }) => id);
  const found = new Map<number, Set<number>>();
  if (again.length === 0) return found;
  const parts = await tx.query<{ id: number; part: number }>(sql`
    SELECT delivery_id AS id, part FROM delivery_attempt
    WHERE delivery_id IN ${numbersIn(tx.dialect, again)} AND outcome IN ('accepted', 'duplicate')`);
  for (const { id, part } of parts) found.set(id, (found.get(id) ?? new Set()).add(part));
  return found;
}

async function insertAttempts(
  tx: Statements,
  intents: readonly Intent[],
  begun: ReadonlyMap<number, Begun>,
  now: number,
): Promise<void> {
  const rows = intents.flatMap(({ deliveryId, parts }) => {
    const intent = begun.get(deliveryId);
    if (intent === undefined) return [];
    return parts
      .filter(({ part }) => !intent.acceptedParts.has(part))
      .map(({ part, key }) => [deliveryId, part, intent.attempt, key]);
  });
  if (rows.length === 0) return;
  const columns = { delivery_id: 'int', part: 'int', attempt: 'int', key: 'text' } as const;
  await tx.execute(sql`
    INSERT INTO delivery_attempt (delivery_id, part, attempt, key, channel_account, identity_id, started_at)
    SELECT r.delivery_id, r.part, r.attempt, r.key, d.channel_account, d.identity_id, ${now}
    FROM ${jsonRows(tx.dialect, rows, columns)} JOIN delivery d ON d.id = r.delivery_id`);
}
