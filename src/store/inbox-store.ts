import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { freshState, stateOf } from '../domain/conversation/state.js';
import type { InboundEvent } from '../ports/channel.js';
import type { ChatKey, ClaimedEvent, EventEffects, InboxStore } from '../ports/inbox-store.js';
import type { Keyring } from '../ports/keyring.js';
import { insertInteractions } from './behaviour-store.js';
import { hashOf } from './chat-rows.js';
import type { Database, Statements } from './database.js';
import { insertDrafts } from './delivery-drafts.js';
import { writePriority } from './writer.js';

const triesMax = 5;
const chatsMax = 1_000;

export function inboxStore(database: Database, keyring: Keyring): InboxStore {
  return {
    store: (account, events, at) =>
      database.writeSql(writePriority.reply, (tx) =>
        storeNew(tx, keyring, { account, events, at }),
      ),
    waitingChats: async (accounts, now) =>
      accounts.length === 0 ? [] : waitingChats(database, accounts, now),
    claim: async (chat, now, leaseMs, worker) =>
      (await hasWaiting(database, chat))
        ? database.writeSql(writePriority.reply, (tx) =>
            claim(tx, keyring, { chat, now, leaseMs, worker }),
          )
        : null,
    async holders() {
      const rows = await database.query<{ worker: string }>(sql`
        SELECT DISTINCT worker FROM inbound_event
        WHERE handled_at IS NULL AND lease_until IS NOT NULL AND error IS NULL AND worker IS NOT NULL`);
      return rows.map(({ worker }) => worker);
    },
    release: (worker) =>
      database.writeSql(writePriority.reply, (tx) =>
        tx.execute(sql`
          UPDATE inbound_event SET lease_until = NULL
          WHERE handled_at IS NULL AND error IS NULL AND worker = ${worker}`),
      ),
    forget: (before, limit) =>
      database.write(writePriority.bulk, (tx) =>
        tx.execute(sql`
          DELETE FROM inbound_event WHERE id IN (
            SELECT id FROM inbound_event WHERE handled_at < ${before} ORDER BY handled_at LIMIT ${limit})`),
      ),
    settle: (eventId, at, effects) =>
      database.writeSql(writePriority.reply, (tx) => settle(tx, eventId, at, effects)),
    async fail(eventId, why, retryAt) {
      await database.write(writePriority.reply, (tx) =>
        tx.execute(sql`
          UPDATE inbound_event SET error = ${why}, lease_until = ${retryAt}
          WHERE id = ${eventId} AND handled_at IS NULL`),
      );
    },
    async memory(identityId) {
      const row = await database.models.conversationState.findUnique({ where: { identityId } });
      return row === null ? freshState : stateOf(JSON.parse(row.state));
    },
    deliveryOf: (identityId, platformRef) => deliveryOf(database, identityId, platformRef),
    async deliveryNamed(channelAccount, platformRef) {
      const [row] = await database.query<{ id: number }>(sql`
        SELECT delivery_id AS id FROM delivery_attempt
        WHERE channel_account = ${channelAccount} AND platform_ref = ${platformRef}
        ORDER BY id DESC LIMIT 1`);
      return row?.id ?? null;
    },
    noteDelivery: (deliveryId, kind, at) => noteDelivery(database, deliveryId, kind, at),
    lastCampaignDelivery: (identityId, since) => lastCampaign(database, identityId, since),
  };
}

interface Batch {
  readonly account: string;
  readonly events: readonly InboundEvent[];
  readonly at: number;
}

// A platform hands over a hundred events at most; one statement each keeps their order.
async function storeNew(tx: Statements, keyring: Keyring, batch: Batch): Promise<ChatKey[]> {
  const chats = new Map<string, ChatKey>();
  for (const event of batch.events) {
    const addressHash = hashOf(keyring, batch.account, event.from);
    const payload = keyring.encrypt(JSON.stringify(event));
    await tx.execute(sql`
      INSERT INTO inbound_event (channel_account, key, address_hash, payload, received_at)
      VALUES (${batch.account}, ${event.key}, ${addressHash}, ${payload}, ${batch.at})
      ON CONFLICT (channel_account, key) DO NOTHING`);
    chats.set(addressHash, { channelAccount: batch.account, addressHash });
  }
  return [...chats.values()];
}

// A look without a transaction: after the last event of a chat there is mostly no other.
async function hasWaiting(database: Database, { channelAccount, addressHash }: ChatKey) {
  const found = await database.query(sql`
    SELECT 1 AS found FROM inbound_event
    WHERE channel_account = ${channelAccount} AND address_hash = ${addressHash} AND handled_at IS NULL LIMIT 1`);
  return found.length > 0;
}

