import { empty, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
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
  else await mergePerson(tx, chat, target.id, { at: speaker.at, actor: 'deep-link' });
  return 'linked';
}

export async function lockPerson(tx: Tx, id: number): Promise<Person | null> {
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
  const entry = { kind: 'link', identityId: id, from: null, to: customerId } as const;
  await ledger(tx, { ...entry, at: speaker.at, actor: 'deep-link' });
  await audit(tx, { action: 'chat.linked', customerId, identityId: id, at: speaker.at });
}

// Histories stay under the merged row's own id; chats and wishes move, because they decide what happens next.
export async function mergePerson(
  tx: Tx,
  chat: Pick<ChatIdentity, 'id' | 'customerId' | 'locale'>,
  target: number,
  { at, actor }: { readonly at: number; readonly actor: 'deep-link' | 'link-code' },
): Promise<void> {
  const from = chat.customerId;
  const chats = await tx.query<{ id: number }>(
    sql`SELECT id FROM channel_identity WHERE customer_id = ${from}`,
  );
  for (const { id } of chats)
    await ledger(tx, { kind: 'merge', identityId: id, from, to: target, at, actor });
  await tx.execute(
    sql`UPDATE channel_identity SET customer_id = ${target} WHERE customer_id = ${from}`,
  );
  await tx.execute(sql`
    UPDATE customer SET canonical_customer_id = ${target}
    WHERE id = ${from} OR canonical_customer_id = ${from}`);
  await mergePreferences(tx, from, target, at);
  await keepMembership(tx, from, target);
  await fillGaps(tx, target, chat.locale);
  await audit(tx, { action: 'customer.merged', customerId: target, identityId: chat.id, at });
}

async function fillGaps(tx: Tx, customerId: number, locale: string | null): Promise<void> {
  if (locale === null) return;
  await tx.execute(
    sql`UPDATE customer SET locale = ${locale} WHERE id = ${customerId} AND locale IS NULL`,
  );
}

/** Who was a member under either row is one; a tier of the surviving row holds until the next look at their spend. */
async function keepMembership(tx: Tx, from: number, target: number): Promise<void> {
  await tx.execute(sql`
    UPDATE customer SET member_tier = f.member_tier, member_since = f.member_since
    FROM (SELECT member_tier, member_since FROM customer WHERE id = ${from}) f
    WHERE customer.id = ${target} AND customer.member_tier IS NULL AND f.member_tier IS NOT NULL`);
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
  for (const chat of chats) await giveOwnCustomer(tx, chat, person.id, { at, actor: 'operator' });
  return chats.length;
}

interface Deed {
  readonly at: number;
  readonly actor: 'operator' | 'customer';
}

async function giveOwnCustomer(
  tx: Tx,
  { id, locale }: { readonly id: number; readonly locale: string | null },
  from: number,
  { at, actor }: Deed,
): Promise<void> {
  const created = { locale, createdAt: BigInt(at) };
  const own = await tx.models.customer.create({ data: created, select: { id: true } });
  await moveChatTo(tx, id, { from, to: own.id, at, actor });
}

async function moveChatTo(
  tx: Tx,
  identityId: number,
  { from, to, at, actor }: Deed & { readonly from: number; readonly to: number },
): Promise<void> {
  await tx.execute(sql`UPDATE channel_identity SET customer_id = ${to} WHERE id = ${identityId}`);
  await ledger(tx, { kind: 'split', identityId, from, to, at, actor });
  await audit(tx, { action: 'chat.split', customerId: from, identityId, at, actor });
}

/**
 * Takes a chat off the others of its person, by the customer's own wish. Who came in by a merge becomes again who they
 * were: this chat, or else the others. Only a chat that never had a customer of its own gets a new one.
 *
 * @returns false if it was alone
 */
export async function splitChat(tx: Tx, identityId: number, at: number): Promise<boolean> {
  const deed = { at, actor: 'customer' } as const;
  const [own] = await tx.query<ChatOfPerson>(chatsSql(sql`i.id = ${identityId}`));
  const person = own === undefined ? null : await lockPerson(tx, own.person);
  if (own === undefined || person === null) return false;
  const others = await tx.query<ChatOfPerson>(
    chatsSql(sql`i.customer_id = ${person.id} AND i.id <> ${identityId}`),
  );
  if (others.length === 0) return false;
  const merged = others.filter(({ mergedFrom }) => mergedFrom !== own.mergedFrom);
  if (own.mergedFrom !== null) await restore(tx, own.mergedFrom, person.id, deed);
  else if (merged.length > 0) {
    for (const from of new Set(merged.flatMap((each) => each.mergedFrom ?? [])))
      await restore(tx, from, person.id, deed);
  } else await giveOwnCustomer(tx, own, person.id, deed);
  return true;
}

interface ChatOfPerson {
  readonly id: number;
  readonly person: number;
  readonly locale: string | null;
  /** The row it belonged to before the merge that brought it here. */
  readonly mergedFrom: number | null;
}

function chatsSql(where: Sql): Sql {
  return sql`
    SELECT i.id, i.customer_id AS person, i.locale, (
      SELECT c.id FROM identity_link l JOIN customer c ON c.id = l.from_customer_id
      WHERE l.identity_id = i.id AND l.kind = 'merge' AND l.actor = 'link-code'
        AND c.canonical_customer_id = i.customer_id
      ORDER BY l.id DESC LIMIT 1) AS "mergedFrom"
    FROM channel_identity i WHERE ${where}`;
}

/** A merged row stands by itself again, with the chats it came with. */
async function restore(tx: Tx, from: number, person: number, deed: Deed): Promise<void> {
  const chats = await tx.query<ChatOfPerson>(chatsSql(sql`i.customer_id = ${person}`));
  await tx.execute(sql`UPDATE customer SET canonical_customer_id = NULL WHERE id = ${from}`);
  for (const { id, mergedFrom } of chats)
    if (mergedFrom === from) await moveChatTo(tx, id, { ...deed, from: person, to: from });
}

interface LedgerEntry {
  readonly kind: 'link' | 'merge' | 'split';
  readonly identityId: number;
  readonly from: number | null;
  readonly to: number;
  readonly at: number;
  readonly actor: string;
}

async function ledger(
  tx: Tx,
  { kind, identityId, from, to, at, actor }: LedgerEntry,
): Promise<void> {
  await tx.models.identityLink.create({
    data: {
      kind,
      identityId,
      fromCustomerId: from,
      toCustomerId: to,
      actor,
      at: BigInt(at),
    },
  });
}

interface Noted {
  readonly action: string;
  readonly customerId: number;
  readonly identityId: number | null;
  readonly at: number;
  readonly actor?: 'operator' | 'customer';
}

async function audit(
  tx: Tx,
  { action, customerId, identityId, at, actor = 'customer' }: Noted,
): Promise<void> {
  await tx.models.auditEvent.create({
    data: {
      actor,
      action,
      subject: `customer:${customerId}`,
      detail: identityId === null ? null : JSON.stringify({ identityId }),
      at: BigInt(at),
    },
  });
}
