import { empty, join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { ErasureStore } from '../ports/erasure-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

/** Every table that holds something about a person has a line here; test/store/erasure-store.test.ts searches them all. */
export function erasureStore(database: Database, keyring: Keyring): ErasureStore {
  return {
    erase: (customerId, actor, at) =>
      database.write(writePriority.normal, async (tx) => {
        const person = await personOf(tx, keyring, customerId);
        if (person === null) return false;
        for (const statement of statementsFor(person, at)) await tx.execute(statement);
        await tx.models.auditEvent.create({
          data: {
            actor,
            action: 'customer.erased',
            subject: `customer:${customerId}`,
            at: BigInt(at),
          },
        });
        return true;
      }),
  };
}

interface Person {
  /** The surviving row and those merged into it. */
  readonly ids: Sql;
  readonly externalIds: readonly string[];
  readonly identityIds: Sql;
  readonly addressHashes: Sql;
  readonly addresses: Sql;
}

async function personOf(tx: Tx, keyring: Keyring, customerId: number): Promise<Person | null> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : empty;
  const rows = await tx.query<{ id: number; externalId: string | null }>(sql`
    SELECT id, external_id AS "externalId" FROM customer
    WHERE (id = ${customerId} OR canonical_customer_id = ${customerId}) AND erased_at IS NULL
    ORDER BY id ${lock}`);
  if (rows.length === 0) return null;
  const ids = listOf(rows.map(({ id }) => id));
  const chats = await tx.query<{ id: number; hash: string; address: string }>(sql`
    SELECT id, address_hash AS hash, address FROM channel_identity WHERE customer_id IN (${ids})`);
  return {
    ids,
    externalIds: rows.flatMap(({ externalId }) => (externalId === null ? [] : [externalId])),
    identityIds: listOf(chats.map(({ id }) => id)),
    addressHashes: listOf(chats.map(({ hash }) => hash)),
    addresses: listOf(chats.map(({ address }) => keyring.decrypt(address))),
  };
}

function listOf(values: readonly (string | number)[]): Sql {
  return values.length === 0 ? sql`NULL` : join([...values]);
}

function statementsFor(person: Person, at: number): Sql[] {
  return [
    ...chatStatements(person),
    ...talkStatements(person),
    ...messageStatements(person, at),
    ...tradeStatements(person),
    ...rowStatements(person, at),
  ];
}

function chatStatements({ ids, identityIds, addressHashes, addresses }: Person): Sql[] {
  return [
    sql`DELETE FROM inbound_event WHERE address_hash IN (${addressHashes})`,
    // Only web chat keeps messages here, under addresses nobody else can have.
    sql`DELETE FROM chat_message WHERE chat_id IN (${addresses})`,
    sql`DELETE FROM conversation_state WHERE identity_id IN (${identityIds})`,
    sql`UPDATE post_engagement SET identity_id = NULL WHERE identity_id IN (${identityIds})`,
    sql`DELETE FROM link_code WHERE identity_id IN (${identityIds})`,
    sql`DELETE FROM code_guess WHERE subject IN (
      SELECT 'chat:' || id FROM channel_identity WHERE id IN (${identityIds})
      UNION SELECT 'customer:' || id FROM customer WHERE id IN (${ids}))`,
    // The ledger stays as the proof of what was agreed; what it was proved by names a chat.
    sql`UPDATE consent_event SET proof = NULL WHERE identity_id IN (${identityIds})`,
    sql`UPDATE channel_identity
      SET address = '', address_hash = 'erased:' || id, state = 'blocked', locale = NULL
      WHERE id IN (${identityIds})`,
  ];
}

