import { createHmac } from 'node:crypto';
import type { Address } from '../../src/ports/channel.js';
import { isSameText } from '../common/same-text.js';

/** bounce: reports of mail servers; reply: what a person writes back; leave: the way out by mail. */
export type ReturnUse = 'bounce' | 'reply' | 'leave';

export interface ReturnAddress {
  readonly use: ReturnUse;
  readonly mac: string;
  /** Whose it is; null where it did not fit. */
  readonly address: Address | null;
}

// RFC 5321, 4.5.3.1.1.
const localMax = 64;

/** A mail address as we keep and compare it: providers do not tell case apart. */
export function plainAddress(address: string): Address {
  return address.trim().toLowerCase();
}

/**
 * An address of ours that belongs to one customer, and that nobody else can make: what comes there comes from whom we
 * wrote to, or from a server on the way. It holds the customer's address where that fits; else the mail must tell it.
 */
export function returnAddress(
  { secret, domain }: { readonly secret: string; readonly domain: string },
  use: ReturnUse,
  to: Address,
): string {
  const address = plainAddress(to);
  const short = `${use}+${macOf(secret, use, address)}`;
  const whole = `${short}.${address.replace('@', '=')}`;
  const fits = whole.length <= localMax && /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[^.]+)*$/.test(whole);
  return `${fits ? whole : short}@${domain}`;
}

/** @returns null for an address that was never ours; whether it is genuine tells `isReturnOf` */
export function readReturnAddress(domain: string, text: string): ReturnAddress | null {
  const match = /^(bounce|reply|leave)\+([a-z2-7]{16})(?:\.(.+))?@([^@]+)$/.exec(
    plainAddress(text),
  );
  if (match === null || match[4] !== domain) return null;
  const [, use, mac = '', written] = match;
  const at = written?.lastIndexOf('=') ?? -1;
  const address =
    written === undefined || at < 1 ? null : `${written.slice(0, at)}@${written.slice(at + 1)}`;
  return { use: use as ReturnUse, mac, address };
}

/** Whether a return address was made for this customer. */
export function isReturnOf(secret: string, { use, mac }: ReturnAddress, address: Address): boolean {
  return isSameText(mac, macOf(secret, use, plainAddress(address)));
}

/** 80 bits in the letters that survive a server which changes case. */
function macOf(secret: string, use: ReturnUse, address: Address): string {
  const bytes = createHmac('sha256', secret).update(`${use}\n${address}`).digest();
  return Array.from(
    bytes.subarray(0, 16),
    (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31],
  ).join('');
}
