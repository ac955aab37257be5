import type { Giving } from './giving.js';
import type { Till } from './till.js';

/** Pieces that a promotion lowers or gives: what counts against its stock. */
export function unitsTaken({ discounts, parts, gift }: Giving, { lines }: Till): number {
  let count = gift?.quantity ?? 0;
  for (let i = 0; i < discounts.length; i++) {
    const named = parts?.[i];
    if (named !== undefined) {
      for (const each of named) if (each.discountMinor > 0) count += each.count;
    } else if ((discounts[i] ?? 0) > 0) count += lines[i]?.line.quantity ?? 0;
  }
  return count;
}
