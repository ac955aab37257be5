import { empty, sqltag as sql } from '@prisma/client/runtime/client';
import type { OutboundMessage } from '../domain/message/message.js';
import type { ChatMessage, ChatMessages } from '../ports/chat-messages.js';
import type { ChatNotifier } from '../ports/chat-notifier.js';
import type { Database, Tx } from './database.js';
import { jsonRows } from './dialect.js';
import { writePriority } from './writer.js';

type Draft = Parameters<ChatMessages['append']>[0];

interface Row {
  readonly id: number;
  readonly direction: 'in' | 'out';
  readonly body: string;
  readonly key: string;
  readonly at: number;
}

/** @param notifier told of each new message once it is committed */
export function chatMessagesStore(
  database: Database,
  notifier: Pick<ChatNotifier, 'notify'>,
): ChatMessages {
  return {
    async append(draft) {
      const appended = await database.write(writePriority.reply, (tx) => append(tx, draft));
      if (appended.isNew) notifier.notify(draft.chatId);
      return appended;
    },
    async after(chatId, afterId, limit) {
      const rows = await database.query<Row>(sql`
        SELECT id, direction, body, key, at FROM chat_message
        WHERE chat_id = ${chatId} AND id > ${afterId} ORDER BY id LIMIT ${limit}`);
      return rows.map((row) => messageOf(chatId, row));
    },
    async before(chatId, beforeId, limit) {
      const bound = beforeId === null ? empty : sql`AND id < ${beforeId}`;
      const rows = await database.query<Row>(sql`
        SELECT id, direction, body, key, at FROM chat_message
        WHERE chat_id = ${chatId} ${bound} ORDER BY id DESC LIMIT ${limit}`);
      return rows.reverse().map((row) => messageOf(chatId, row));
    },
    newestIds: (chatIds) => newestIds(database, chatIds),
  };
}

async function append(tx: Tx, draft: Draft): Promise<{ id: number; isNew: boolean }> {
  // Readers tail a chat by id. On PostgreSQL a lower id may be committed later than a higher one and
  // would then be passed over; so the writers of one chat go one after the other.
  if (tx.dialect === 'postgresql') {
    await tx.query(
      sql`SELECT 1 AS one FROM pg_advisory_xact_lock(hashtextextended(${draft.chatId}, 0))`,
    );
  }
  const body = JSON.stringify(draft.message ?? { text: draft.text });
  const inserted = await tx.execute(sql`
    INSERT INTO chat_message (chat_id, direction, key, body, at)
    VALUES (${draft.chatId}, ${draft.direction}, ${draft.key}, ${body}, ${draft.at})
    ON CONFLICT (key) DO NOTHING`);
  const [row] = await tx.query<{ id: number }>(
    sql`SELECT id FROM chat_message WHERE key = ${draft.key}`,
  );
  if (row === undefined) throw new Error('a chat message vanished while it was appended');
  return { id: row.id, isNew: inserted === 1 };
}

function messageOf(chatId: string, { id, direction, body, key, at }: Row): ChatMessage {
  const parsed: unknown = JSON.parse(body);
  return direction === 'out'
    ? { id, chatId, direction, at, key, message: parsed as OutboundMessage, text: null }
    : { id, chatId, direction, at, key, message: null, text: (parsed as { text: string }).text };
}

// One look-up in the index for each chat, in one statement.
async function newestIds(
  database: Database,
  chatIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (chatIds.length === 0) return new Map();
  const rows = chatIds.map((chatId) => [chatId]);
  const found = await database.query<{ chatId: string; id: number | null }>(sql`
    SELECT r.chat_id AS "chatId",
      (SELECT m.id FROM chat_message m WHERE m.chat_id = r.chat_id ORDER BY m.id DESC LIMIT 1) AS id
    FROM ${jsonRows(database.dialect, rows, { chat_id: 'text' })}`);
  return new Map(found.flatMap(({ chatId, id }) => (id === null ? [] : [[chatId, id] as const])));
}
