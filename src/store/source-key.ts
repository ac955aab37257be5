import { createHash } from 'node:crypto';

/** What the unique key of an event holds: 16 bytes of the SHA-256 of its text, hex. */
export function sourceKeyHex(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
