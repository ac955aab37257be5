import { interactionKindCode } from '../behaviour/interaction-kind.js';
import type { Person } from './events.js';
import { lowerMedian } from './purchases.js';
import type { ProfileShelf } from './shelf.js';

const { purchase } = interactionKindCode;

/** A category of fewer priced products has no cheap and dear end to speak of. */
const leastPrices = 5;

/**
 * How dear a customer buys, 0 to 100: of each line, the share of the catalogue's products of its category that cost less
 * than what was paid for one piece (equal ones count half); of all lines the middle one. So a customer of dear socks
 * stands above one of cheap laptops. Null where nothing bought can be compared.
 */
export function pricePercentile(
  { events, from, until }: Person,
  { categories, prices }: ProfileShelf,
): number | null {
  const shares: number[] = [];
  for (let row = from; row < until; row++) {
    if (events.kinds[row] !== purchase) continue;
    const own = prices[categories[events.products[row] as number] ?? -1];
    const quantity = events.quantities[row] as number;
    const paid = events.amountsMinor[row] as number;
    if (own === undefined || own.length < leastPrices || quantity <= 0 || paid <= 0) continue;
    const unit = paid / quantity;
    shares.push((countBelow(own, unit, false) + countBelow(own, unit, true)) / (2 * own.length));
  }
  const middle = lowerMedian(Float64Array.from(shares));
  return middle === null ? null : Math.round(middle * 100);
}

/** 1 (buys the cheapest fifth) to 5 (the dearest). */
export function priceLevel(percentile: number): number {
  return Math.min(5, 1 + Math.floor(percentile / 20));
}

function countBelow(ascending: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = ascending[middle] as number;
    if (here < value || (orEqual && here === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
