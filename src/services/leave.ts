import type { Shop } from '../domain/campaign/shop.js';
import type { InboundEvent } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { PreferenceStore } from '../ports/preference-store.js';
import { readUnsubscribeToken } from './unsubscribe-links.js';

export interface LeaveDeps {
  readonly shop: Pick<Shop, 'consent'>;
  readonly keyring: Keyring;
  readonly customers: Pick<CustomerStore, 'chat'>;
  readonly consents: Pick<ConsentStore, 'append' | 'current'>;
  readonly preferences: Pick<PreferenceStore, 'save'>;
  readonly receive: (account: string, events: readonly InboundEvent[]) => Promise<void>;
  readonly clock: Clock;
}

const minuteMs = 60_000;
const undoWithinMs = 60 * minuteMs;

export type Left =
  | { readonly kind: 'invalid' }
  | { readonly kind: 'left'; readonly undo: string | null };

/**
 * Ends all messages to the address of an unsubscribing link, from the moment this resolves. A provider that presses
 * for a person may do so again: within a minute that is the same press.
 */
export async function leave(deps: LeaveDeps, token: string): Promise<Left> {
  const found = readUnsubscribeToken(deps.keyring, token);
  if (found === null) return { kind: 'invalid' };
  const { account, address } = found;
  const at = deps.clock.now();
  const had = await consentOf(deps, found);
  const press = deps.keyring.blindIndex(`${token}\n${Math.floor(at / minuteMs)}`).slice(0, 24);
  const event = { kind: 'opt_out', key: `unsubscribe:${press}`, at, from: address } as const;
  await deps.receive(account, [{ ...event, via: 'one-click' }]);
  // Only what was there can be given back.
  if (had !== 'granted') return { kind: 'left', undo: null };
  return {
    kind: 'left',
    undo: deps.keyring.encrypt(JSON.stringify(['undo', account, address, at])),
  };
}

/** Gives back, within the hour, what `leave` has just taken. @returns false for a link that is not ours, or old */
export async function undoLeave(deps: LeaveDeps, undo: string): Promise<boolean> {
  const found = readUndo(deps.keyring, undo);
  const now = deps.clock.now();
  if (found === null || now > found.at + undoWithinMs) return false;
  const chat = await deps.customers.chat(found.account, found.address);
  if (chat === null) return false;
  const { topic, noticeVersion } = deps.shop.consent;
  const proof = `undo:${deps.keyring.blindIndex(undo).slice(0, 24)}`;
  const draft = { identityId: chat.id, topic, noticeVersion, proof, at: now };
  await deps.consents.append({ ...draft, kind: 'granted', source: 'link:undo' });
  return true;
}

/** At most one message a week, to the person behind the address. @returns false for a link that is not ours */
export async function lessOften(deps: LeaveDeps, token: string): Promise<boolean> {
  const found = readUnsubscribeToken(deps.keyring, token);
  if (found === null) return false;
  const chat = await deps.customers.chat(found.account, found.address);
  if (chat !== null) {
    await deps.preferences.save(chat.customerId, { maxPerWeek: 1 }, deps.clock.now());
  }
  return true;
}

async function consentOf(
  { customers, consents, shop }: LeaveDeps,
  { account, address }: { readonly account: string; readonly address: string },
) {
  const chat = await customers.chat(account, address);
  return chat === null ? null : consents.current(chat.id, shop.consent.topic);
}

function readUndo(keyring: Keyring, undo: string) {
  try {
    const [version, account, address, at] = JSON.parse(keyring.decrypt(undo));
    return version === 'undo'
      ? { account: String(account), address: String(address), at: Number(at) }
      : null;
  } catch {
    return null;
  }
}