function waitingChats(database: Database, accounts: readonly string[], now: number) {
  return database.query<ChatKey>(sql`
    SELECT channel_account AS "channelAccount", address_hash AS "addressHash" FROM inbound_event
    WHERE handled_at IS NULL AND attempt_count < ${triesMax} AND channel_account IN (${join(accounts)})
      AND (lease_until IS NULL OR lease_until <= ${now})
    GROUP BY channel_account, address_hash ORDER BY min(id) LIMIT ${chatsMax}`);
}

interface Claim {
  readonly chat: ChatKey;
  readonly now: number;
  readonly leaseMs: number;
  readonly worker: string | undefined;
}

interface ClaimRow {
  readonly id: number;
  readonly payload: string;
  readonly receivedAt: number;
  readonly attempt: number;
  readonly isLate: boolean;
}

// Of two processes that claim at once the second finds the lease taken: PostgreSQL looks at the row again after
// waiting for the first.
async function claim(
  tx: Statements,
  keyring: Keyring,
  claimed: Claim,
): Promise<ClaimedEvent | null> {
  const { chat, now, leaseMs, worker } = claimed;
  const inChat = sql`channel_account = ${chat.channelAccount} AND address_hash = ${chat.addressHash}`;
  const [row] = await tx.query<ClaimRow>(sql`
    UPDATE inbound_event SET lease_until = ${now + leaseMs}, worker = ${worker ?? null}, attempt_count = attempt_count + 1
    WHERE id = (
        SELECT min(id) FROM inbound_event
        WHERE ${inChat} AND handled_at IS NULL AND attempt_count < ${triesMax}
          AND (error IS NULL OR lease_until <= ${now}))
      AND handled_at IS NULL AND (lease_until IS NULL OR lease_until <= ${now})
    RETURNING id, payload, received_at AS "receivedAt", attempt_count AS attempt, EXISTS (
      SELECT 1 FROM inbound_event later
      WHERE later.channel_account = ${chat.channelAccount} AND later.address_hash = ${chat.addressHash}
        AND later.handled_at IS NOT NULL AND later.id > inbound_event.id) AS "isLate"`);
  if (row === undefined) return null;
  const event = JSON.parse(keyring.decrypt(row.payload)) as InboundEvent;
  const { id, receivedAt, attempt } = row;
  return { id, event, receivedAt, attempt, isLate: Boolean(row.isLate) };
}

async function settle(
  tx: Statements,
  eventId: number,
  at: number,
  { memory, replies, interactions }: EventEffects,
): Promise<number> {
  const added = await insertDrafts(tx, replies, at);
  await insertInteractions(tx, interactions, at);
  const settled = await tx.execute(sql`
    UPDATE inbound_event SET handled_at = ${at}, lease_until = NULL, error = NULL
    WHERE id = ${eventId} AND handled_at IS NULL`);
  if (settled === 0 || memory === null) return added;
  await tx.execute(sql`
    INSERT INTO conversation_state (identity_id, state, updated_at)
    VALUES (${memory.identityId}, ${JSON.stringify(memory.state)}, ${at})
    ON CONFLICT (identity_id) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at`);
  return added;
}

// A platform's message number is unique within its chat only.
async function deliveryOf(database: Database, identityId: number, ref: string) {
  const [row] = await database.query<{ id: number }>(sql`
    SELECT a.delivery_id AS id FROM delivery_attempt a
    JOIN channel_identity i ON i.id = ${identityId} AND i.channel_account = a.channel_account
    JOIN delivery d ON d.id = a.delivery_id
    WHERE a.platform_ref = ${ref} AND COALESCE(a.identity_id, d.identity_id) = i.id
    ORDER BY a.id DESC LIMIT 1`);
  return row?.id ?? null;
}

async function noteDelivery(database: Database, deliveryId: number, kind: string, at: number) {
  await database.write(writePriority.normal, (tx) =>
    tx.execute(sql`
      INSERT INTO delivery_event (delivery_id, kind, at)
      SELECT d.id, ${kind}, CAST(${at} AS BIGINT) FROM delivery d
      WHERE d.id = ${deliveryId} AND NOT EXISTS (
        SELECT 1 FROM delivery_event e WHERE e.delivery_id = d.id AND e.kind = ${kind} AND e.at = ${at})`),
  );
}

async function lastCampaign(database: Database, identityId: number, since: number) {
  const [row] = await database.query<{ id: number }>(sql`
    SELECT d.id FROM delivery d
    JOIN channel_identity i ON i.id = ${identityId} AND i.customer_id = d.customer_id
    WHERE d.identity_id = i.id AND d.purpose = 'campaign' AND d.sent_at >= ${since}
    ORDER BY d.sent_at DESC LIMIT 1`);
  return row?.id ?? null;
}
