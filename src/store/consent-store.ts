import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ConsentDraft, ConsentStore } from '../ports/consent-store.js';
import { RaceLostError, retryLostRace } from './chat-rows.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

export function consentStore(database: Database): ConsentStore {
  const append = (draft: ConsentDraft) =>
    retryLostRace(() => database.write(writePriority.reply, (tx) => appendTo(tx, draft)));
  return {
    append,
    async current(identityId, topic) {
      const [last] = await database.query<{ kind: 'granted' | 'withdrawn' }>(sql`
        SELECT kind FROM consent_event WHERE identity_id = ${identityId} AND topic = ${topic}
        ORDER BY sequence DESC LIMIT 1`);
      return last?.kind ?? null;
    },
    async grantedAt(identityId, topic) {
      const [last] = await database.query<{ kind: string; at: number }>(sql`
        SELECT kind, at FROM consent_event WHERE identity_id = ${identityId} AND topic = ${topic}
        ORDER BY sequence DESC LIMIT 1`);
      return last?.kind === 'granted' ? last.at : null;
    },
    async withdrawEverywhere(draft) {
      await append({ ...draft, kind: 'withdrawn' });
      for (const identityId of await otherGrantedChats(database, draft))
        await append({ ...draft, identityId, kind: 'withdrawn' });
    },
  };
}

// The unique sequence lets one of two parallel appends through; the other looks again.
async function appendTo(tx: Tx, draft: ConsentDraft): Promise<boolean> {
  const { identityId, topic, kind, source, proof, noticeVersion, at } = draft;
  const [last] = await tx.query<{ sequence: number }>(sql`
    SELECT COALESCE(max(sequence), 0) AS sequence FROM consent_event
    WHERE identity_id = ${identityId} AND topic = ${topic}`);
  // After the sequence was read: whoever commits this proof from here on takes our sequence number.
  if (proof !== null && (await hasProof(tx, draft))) return false;
  const added = await tx.execute(sql`
    INSERT INTO consent_event (identity_id, sequence, topic, kind, source, proof, notice_version, at)
    VALUES (${identityId}, ${(last?.sequence ?? 0) + 1}, ${topic}, ${kind}, ${source}, ${proof},
      ${noticeVersion}, ${at})
    ON CONFLICT (identity_id, topic, sequence) DO NOTHING`);
  if (added === 0) throw new RaceLostError();
  return true;
}

async function hasProof(tx: Tx, { identityId, topic, proof }: ConsentDraft): Promise<boolean> {
  const found = await tx.query(sql`
    SELECT 1 AS found FROM consent_event
    WHERE identity_id = ${identityId} AND topic = ${topic} AND proof = ${proof} LIMIT 1`);
  return found.length > 0;
}

async function otherGrantedChats(
  database: Database,
  { identityId, topic }: Omit<ConsentDraft, 'kind'>,
): Promise<number[]> {
  const rows = await database.query<{ id: number }>(sql`
    SELECT other.id FROM channel_identity mine
    JOIN channel_identity other ON other.customer_id = mine.customer_id AND other.id <> mine.id
    WHERE mine.id = ${identityId} AND 'granted' = (
      SELECT e.kind FROM consent_event e WHERE e.identity_id = other.id AND e.topic = ${topic}
      ORDER BY e.sequence DESC LIMIT 1)`);
  return rows.map(({ id }) => id);
}
