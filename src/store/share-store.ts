import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ShareStore } from '../ports/share-store.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export function shareStore(database: Database): ShareStore {
  return {
    async open(token, sharerId, at) {
      await database.write(writePriority.reply, (tx) =>
        tx.execute(sql`
          INSERT INTO share (token, sharer_id, created_at) VALUES (${token}, ${sharerId}, ${at})
          ON CONFLICT (token) DO NOTHING`),
      );
      const [row] = await database.query<{ joins: number }>(sql`
        SELECT count(*) AS joins FROM share_join j
        JOIN share s ON s.id = j.share_id JOIN customer c ON c.id = s.sharer_id
        WHERE COALESCE(c.canonical_customer_id, c.id) = ${sharerId}`);
      return { joinCount: row?.joins ?? 0 };
    },
    async recordJoin(token, customerId, at) {
      const added = await database.write(writePriority.reply, (tx) =>
        tx.execute(sql`
          INSERT INTO share_join (share_id, customer_id, at)
          SELECT id, ${customerId}, ${at} FROM share
          WHERE token = ${token} AND sharer_id <> ${customerId}
          ON CONFLICT (customer_id) DO NOTHING`),
      );
      return added === 1;
    },
  };
}
