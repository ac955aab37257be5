import type { Minor } from '../money.js';
import { percentOf } from './allocation.js';
import type { CartLine } from './cart.js';
import { type Chosen, offUnits } from './effects/units.js';
import type { Giving } from './giving.js';
import type { Promotion } from './promotion.js';
import { type Till, unitLimitOf } from './till.js';

/** A promotion of phase base, and what became of it: where others are lower everywhere, it gives nothing. */
export interface BasePrice {
  readonly promotion: Promotion;
  readonly giving: Giving;
  /** The promotion that was lower on most of what this one could have lowered; null if there was nothing to lower. */
  readonly beatenBy: Promotion | null;
}

interface Contestant {
  readonly promotion: Promotion;
  readonly eligible: readonly boolean[];
  readonly chosen: Chosen[];
  /** Pieces that it may still lower. */
  unitsLeft: number;
  beatenBy: Promotion | null;
}

/**
 * Gives each unit of the cart the lowest of the prices that promotions set for it; of equal ones the earlier
 * promotion's. A promotion for so many pieces sets the first in cart order on which it is the lowest.
 *
 * @param promotions in the order of application
 */
export function basePrices(promotions: readonly Promotion[], till: Till): BasePrice[] {
  const contestants = promotions.map(
    (promotion): Contestant => ({
      promotion,
      eligible: till.inScope(promotion.scope),
      chosen: [],
      unitsLeft: mostUnits(promotion),
      beatenBy: null,
    }),
  );
  for (const [index, { line }] of till.lines.entries()) priceLine(contestants, index, line);
  return contestants.map(({ promotion, chosen, beatenBy }) => {
    const giving = offUnits(till, chosen);
    const { effect } = promotion;
    const capMinor = effect.type === 'percent_off' ? effect.capMinor : null;
    return { promotion, giving: capMinor === null ? giving : giving.atMost(capMinor), beatenBy };
  });
}

function priceLine(contestants: readonly Contestant[], index: number, line: CartLine): void {
  const offers = contestants
    .flatMap((contestant) => {
      const off = contestant.eligible[index] ? unitDiscount(contestant.promotion, line) : 0;
      return off > 0 ? [{ contestant, off }] : [];
    })
    .sort((a, b) => b.off - a.off);
  let from = 0;
  for (const { contestant, off } of offers) {
    const count = Math.min(line.quantity - from, contestant.unitsLeft);
    if (count > 0) {
      contestant.chosen.push({ line: index, from, count, discountMinor: off, isUsed: false });
      contestant.unitsLeft -= count;
      from += count;
    } else if (from === line.quantity)
      contestant.beatenBy ??= offers[0]?.contestant.promotion ?? null;
  }
}

function unitDiscount({ effect }: Promotion, line: CartLine): Minor {
  const { unitPriceMinor } = line;
  const limit = unitLimitOf(line);
  switch (effect.type) {
    case 'set_unit_price':
      return Math.max(0, Math.min(unitPriceMinor - effect.priceMinor, limit));
    case 'percent_off':
      return Math.min(percentOf(unitPriceMinor, effect.bps), limit);
    case 'amount_off':
      return Math.min(effect.amountMinor, limit);
    default:
      return 0;
  }
}

function mostUnits({ effect, unitsLeft }: Promotion): number {
  const most = effect.type === 'set_unit_price' ? effect.mostUnits : null;
  return Math.min(most ?? Number.POSITIVE_INFINITY, unitsLeft ?? Number.POSITIVE_INFINITY);
}
