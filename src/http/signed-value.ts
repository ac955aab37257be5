import { timingSafeEqual } from 'node:crypto';
import type { Keyring, MacPurpose } from '../ports/keyring.js';

/** `value.mac`: a value handed out to a browser that must come back as it was. */
export function signValue(keyring: Keyring, purpose: MacPurpose, value: string): string {
  return `${value}.${macOf(keyring, purpose, value)}`;
}

/** @returns the value, or null if it was not signed by us for this purpose */
export function signedValue(
  keyring: Keyring,
  purpose: MacPurpose,
  signed: string | undefined,
): string | null {
  const cut = signed?.lastIndexOf('.') ?? -1;
  if (signed === undefined || cut < 1) return null;
  const value = signed.slice(0, cut);
  return isSame(signed.slice(cut + 1), macOf(keyring, purpose, value)) ? value : null;
}

/** A token for forms: only a page that we gave to this very session knows it. */
export function csrfToken(keyring: Keyring, session: string): string {
  return macOf(keyring, 'csrf', session);
}

export function isCsrfToken(keyring: Keyring, session: string, token: unknown): boolean {
  return typeof token === 'string' && isSame(token, csrfToken(keyring, session));
}

function macOf(keyring: Keyring, purpose: MacPurpose, value: string): string {
  return Buffer.from(keyring.mac(purpose, value)).toString('base64url');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
