import type { Shop } from '../domain/campaign/shop.js';
import { languageOf } from '../domain/conversation/language.js';
import type { Address, InboundEvent } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { Outbox } from '../ports/outbox.js';
import { confirmMail } from './confirm-mail.js';

export interface SubscribeDeps {
  readonly shop: Pick<Shop, 'name' | 'consent'>;
  readonly keyring: Pick<Keyring, 'encrypt' | 'decrypt' | 'blindIndex'>;
  readonly customers: Pick<CustomerStore, 'chat' | 'recogniseChat'>;
  readonly consents: Pick<ConsentStore, 'append' | 'current'>;
  readonly outbox: Outbox;
  readonly receive: (account: string, events: readonly InboundEvent[]) => Promise<void>;
  readonly publicUrl: string;
  readonly clock: Clock;
}

export interface Subscription {
  readonly account: string;
  readonly address: Address;
  readonly locale: string;
  /** Of a link that led to the form: whose it is, or whose invitation. */
  readonly linkToken: string | null;
  /** Kept as a hash only, to show later who asked. */
  readonly ip: string;
}

const hourMs = 3_600_000;
const confirmWithinMs = 72 * hourMs;

/**
 * Sends one mail that asks to confirm; at most one an hour to an address. Nobody learns from the answer whether an
 * address is known here: what happens shows in its mailbox only.
 */
export async function askToConfirm(deps: SubscribeDeps, wish: Subscription): Promise<void> {
  const { shop, keyring, customers, outbox, publicUrl } = deps;
  const { account, address, locale, linkToken } = wish;
  const at = deps.clock.now();
  const known = await customers.chat(account, address);
  // Whoever complained or whose mailbox is gone can come back by writing to us themselves.
  if (known !== null && known.state !== 'active') return;
  const speaker = { channelAccount: account, address, locale, name: null, at };
  const chat = known ?? (await customers.recogniseChat(speaker));
  if (
    (await deps.consents.current(chat.id, shop.consent.topic)) === 'granted' &&
    linkToken === null
  )
    return;
  const ipHash = keyring.blindIndex(`ip\n${wish.ip}`).slice(0, 16);
  const token = keyring.encrypt(
    JSON.stringify(['c1', account, address, locale, linkToken, at, ipHash]),
  );
  const hour = Math.floor(at / hourMs);
  await outbox.enqueue([
    {
      purpose: 'reply',
      dedupeKey: `confirm:${keyring.blindIndex(`${account}\n${address}`)}:${hour}`,
      customerId: chat.customerId,
      identityId: chat.id,
      channelAccount: account,
      content: confirmMail(languageOf(locale) ?? 'en', shop.name, `${publicUrl}/confirm/${token}`),
      dueAt: at,
      deadlineAt: at + hourMs,
    },
  ]);
}

export type Confirmation = 'confirmed' | 'expired' | 'invalid';

/** What a confirming link is worth now; changes nothing. */
export function confirmationOf(deps: Pick<SubscribeDeps, 'keyring' | 'clock'>, token: string) {
  const read = readToken(deps.keyring, token);
  if (read === null) return { kind: 'invalid' } as const;
  if (deps.clock.now() > read.at + confirmWithinMs) return { kind: 'expired' } as const;
  return { kind: 'open', ...read } as const;
}

/** The owner of the mailbox has pressed. Pressing again, also after leaving, changes nothing more. */
export async function confirmSubscription(
  deps: SubscribeDeps,
  token: string,
): Promise<Confirmation> {
  const found = confirmationOf(deps, token);
  if (found.kind !== 'open') return found.kind;
  const { account, address, locale, linkToken, ipHash } = found;
  const at = deps.clock.now();
  const speaker = { channelAccount: account, address, locale, name: null, at };
  const chat = await deps.customers.recogniseChat(speaker);
  const { topic, noticeVersion } = deps.shop.consent;
  const id = deps.keyring.blindIndex(token).slice(0, 24);
  await deps.consents.append({
    identityId: chat.id,
    topic,
    kind: 'granted',
    source: 'web:double-opt-in',
    proof: `asked:${found.at}:ip:${ipHash}:confirmed:${id}`,
    noticeVersion,
    at,
  });
  const event = { kind: 'start', key: `confirmed:${id}`, at, from: address, locale } as const;
  await deps.receive(account, [{ ...event, payload: linkToken }]);
  return 'confirmed';
}

interface ReadToken extends Omit<Subscription, 'ip'> {
  readonly at: number;
  readonly ipHash: string;
}

function readToken(keyring: Pick<Keyring, 'decrypt'>, token: string): ReadToken | null {
  try {
    const [version, account, address, locale, linkToken, at, ipHash] = JSON.parse(
      keyring.decrypt(token),
    );
    return version === 'c1' ? { account, address, locale, linkToken, at, ipHash } : null;
  } catch {
    return null;
  }
}
