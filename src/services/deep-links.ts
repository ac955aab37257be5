import { type LinkToken, openLinkToken, sealLinkToken } from '../domain/identity/link-token.js';
import type { Keyring } from '../ports/keyring.js';

/** The token of the link that a shop gives a customer; the same every time. */
export function customerToken(
  keyring: Pick<Keyring, 'mac'>,
  customerId: number,
  expiresAt: number | null = null,
): string {
  return sealLinkToken(macOf(keyring), { kind: 'customer', customerId, expiresAt });
}

/** The token of a customer's own invitation to friends; the same every time. */
export function shareToken(keyring: Pick<Keyring, 'mac'>, sharerId: number): string {
  return sealLinkToken(macOf(keyring), { kind: 'share', customerId: sharerId, expiresAt: null });
}

/** Null if the token is not ours. */
export function openToken(keyring: Pick<Keyring, 'mac'>, token: string): LinkToken | null {
  return openLinkToken(macOf(keyring), token);
}

function macOf(keyring: Pick<Keyring, 'mac'>) {
  return (text: string) => keyring.mac('deep-link', text);
}
