import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  ChatIdentity,
  ChatSpeaker,
  CustomerStore,
  KnownCustomer,
  LinkableCustomer,
} from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import { chatRow, createChat, hashOf, retryLostRace } from './chat-rows.js';
import type { Database, Statements, Tx } from './database.js';
import { linkChat, splitChats } from './link-chat.js';
import { writePriority } from './writer.js';

export function customerStore(database: Database, keyring: Keyring): CustomerStore {
  return {
    recogniseChat: async (speaker) =>
      // Nearly always the chat is known.
      (await database.writeSql(writePriority.reply, (tx) => touchChat(tx, keyring, speaker))) ??
      retryLostRace(() =>
        database.write(writePriority.reply, (tx) => recogniseChat(tx, keyring, speaker)),
      ),
    chat: (account, address) => chatRow(database, account, hashOf(keyring, account, address)),
    linkChat: (speaker, customerId) =>
      retryLostRace(() =>
        database.write(writePriority.reply, (tx) => linkChat(tx, keyring, speaker, customerId)),
      ),
    splitChats: (customerId, account, at) =>
      database.write(writePriority.normal, (tx) => splitChats(tx, customerId, account, at)),
    async setChatState(identityId, state) {
      const where = { id: identityId };
      await database.write(writePriority.reply, (tx) =>
        tx.models.channelIdentity.updateMany({ where, data: { state } }),
      );
    },
    moveChat: (identityId, toAddress) =>
      database.write(writePriority.reply, (tx) => moveChat(tx, keyring, identityId, toAddress)),
    setLanguage: (identityId, locale) =>
      database.write(writePriority.reply, (tx) => setLanguage(tx, identityId, locale)),
    customer: (id) => customerWhere(database, keyring, { id }),
    customerByExternalId: (externalId) => customerWhere(database, keyring, { externalId }),
    linkableAfter: (afterId, limit) =>
      database.query<LinkableCustomer>(sql`
        SELECT id, external_id AS "externalId" FROM customer
        WHERE id > ${afterId} AND external_id IS NOT NULL AND erased_at IS NULL
          AND canonical_customer_id IS NULL
        ORDER BY id LIMIT ${limit}`),
    linkedCounts: () => linkedCounts(database),
  };
}

async function recogniseChat(
  tx: Tx,
  keyring: Keyring,
  speaker: ChatSpeaker,
): Promise<ChatIdentity> {
  const hash = hashOf(keyring, speaker.channelAccount, speaker.address);
  const found = await chatRow(tx, speaker.channelAccount, hash);
  if (found === null) {
    const id = await createCustomer(tx, keyring, speaker);
    return createChat(tx, keyring, speaker, id);
  }
  // Somebody made it since, or a straggler is handled after a later event: it must not revive a chat that was blocked.
  return (await touchChat(tx, keyring, speaker)) ?? found;
}

/** Null for a chat that is not known, or that has said something later already. */
async function touchChat(
  tx: Statements,
  keyring: Keyring,
  { channelAccount, address, at, locale }: ChatSpeaker,
): Promise<ChatIdentity | null> {
  const hash = hashOf(keyring, channelAccount, address);
  const [row] = await tx.query<ChatIdentity>(sql`
    UPDATE channel_identity
    SET state = 'active', last_inbound_at = ${at}, locale = COALESCE(locale, ${locale})
    WHERE channel_account = ${channelAccount} AND address_hash = ${hash}
      AND (last_inbound_at IS NULL OR last_inbound_at <= ${at})
    RETURNING id, channel_account AS "channelAccount", state, locale, linked_at AS "linkedAt",
      (SELECT COALESCE(c.canonical_customer_id, c.id) FROM customer c
       WHERE c.id = channel_identity.customer_id) AS "customerId"`);
  return row ?? null;
}

async function createCustomer(tx: Tx, keyring: Keyring, speaker: ChatSpeaker): Promise<number> {
  const { id } = await tx.models.customer.create({
    data: {
      displayName: speaker.name === null ? null : keyring.encrypt(speaker.name),
      locale: speaker.locale,
      createdAt: BigInt(speaker.at),
    },
    select: { id: true },
  });
  return id;
}

async function moveChat(
  tx: Tx,
  keyring: Keyring,
  identityId: number,
  toAddress: string,
): Promise<void> {
  const row = await tx.models.channelIdentity.findUnique({ where: { id: identityId } });
  if (row === null) return;
  const hash = hashOf(keyring, row.channelAccount, toAddress);
  const taken = await chatRow(tx, row.channelAccount, hash);
  if (taken !== null && taken.id === identityId) return;
  const change =
    taken === null
      ? { address: keyring.encrypt(toAddress), addressHash: hash }
      : { state: 'unreachable' };
  await tx.models.channelIdentity.update({ where: { id: identityId }, data: change });
}

async function setLanguage(tx: Tx, identityId: number, locale: string): Promise<void> {
  await tx.execute(sql`UPDATE channel_identity SET locale = ${locale} WHERE id = ${identityId}`);
  await tx.execute(sql`
    UPDATE customer SET locale = ${locale} WHERE id = (
      SELECT COALESCE(c.canonical_customer_id, c.id)
      FROM channel_identity i JOIN customer c ON c.id = i.customer_id WHERE i.id = ${identityId})`);
}

async function customerWhere(
  database: Database,
  keyring: Keyring,
  where: { id: number } | { externalId: string },
): Promise<KnownCustomer | null> {
  const row = await database.models.customer.findUnique({ where });
  if (row === null || row.erasedAt !== null) return null;
  if (row.canonicalCustomerId !== null)
    return customerWhere(database, keyring, { id: row.canonicalCustomerId });
  const { id, externalId, locale, timezone, memberTier } = row;
  const displayName = row.displayName === null ? null : keyring.decrypt(row.displayName);
  return { id, externalId, displayName, locale, timezone, memberTier };
}

async function linkedCounts(database: Database) {
  const [counts] = await database.query<{ linked: number; all: number }>(sql`
    SELECT count(*) AS "all",
      count(CASE WHEN EXISTS (SELECT 1 FROM channel_identity i WHERE i.customer_id = c.id) THEN 1 END) AS linked
    FROM customer c
    WHERE c.external_id IS NOT NULL AND c.erased_at IS NULL AND c.canonical_customer_id IS NULL`);
  return counts ?? { linked: 0, all: 0 };
}
