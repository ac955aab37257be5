import { sqltag as sql } from '@prisma/client/runtime/client';
import type { JoinDraft, Member, MembershipStore } from '../ports/membership-store.js';
import type { Database, Tx } from './database.js';
import { lockPerson } from './link-chat.js';
import { setTiers, spendSql } from './member-tiers.js';
import { grantPoints } from './points-ledger.js';
import { writePriority } from './writer.js';

const peoplePerStep = 2_000;

export function membershipStore(database: Database): MembershipStore {
  return {
    async member(customerId) {
      const [row] = await database.query<Omit<Member, 'hadJoinPoints'> & { joins: number }>(sql`
        SELECT c.member_tier AS tier, c.member_since AS since, (
          SELECT count(*) FROM customer o JOIN points_entry p ON p.source_key = 'join:' || o.id
          WHERE o.id = c.id OR o.canonical_customer_id = c.id) AS joins
        FROM customer asked JOIN customer c ON c.id = COALESCE(asked.canonical_customer_id, asked.id)
        WHERE asked.id = ${customerId} AND c.erased_at IS NULL`);
      if (row === undefined) return null;
      return { tier: row.tier, since: row.since, hadJoinPoints: row.joins > 0 };
    },
    join: (draft) => database.write(writePriority.reply, (tx) => join(tx, draft)),
    leave: (customerId) => database.write(writePriority.reply, (tx) => leave(tx, customerId)),
    async spendMinor(customerId, from, at) {
      const person = sql`(SELECT COALESCE(canonical_customer_id, id) FROM customer WHERE id = ${customerId})`;
      const [row] = await database.query<{ spend: number }>(spendSql(person, { from, at }));
      return row?.spend ?? 0;
    },
    refreshTiers: (membership, at, afterId) =>
      database.write(writePriority.bulk, async (tx) => {
        const members = await tx.query<{ id: number }>(sql`
          SELECT id FROM customer
          WHERE id > ${afterId} AND member_since IS NOT NULL AND canonical_customer_id IS NULL
            AND erased_at IS NULL ORDER BY id LIMIT ${peoplePerStep}`);
        const ids = members.map(({ id }) => id);
        await setTiers(tx, ids, membership, at);
        return ids.at(-1) ?? null;
      }),
    async dayDone(what) {
      const [row] = await database.query<{ value: string }>(
        sql`SELECT value FROM meta WHERE key = ${dayKey(what)}`,
      );
      return row?.value ?? null;
    },
    async markDay(what, day) {
      await database.write(writePriority.bulk, (tx) =>
        tx.execute(sql`
          INSERT INTO meta (key, value) VALUES (${dayKey(what)}, ${day})
          ON CONFLICT (key) DO UPDATE SET value = excluded.value`),
      );
    },
  };
}

const dayKey = (what: string) => `day:${what}`;

async function join(tx: Tx, { customerId, tier, points, expiresAt, at }: JoinDraft) {
  const person = await lockPerson(tx, customerId);
  if (person === null || person.erasedAt !== null) return null;
  const changed = await tx.execute(sql`
    UPDATE customer SET member_tier = ${tier}, member_since = ${at}
    WHERE id = ${person.id} AND member_tier IS NULL`);
  if (changed === 0) return { isNew: false, points: 0 };
  // Whoever left and comes back, or joined under a row that is theirs now, has had them.
  const hadThem = await tx.query(sql`
    SELECT 1 AS found FROM customer c JOIN points_entry p ON p.source_key = 'join:' || c.id
    WHERE c.id = ${person.id} OR c.canonical_customer_id = ${person.id} LIMIT 1`);
  if (points === 0 || hadThem.length > 0) return { isNew: true, points: 0 };
  const sourceKey = `join:${person.id}`;
  await grantPoints(tx, [
    { customerId: person.id, kind: 'join', points, sourceKey, expiresAt, at },
  ]);
  return { isNew: true, points };
}

async function leave(tx: Tx, customerId: number): Promise<boolean> {
  const person = await lockPerson(tx, customerId);
  if (person === null) return false;
  const changed = await tx.execute(sql`
    UPDATE customer SET member_tier = NULL, member_since = NULL
    WHERE id = ${person.id} AND member_tier IS NOT NULL`);
  return changed === 1;
}
