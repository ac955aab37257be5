import type { Minor } from '../money.js';

/** Points of an order of this much: whole ones, rounded down once, after the tier's multiplier. */
export function orderPoints(
  amountMinor: Minor,
  rule: { readonly points: number; readonly perMinor: Minor } | null,
  multiplierBps: number,
): number {
  if (rule === null || amountMinor <= 0) return 0;
  // In big integers: money times points times basis points may pass what a double holds exactly.
  const exact = BigInt(amountMinor) * BigInt(rule.points) * BigInt(multiplierBps);
  return Number(exact / (BigInt(rule.perMinor) * 10_000n));
}

/** What an order of which something came back has earned. */
export interface RefundedSale {
  readonly earned: number;
  /** When the last of these points run out; null: never. */
  readonly expiresAt: number | null;
  readonly refundedMinor: Minor;
}

/** Of the points of an order, those that go with the money refunded: all of them with all of it. */
export function refundPoints(earned: number, refundedMinor: Minor, totalMinor: Minor): number {
  if (totalMinor <= 0 || refundedMinor <= 0) return 0;
  const keptMinor = Math.max(0, totalMinor - refundedMinor);
  return earned - Number((BigInt(earned) * BigInt(keptMinor)) / BigInt(totalMinor));
}
