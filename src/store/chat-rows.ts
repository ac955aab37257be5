import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ChatIdentity, ChatSpeaker } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { Tx } from './database.js';

/** Another transaction made the same chat first; the whole of ours begins again and finds it. */
export class RaceLostError extends Error {
  override readonly name = 'RaceLostError';
}

const triesMax = 20;

export async function retryLostRace<T>(work: () => Promise<T>, tries = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RaceLostError) || tries === triesMax) throw error;
    return retryLostRace(work, tries + 1);
  }
}

/** Finds an encrypted address again without telling it. */
export function hashOf(keyring: Keyring, channelAccount: string, address: string): string {
  return keyring.blindIndex(`${channelAccount}\n${address}`);
}

export async function chatRow(
  tx: Pick<Tx, 'query'>,
  channelAccount: string,
  addressHash: string,
): Promise<ChatIdentity | null> {
  const [row] = await tx.query<ChatIdentity>(sql`
    SELECT i.id, COALESCE(c.canonical_customer_id, c.id) AS "customerId",
      i.channel_account AS "channelAccount", i.state, i.locale, i.linked_at AS "linkedAt"
    FROM channel_identity i JOIN customer c ON c.id = i.customer_id
    WHERE i.channel_account = ${channelAccount} AND i.address_hash = ${addressHash}`);
  return row ?? null;
}

/** @throws RaceLostError if the chat exists by now */
export async function createChat(
  tx: Tx,
  keyring: Keyring,
  speaker: ChatSpeaker,
  customerId: number,
): Promise<ChatIdentity> {
  const { channelAccount, address, locale, at } = speaker;
  const hash = hashOf(keyring, channelAccount, address);
  const added = await tx.execute(sql`
    INSERT INTO channel_identity
      (customer_id, channel_account, address, address_hash, state, locale, linked_at, last_inbound_at)
    VALUES (${customerId}, ${channelAccount}, ${keyring.encrypt(address)}, ${hash}, 'active',
      ${locale}, ${at}, ${at})
    ON CONFLICT (channel_account, address_hash) DO NOTHING`);
  const row = added === 1 ? await chatRow(tx, channelAccount, hash) : null;
  if (row === null) throw new RaceLostError();
  return row;
}
