import { sqltag as sql } from '@prisma/client/runtime/client';
import { doubts, type KnownInstance } from '../domain/instance-standing.js';
import type { InstanceStore } from '../ports/instance-marks.js';
import type { Database, Statements } from './database.js';
import { writePriority } from './writer.js';

const keys = {
  id: 'instance',
  sequence: 'instance.sequence',
  rest: 'instance.rest',
  held: 'instance.held',
} as const;

/** The instance's id, its beats, its rest and why it is held, as rows of `meta`. */
export function instanceStore(database: Database): InstanceStore {
  return {
    known: (newId) =>
      database.writeSql(writePriority.normal, async (tx) => {
        await put(tx, keys.id, newId, 'keep');
        return read(tx);
      }),
    beat: () =>
      database.writeSql(writePriority.intent, async (tx) => {
        await tx.execute(sql`
          INSERT INTO meta (key, value) VALUES (${keys.sequence}, '1') ON CONFLICT (key)
          DO UPDATE SET value = CAST(CAST(meta.value AS integer) + 1 AS text)`);
        await put(tx, keys.rest, 'no', 'replace');
        await tx.execute(sql`DELETE FROM meta WHERE key = ${keys.held}`);
        return read(tx);
      }),
    hold: (why) =>
      database.writeSql(writePriority.intent, (tx) => put(tx, keys.held, why, 'replace')),
    async held() {
      const [row] = await database.query<{ value: string }>(
        sql`SELECT value FROM meta WHERE key = ${keys.held}`,
      );
      return doubts.find((why) => why === row?.value) ?? null;
    },
    rest: () =>
      database.writeSql(writePriority.intent, (tx) => put(tx, keys.rest, 'yes', 'replace')),
    adopt: (newId, until) =>
      database.writeSql(writePriority.bulk, async (tx) => {
        await put(tx, keys.id, newId, 'replace');
        return settlePast(tx, until);
      }),
  };
}

async function put(
  tx: Statements,
  key: string,
  value: string,
  known: 'keep' | 'replace',
): Promise<void> {
  const onConflict = known === 'keep' ? sql`NOTHING` : sql`UPDATE SET value = excluded.value`;
  await tx.execute(
    sql`INSERT INTO meta (key, value) VALUES (${key}, ${value}) ON CONFLICT (key) DO ${onConflict}`,
  );
}

async function read(tx: Statements): Promise<KnownInstance> {
  const rows = await tx.query<{ key: string; value: string }>(
    sql`SELECT key, value FROM meta WHERE key LIKE 'instance%'`,
  );
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  return {
    id: found.get(keys.id) ?? '',
    sequence: Number(found.get(keys.sequence) ?? 0),
    isAtRest: found.get(keys.rest) === 'yes',
  };
}

// What is younger is an answer of this life. Coupons stay: whoever has the message has the coupon.
async function settlePast(tx: Statements, until: number) {
  const unknown = await tx.execute(sql`
    UPDATE delivery SET state = 'unknown', lease_until = NULL,
      state_reason = 'an older copy of the database: perhaps sent by the other'
    WHERE created_at <= ${until} AND (state IN ('claimed', 'sending') OR (state = 'planned'
      AND (due_at <= ${until} OR id IN (SELECT delivery_id FROM inbound_wait))))`);
  await tx.execute(sql`DELETE FROM inbound_wait`);
  const runs = await tx.execute(sql`
    UPDATE run SET state = 'cancelled', finished_at = ${until},
      state_reason = 'an older copy of the database: perhaps sent by the other'
    WHERE state = 'planning'`);
  return { unknown, runs };
}
