import { timingSafeEqual } from 'node:crypto';

/** Whether a secret or signature is the right one, in constant time. */
export function isSameText(sent: string, right: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(right)];
  // Compared even when the lengths differ, against itself, so that both take as long.
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}
