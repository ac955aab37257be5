/** What a deep link stands for: a customer's own chat, or an invitation by a customer. */
export interface LinkToken {
  readonly kind: 'customer' | 'share';
  readonly customerId: number;
  /** Epoch milliseconds, kept to whole days; null never ends. */
  readonly expiresAt: number | null;
}

/** A keyed hash of at least 16 bytes. */
export type Mac = (text: string) => Uint8Array;

const tagLength = 16;
const bodyLength = 8;
const dayMs = 86_400_000;
const kindCode = { customer: 1, share: 2 } as const;

/**
 * A deep link's token: 32 characters of `[A-Za-z0-9_-]`, which every platform's start payload takes.
 *
 * The tag is the MAC of what is said, and masks it: synthetic-IV encryption. So nobody reads or counts
 * customers from tokens, a changed token is refused, and the same link is made again from nothing stored.
 *
 * @see RFC 5297 for the construction
 */
export function sealLinkToken(mac: Mac, token: LinkToken): string {
  const body = bodyOf(token);
  const tag = tagOf(mac, body);
  const masked = xor(body, maskOf(mac, tag));
  return Buffer.concat([tag, masked]).toString('base64url');
}

/** What the token says, or null if we did not make it. Whether it has expired is the caller's question. */
export function openLinkToken(mac: Mac, text: string): LinkToken | null {
  if (!/^[A-Za-z0-9_-]{32}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const tag = bytes.subarray(0, tagLength);
  const body = xor(bytes.subarray(tagLength), maskOf(mac, tag));
  return isSame(tag, tagOf(mac, body)) ? tokenOf(body) : null;
}

function bodyOf({ kind, customerId, expiresAt }: LinkToken): Uint8Array {
  const body = Buffer.alloc(bodyLength);
  body.writeUInt8(kindCode[kind], 0);
  body.writeUInt32BE(customerId, 1);
  body.writeUIntBE(expiresAt === null ? 0 : Math.ceil(expiresAt / dayMs), 5, 3);
  return body;
}

function tokenOf(body: Uint8Array): LinkToken | null {
  const bytes = Buffer.from(body);
  const kind = bytes.readUInt8(0) === kindCode.customer ? 'customer' : 'share';
  const day = bytes.readUIntBE(5, 3);
  return { kind, customerId: bytes.readUInt32BE(1), expiresAt: day === 0 ? null : day * dayMs };
}

function tagOf(mac: Mac, body: Uint8Array): Uint8Array {
  return mac(`tag:${Buffer.from(body).toString('hex')}`).subarray(0, tagLength);
}

function maskOf(mac: Mac, tag: Uint8Array): Uint8Array {
  return mac(`mask:${Buffer.from(tag).toString('hex')}`).subarray(0, bodyLength);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}

// Without an early exit, so that the time taken tells nothing of the tag.
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
