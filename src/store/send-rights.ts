import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { OpenRight } from '../domain/campaign/rights-to-try.js';
import type { NoticeDraft, SendRights, WindowDraft } from '../ports/send-rights.js';
import { RaceLostError, retryLostRace } from './chat-rows.js';
import type { Database, Statements } from './database.js';
import { numbersIn } from './dialect.js';
import { writePriority } from './writer.js';

/** A notice waits for its use without end: the last instant that a date can show. */
const never = 8_640_000_000_000_000;

export function sendRightStore(database: Database): SendRights {
  return {
    heardFrom: (identityId, windows, now) => heardFrom(database, identityId, windows, now),
    noticeConsent: (draft, now) =>
      retryLostRace(() =>
        database.write(writePriority.reply, (tx) => noticeConsent(tx, draft, now)),
      ),
  };
}

async function heardFrom(
  database: Database,
  identityId: number,
  windows: readonly WindowDraft[],
  now: number,
): Promise<number> {
  // Most who write have nothing waiting, on a channel without windows: a look, no transaction.
  if (windows.length === 0 && (await waitingOf(database, identityId)).length === 0) return 0;
  return database.write(writePriority.reply, async (tx) => {
    await lockIdentities(tx, [identityId]);
    for (const { ref, closesAt, most } of windows) {
      await tx.execute(sql`
        INSERT INTO send_right (identity_id, kind, ref, opens_at, closes_at, most, used)
        VALUES (${identityId}, 'reply', ${ref}, ${now}, ${closesAt}, ${most}, 0)
        ON CONFLICT (identity_id, kind, ref) DO NOTHING`);
    }
    return wake(tx, identityId, now);
  });
}

function waitingOf(tx: Pick<Statements, 'query'>, identityId: number): Promise<{ id: number }[]> {
  return tx.query<{ id: number }>(
    sql`SELECT delivery_id AS id FROM inbound_wait WHERE identity_id = ${identityId}`,
  );
}

async function wake(tx: Statements, identityId: number, now: number): Promise<number> {
  const waiting = (await waitingOf(tx, identityId)).map(({ id }) => id);
  if (waiting.length === 0) return 0;
  const woken = await tx.execute(sql`
    UPDATE delivery SET due_at = ${now}, state_reason = NULL
    WHERE id IN ${numbersIn(tx.dialect, waiting)} AND state = 'planned'`);
  await tx.execute(
    sql`DELETE FROM inbound_wait WHERE delivery_id IN ${numbersIn(tx.dialect, waiting)}`,
  );
  return woken;
}

/**
 * Whoever opens a right and whoever begins to wait for one take this lock, so that neither misses the other. SQLite has
 * one writer anyway.
 */
export async function lockIdentities(
  tx: Statements,
  identityIds: readonly number[],
): Promise<void> {
  if (tx.dialect === 'sqlite' || identityIds.length === 0) return;
  await tx.query(sql`
    SELECT id FROM channel_identity WHERE id IN ${numbersIn(tx.dialect, identityIds)}
    ORDER BY id FOR UPDATE`);
}

// The ledger's sequence lets one of two parallel entries through; the other looks again.
async function noticeConsent(tx: Statements, draft: NoticeDraft, now: number): Promise<void> {
  const { identityId, template, isGranted, proof } = draft;
  const topic = `notice:${template}`;
  await lockIdentities(tx, [identityId]);
  const entry = sql`FROM consent_event WHERE identity_id = ${identityId} AND topic = ${topic}`;
  const known = await tx.query(sql`SELECT id ${entry} AND proof = ${proof} LIMIT 1`);
  if (known.length > 0) return;
  const added = await tx.execute(sql`
    INSERT INTO consent_event (identity_id, sequence, topic, kind, source, proof, at)
    SELECT ${identityId}, coalesce(max(sequence), 0) + 1, ${topic}, ${isGranted ? 'granted' : 'withdrawn'},
      'chat:notice', ${proof}, ${now} ${entry}
    ON CONFLICT (identity_id, topic, sequence) DO NOTHING`);
  if (added === 0) throw new RaceLostError();
  await tx.execute(isGranted ? oneMore(identityId, template, now) : noneLeft(identityId, template));
  if (isGranted) await wake(tx, identityId, now);
}

function oneMore(identityId: number, template: string, now: number): Sql {
  return sql`
    INSERT INTO send_right (identity_id, kind, ref, opens_at, closes_at, most, used)
    VALUES (${identityId}, 'notice', ${template}, ${now}, ${never}, 1, 0)
    ON CONFLICT (identity_id, kind, ref) DO UPDATE SET most = send_right.most + 1,
      opens_at = excluded.opens_at, closes_at = excluded.closes_at`;
}

function noneLeft(identityId: number, template: string): Sql {
  return sql`
    UPDATE send_right SET most = used
    WHERE identity_id = ${identityId} AND kind = 'notice' AND ref = ${template}`;
}

export async function openRights(
  database: Database,
  identityIds: readonly number[],
  now: number,
): Promise<ReadonlyMap<number, readonly OpenRight[]>> {
  const found = new Map<number, OpenRight[]>();
  if (identityIds.length === 0) return found;
  const rows = await database.query<OpenRight>(sql`
    SELECT id, identity_id AS "identityId", kind, ref, used, most, closes_at AS "closesAt"
    FROM send_right
    WHERE identity_id IN ${numbersIn(database.dialect, identityIds)} AND used < most AND closes_at > ${now}`);
  for (const row of rows) found.set(row.identityId, [...(found.get(row.identityId) ?? []), row]);
  return found;
}
