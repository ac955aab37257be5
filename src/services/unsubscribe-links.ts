import type { Address } from '../ports/channel.js';
import type { Keyring } from '../ports/keyring.js';

/** Whose messages an unsubscribe link ends. */
export interface Unsubscribing {
  readonly account: string;
  readonly address: Address;
}

/**
 * Links by which one press ends all messages to an address (RFC 8058). The token is sealed: it tells nobody the
 * address, cannot be made by anybody else, and never runs out, because a mail can be years old.
 *
 * @returns null for every address while there is no public address
 */
export function unsubscribeUrlOf(
  keyring: Keyring,
  publicUrl: string | null,
): (account: string, address: Address) => string | null {
  return (account, address) => {
    if (publicUrl === null) return null;
    return `${publicUrl}/unsubscribe/${keyring.encrypt(JSON.stringify(['u1', account, address]))}`;
  };
}

/** @returns null for a token that is not ours */
export function readUnsubscribeToken(keyring: Keyring, token: string): Unsubscribing | null {
  try {
    const [version, account, address] = JSON.parse(keyring.decrypt(token));
    return version === 'u1' ? { account, address } : null;
  } catch {
    return null;
  }
}
