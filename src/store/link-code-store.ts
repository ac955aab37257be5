import { empty, sqltag as sql } from '@prisma/client/runtime/client';
import type { JoinOutcome, LinkCodeStore } from '../ports/link-code-store.js';
import type { Database, Tx } from './database.js';
import { lockPerson, mergePerson, splitChat } from './link-chat.js';
import { writePriority } from './writer.js';

const hourMs = 3_600_000;

export function linkCodeStore(database: Database): LinkCodeStore {
  const write = <T>(work: (tx: Tx) => Promise<T>) => database.write(writePriority.reply, work);
  return {
    keep: ({ codeHash, customerId, identityId, expiresAt }) =>
      write(async (tx) => {
        await tx.execute(sql`
          INSERT INTO link_code (code_hash, customer_id, identity_id, expires_at)
          VALUES (${codeHash}, ${customerId}, ${identityId}, ${expiresAt})
          ON CONFLICT (code_hash) DO NOTHING`);
      }),
    join: (codeHash, identityId, at) => write((tx) => join(tx, codeHash, identityId, at)),
    countTry: (identityId, at) => write((tx) => countTry(tx, identityId, at)),
    async otherChats(identityId) {
      const [row] = await database.query<{ others: number }>(sql`
        SELECT count(*) AS others FROM channel_identity mine
        JOIN channel_identity other ON other.customer_id = mine.customer_id AND other.id <> mine.id
        WHERE mine.id = ${identityId}`);
      return row?.others ?? 0;
    },
    split: (identityId, at) => write((tx) => splitChat(tx, identityId, at)),
  };
}

interface CodeRow {
  readonly identityId: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

async function join(
  tx: Tx,
  codeHash: string,
  identityId: number,
  at: number,
): Promise<JoinOutcome> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : empty;
  const [code] = await tx.query<CodeRow>(sql`
    SELECT identity_id AS "identityId", expires_at AS "expiresAt", used_at AS "usedAt"
    FROM link_code WHERE code_hash = ${codeHash} ${lock}`);
  if (code === undefined) return 'wrong-code';
  const giver = await personOfChat(tx, code.identityId);
  const taker = await personOfChat(tx, identityId);
  if (giver === null || taker === null) return 'wrong-code';
  if (giver.id === taker.id) return code.usedAt === null ? 'already-joined' : 'joined';
  if (code.usedAt !== null || code.expiresAt <= at) return 'wrong-code';
  if (giver.externalId !== null && taker.externalId !== null) return 'two-customers';
  // Whom the shop knows stays; else who gave the code.
  const [stays, goes] = taker.externalId === null ? [giver, taker] : [taker, giver];
  const via = goes === taker ? identityId : code.identityId;
  await tx.execute(sql`UPDATE link_code SET used_at = ${at} WHERE code_hash = ${codeHash}`);
  await mergePerson(tx, { id: via, customerId: goes.id, locale: null }, stays.id, {
    at,
    actor: 'link-code',
  });
  return 'joined';
}

// In the order of their ids, so that two people who enter each other's code wait instead of locking each other out.
async function personOfChat(tx: Tx, identityId: number) {
  const [row] = await tx.query<{ customerId: number }>(
    sql`SELECT customer_id AS "customerId" FROM channel_identity WHERE id = ${identityId}`,
  );
  return row === undefined ? null : lockPerson(tx, row.customerId);
}

async function countTry(tx: Tx, identityId: number, at: number): Promise<number> {
  const periodStart = at - (at % hourMs);
  const [row] = await tx.query<{ used: number }>(sql`
    INSERT INTO quota_use (channel_account, quota, period_start, used)
    VALUES ('', ${`link-code:${identityId}`}, ${periodStart}, 1)
    ON CONFLICT (channel_account, quota, period_start) DO UPDATE SET used = quota_use.used + 1
    RETURNING used`);
  return row?.used ?? 1;
}
