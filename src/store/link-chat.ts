import { empty, sqltag as sql } from '@prisma/client/runtime/client';
import type { LinkOutcome } from '../domain/identity/link-outcome.js';
import type { ChatIdentity, ChatSpeaker } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import { chatRow, createChat, hashOf } from './chat-rows.js';
import type { Tx } from './database.js';
import { mergePreferences } from './preference-store.js';

interface Person {
  readonly id: number;
  readonly externalId: string | null;
  readonly erasedAt: number | null;
  readonly canonicalId: number | null;
}

/**
 * Gives a chat to the customer a link names. The customer's row is locked first, so that of two chats that open one
 * link at once the second sees the first.
 *
 * @throws RaceLostError
 */
export async function linkChat(
  tx: Tx,
  keyring: Keyring,
  speaker: ChatSpeaker,
  customerId: number,
): Promise<LinkOutcome> {
  const target = await lockPerson(tx, customerId);
  if (target === null || target.erasedAt !== null) return 'invalid';
  const hash = hashOf(keyring, speaker.channelAccount, speaker.address);
  const chat = await chatRow(tx, speaker.channelAccount, hash);
  if (chat?.customerId === target.id) return 'already-linked';
  const refusal = await refusalOf(tx, speaker, target, chat);
  if (refusal !== null) {
    const action = `chat.link-refused:${refusal}`;
    const identityId = chat?.id ?? null;
    await audit(tx, { action, customerId: target.id, identityId, at: speaker.at });
    return refusal;
  }
  if (chat === null) await linkNewChat(tx, keyring, speaker, target.id);
  else await mergePerson(tx, chat, target.id, speaker.at);
  return 'linked';
}

async function lockPerson(tx: Tx, id: number): Promise<Person | null> {
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : empty;
  const [row] = await tx.query<Person>(sql`
    SELECT id, external_id AS "externalId", erased_at AS "erasedAt",
      canonical_customer_id AS "canonicalId"
    FROM customer WHERE id = ${id} ${lock}`);
  if (row === undefined) return null;
  return row.canonicalId === null ? row : lockPerson(tx, row.canonicalId);
}

async function refusalOf(
  tx: Tx,
  speaker: ChatSpeaker,
  target: Person,
  chat: ChatIdentity | null,
): Promise<'other-chat' | 'other-person' | null> {
  const owner = chat === null ? null : await lockPerson(tx, chat.customerId);
  if (owner !== null && (owner.externalId !== null || owner.erasedAt !== null))
    return 'other-person';
  const rivals = await tx.query(sql`
    SELECT 1 AS found FROM channel_identity
    WHERE customer_id = ${target.id} AND channel_account = ${speaker.channelAccount} LIMIT 1`);
  return rivals.length > 0 ? 'other-chat' : null;
}

async function linkNewChat(
  tx: Tx,
  keyring: Keyring,
  speaker: ChatSpeaker,
  customerId: number,
): Promise<void> {
  const { id } = await createChat(tx, keyring, speaker, customerId);
  await fillGaps(tx, customerId, speaker.locale);
  await ledger(tx, { kind: 'link', identityId: id, from: null, to: customerId, at: speaker.at });
  await audit(tx, { action: 'chat.linked', customerId, identityId: id, at: speaker.at });
}

// Histories stay under the merged row's own id; chats and wishes move, because they decide what happens next.
async function mergePerson(tx: Tx, chat: ChatIdentity, target: number, at: number): Promise<void> {
  const from = chat.customerId;
  const chats = await tx.query<{ id: number }>(
    sql`SELECT id FROM channel_identity WHERE customer_id = ${from}`,
  );
  for (const { id } of chats)
    await ledger(tx, { kind: 'merge', identityId: id, from, to: target, at });
  await tx.execute(
    sql`UPDATE channel_identity SET customer_id = ${target} WHERE customer_id = ${from}`,
  );
  await tx.execute(sql`
    UPDATE customer SET canonical_customer_id = ${target}
    WHERE id = ${from} OR canonical_customer_id = ${from}`);
  await mergePreferences(tx, from, target, at);
  await fillGaps(tx, target, chat.locale);
  await audit(tx, { action: 'customer.merged', customerId: target, identityId: chat.id, at });
}

async function fillGaps(tx: Tx, customerId: number, locale: string | null): Promise<void> {
  if (locale === null) return;
  await tx.execute(
    sql`UPDATE customer SET locale = ${locale} WHERE id = ${customerId} AND locale IS NULL`,
  );
}

/** Each chat gets a customer of its own; what it did before stays with the one it leaves. */
export async function splitChats(
  tx: Tx,
  customerId: number,
  channelAccount: string | null,
  at: number,
): Promise<number> {
  const person = await lockPerson(tx, customerId);
  if (person === null) return 0;
  const onAccount = channelAccount === null ? empty : sql`AND channel_account = ${channelAccount}`;
  const chats = await tx.query<{ id: number; locale: string | null }>(
    sql`SELECT id, locale FROM channel_identity WHERE customer_id = ${person.id} ${onAccount}`,
  );
  for (const { id, locale } of chats) {
    const created = { locale, createdAt: BigInt(at) };
    const own = await tx.models.customer.create({ data: created, select: { id: true } });
    await tx.execute(sql`UPDATE channel_identity SET customer_id = ${own.id} WHERE id = ${id}`);
    await ledger(tx, { kind: 'split', identityId: id, from: person.id, to: own.id, at });
    await audit(tx, { action: 'chat.split', customerId: person.id, identityId: id, at });
  }
  return chats.length;
}

interface LedgerEntry {
  readonly kind: 'link' | 'merge' | 'split';
  readonly identityId: number;
  readonly from: number | null;
  readonly to: number;
  readonly at: number;
}

async function ledger(tx: Tx, { kind, identityId, from, to, at }: LedgerEntry): Promise<void> {
  await tx.models.identityLink.create({
    data: {
      kind,
      identityId,
      fromCustomerId: from,
      toCustomerId: to,
      actor: kind === 'split' ? 'operator' : 'deep-link',
      at: BigInt(at),
    },
  });
}

interface Noted {
  readonly action: string;
  readonly customerId: number;
  readonly identityId: number | null;
  readonly at: number;
}

async function audit(tx: Tx, { action, customerId, identityId, at }: Noted): Promise<void> {
  await tx.models.auditEvent.create({
    data: {
      actor: action === 'chat.split' ? 'operator' : 'customer',
      action,
      subject: `customer:${customerId}`,
      detail: identityId === null ? null : JSON.stringify({ identityId }),
      at: BigInt(at),
    },
  });
}
