import { sqltag as sql } from '@prisma/client/runtime/client';
import type { OutboundMessage } from '../domain/message/message.js';
import type { ChatMessage, ChatMessages } from '../ports/chat-messages.js';
import type { ChatNotifier } from '../ports/chat-notifier.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

type Draft = Parameters<ChatMessages['append']>[0];

interface Row {
  readonly id: number;
  readonly direction: 'in' | 'out';
  readonly body: string;
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
    after: (chatId, afterId, limit) => messagesAfter(database, chatId, afterId, limit),
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

async function messagesAfter(
  database: Database,
  chatId: string,
  afterId: number | null,
  limit: number,
): Promise<ChatMessage[]> {
  const rows =
    afterId === null
      ? await database.query<Row>(sql`
          SELECT id, direction, body, at FROM chat_message
          WHERE chat_id = ${chatId} ORDER BY id DESC LIMIT ${limit}`)
      : await database.query<Row>(sql`
          SELECT id, direction, body, at FROM chat_message
          WHERE chat_id = ${chatId} AND id > ${afterId} ORDER BY id LIMIT ${limit}`);
  const oldestFirst = afterId === null ? rows.reverse() : rows;
  return oldestFirst.map((row) => messageOf(chatId, row));
}

function messageOf(chatId: string, { id, direction, body, at }: Row): ChatMessage {
  const parsed: unknown = JSON.parse(body);
  return direction === 'out'
    ? { id, chatId, direction, at, message: parsed as OutboundMessage, text: null }
    : { id, chatId, direction, at, message: null, text: (parsed as { text: string }).text };
}
