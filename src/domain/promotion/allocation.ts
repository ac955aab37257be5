import { allocate, type Minor } from '../money.js';

/**
 * Splits a total in proportion to weights, none above its limit. Where an exact share exceeds a limit, that part is
 * fixed at the limit and the rest is split again over the others, until none exceeds; then integers by largest
 * remainder, ties to the earlier. What cannot be placed is not given: the parts then add up to less than the total.
 *
 * @param limits of the same length as weights, whole and not negative
 */
export function spread(
  total: Minor,
  weights: readonly number[],
  limits: readonly Minor[],
): Minor[] {
  if (isWithinLimits(total, weights, limits)) return allocate(total, weights);
  const parts = weights.map(() => 0);
  let left = total;
  let open = weights.map((_, i) => i).filter((i) => at(weights, i) > 0 && at(limits, i) > 0);
  while (left > 0 && open.length > 0) {
    const sum = open.reduce((all, i) => all + at(weights, i), 0);
    const share = left;
    const full = open.filter((i) => isMore(share, at(weights, i), at(limits, i), sum));
    if (full.length === 0) {
      const shares = allocate(
        left,
        open.map((i) => at(weights, i)),
      );
      for (const [k, i] of open.entries()) parts[i] = at(shares, k);
      return parts;
    }
    for (const i of full) {
      parts[i] = at(limits, i);
      left -= at(limits, i);
    }
    open = open.filter((i) => !full.includes(i));
  }
  return parts;
}

// Nearly every discount: no part reaches its limit, and the split is a plain one.
function isWithinLimits(
  total: Minor,
  weights: readonly number[],
  limits: readonly Minor[],
): boolean {
  let sum = 0;
  for (const weight of weights) sum += weight;
  if (sum <= 0 || total <= 0) return false;
  for (let i = 0; i < weights.length; i++) {
    const weight = at(weights, i);
    if (weight > 0 && isMore(total, weight, at(limits, i), sum)) return false;
  }
  return true;
}

/** Half up, for an amount that is not negative. */
export function percentOf(amount: Minor, bps: number): Minor {
  const product = amount * bps + 5_000;
  if (Number.isSafeInteger(product)) return Math.floor(product / 10_000);
  return Number((BigInt(amount) * BigInt(bps) + 5_000n) / 10_000n);
}

export function sumOf(amounts: readonly Minor[]): Minor {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return sum;
}

// a·b > c·d, exactly: two amounts of a big order multiply beyond 2^53.
function isMore(a: number, b: number, c: number, d: number): boolean {
  const [left, right] = [a * b, c * d];
  if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left > right;
  return BigInt(a) * BigInt(b) > BigInt(c) * BigInt(d);
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}
