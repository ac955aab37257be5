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
      const [row] = await database.query<{ joins: number; points: number }>(sql`
        SELECT count(*) AS joins, COALESCE(SUM(p.points), 0) AS points FROM share_join j
        JOIN share s ON s.id = j.share_id JOIN customer c ON c.id = s.sharer_id
        LEFT JOIN points_entry p ON p.source_key = 'referral:' || j.id || ':sharer'
        WHERE COALESCE(c.canonical_customer_id, c.id) = ${sharerId} AND j.state <> 'refused'`);
      return { joinCount: row?.joins ?? 0, earnedPoints: row?.points ?? 0 };
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
    async recordRefused(token, customerId, reason, at) {
      await database.write(writePriority.reply, (tx) =>
        tx.execute(sql`
          INSERT INTO share_join (share_id, customer_id, state, reason, at)
          SELECT id, ${customerId}, 'refused', ${reason}, ${at} FROM share WHERE token = ${token}
          ON CONFLICT (customer_id) DO NOTHING`),
      );
    },
  };
}
