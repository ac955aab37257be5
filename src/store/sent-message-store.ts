import { sqltag as sql } from '@prisma/client/runtime/client';
import type { SentMessage, SentMessageStore } from '../ports/sent-message-store.js';
import type { Database } from './database.js';

export function sentMessageStore(database: Database): SentMessageStore {
  return {
    async message(deliveryId) {
      const [row] = await database.query<Omit<SentMessage, 'picks'> & { picks: string }>(sql`
        SELECT run_id AS "runId", sent_at AS "sentAt", picks FROM delivery
        WHERE id = ${deliveryId} AND purpose = 'campaign' AND run_id IS NOT NULL AND sent_at IS NOT NULL`);
      return row === undefined ? null : { ...row, picks: JSON.parse(row.picks) };
    },
  };
}