/** What was said to the staff; their chat keeps what it was sent, as a mailbox does. */
function talkStatements({ ids, identityIds }: Person): Sql[] {
  const cases = sql`SELECT id FROM support_case WHERE customer_id IN (${ids}) OR identity_id IN (${identityIds})`;
  return [
    // Relays and cards; every key of theirs begins with their case.
    sql`UPDATE delivery SET content = NULL, dedupe_key = 'erased:' || id,
        state = CASE WHEN state IN ('planned', 'claimed') THEN 'cancelled' ELSE state END
      WHERE place IS NOT NULL AND EXISTS (
        SELECT 1 FROM support_case s WHERE s.id IN (${cases}) AND delivery.dedupe_key LIKE 'case:' || s.id || ':%')`,
    sql`UPDATE support_message SET text = '', event_key = 'erased:' || id, dedupe_key = 'erased:' || id
      WHERE case_id IN (${cases})`,
    sql`UPDATE support_case SET state = 'closed' WHERE id IN (${cases})`,
  ];
}

function messageStatements({ ids, identityIds }: Person, at: number): Sql[] {
  return [
    sql`UPDATE delivery SET state = 'cancelled', state_reason = 'erased'
      WHERE customer_id IN (${ids}) AND state IN ('planned', 'claimed')`,
    sql`UPDATE delivery SET content = NULL WHERE customer_id IN (${ids})`,
    // An answer's key repeats the platform's, which may hold the address.
    sql`UPDATE delivery SET dedupe_key = 'erased:' || id, place = NULL
      WHERE customer_id IN (${ids}) AND purpose IN ('reply', 'test')`,
    sql`UPDATE delivery_attempt SET platform_ref = NULL, detail = NULL
      WHERE identity_id IN (${identityIds})
        OR delivery_id IN (SELECT id FROM delivery WHERE customer_id IN (${ids}))`,
    sql`UPDATE delivery_event SET detail = NULL
      WHERE delivery_id IN (SELECT id FROM delivery WHERE customer_id IN (${ids}))`,
    sql`UPDATE decision SET detail = NULL WHERE customer_id IN (${ids})`,
    sql`UPDATE coupon SET state = 'revoked' WHERE customer_id IN (${ids}) AND state = 'issued'
      AND valid_until > ${at}`,
  ];
}

/**
 * Reservations, redemptions, refunds, group seats, points and the ledger's accounts stay, or the books would not add up:
 * they name a row that tells nothing of anybody any more, and the shop's own order numbers. So do shares and who joined
 * by them: they count. Points that are left run out by themselves; nobody can spend them.
 */
function tradeStatements({ ids }: Person): Sql[] {
  return [
    // Such a key repeats the topic's name.
    sql`UPDATE points_entry SET source_key = 'erased:' || id WHERE customer_id IN (${ids}) AND kind = 'topic'`,
    // The reason why points were given by hand.
    sql`UPDATE audit_event SET detail = NULL WHERE action = 'points.adjusted'
      AND subject IN (SELECT 'customer:' || id FROM customer WHERE id IN (${ids}))`,
  ];
}

function rowStatements({ ids, externalIds }: Person, at: number): Sql[] {
  const named = externalIds.map(
    (externalId) => sql`UPDATE audit_event SET subject = 'customer:erased', detail = NULL
      WHERE subject = ${`customer:${externalId}`}`,
  );
  return [
    ...named,
    sql`UPDATE interaction SET query = NULL, context = NULL WHERE customer_id IN (${ids})`,
    sql`UPDATE quote SET request = '{}' WHERE customer_id IN (${ids})`,
    sql`DELETE FROM code_guess WHERE subject IN (
      SELECT 'customer:' || id FROM customer WHERE id IN (${ids}))`,
    sql`DELETE FROM preference WHERE customer_id IN (${ids})`,
    sql`DELETE FROM customer_profile WHERE customer_id IN (${ids})`,
    sql`UPDATE customer SET external_id = NULL, display_name = NULL, locale = NULL, timezone = NULL,
        birthday = NULL, attributes = '{}', member_tier = NULL, member_since = NULL, erased_at = ${at}
      WHERE id IN (${ids})`,
  ];
}
