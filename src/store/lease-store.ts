import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LeaseStore } from '../ports/lease-store.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export function leaseStore(database: Database): LeaseStore {
  return {
    acquire: ({ name, holder, now, forMs }) =>
      database.write(writePriority.intent, async (tx) => {
        await tx.execute(sql`
          INSERT INTO lease (name, holder, until) VALUES (${name}, ${holder}, ${now + forMs})
          ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
          WHERE lease.holder = excluded.holder OR lease.until <= ${now}`);
        const [row] = await tx.query<{ holder: string }>(
          sql`SELECT holder FROM lease WHERE name = ${name}`,
        );
        return row?.holder ?? '';
      }),
    takeOver: ({ name, from, holder, until }) =>
      database.write(writePriority.intent, async (tx) => {
        const changed = await tx.execute(sql`
          UPDATE lease SET holder = ${holder}, until = ${until} WHERE name = ${name} AND holder = ${from}`);
        return changed === 1;
      }),
    async release(name, holder) {
      await database.write(writePriority.intent, (tx) =>
        tx.execute(sql`DELETE FROM lease WHERE name = ${name} AND holder = ${holder}`),
      );
    },
  };
}
