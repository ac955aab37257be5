import type { Minor } from '../money.js';
import { percentOf, spread, sumOf } from './allocation.js';
import type { CartLine } from './cart.js';
import type { Effect, PercentOff, Phase } from './promotion.js';
import { amountOf, roomOf, type Till, type TillLine, unitLimitOf } from './till.js';

/** How one promotion would lower the lines, before its budget is looked at. */
export interface Reduction {
  /** By line. */
  readonly discounts: readonly Minor[];
  /** The same with at most so much in all. */
  atMost(limitMinor: Minor): readonly Minor[];
}

/** @param eligible by line: whether the promotion's scope holds it */
export function reductionOf(
  effect: Effect,
  phase: Phase,
  till: Till,
  eligible: readonly boolean[],
): Reduction {
  const isPerLine = effect.type === 'percent_off' ? phase === 'item' : effect.per !== 'order';
  const room = till.lines.map((line, i) => (eligible[i] ? roomOf(line) : 0));
  const weights = till.lines.map((line, i) => (eligible[i] ? line.remainingMinor : 0));
  const wanted = isPerLine ? wantedByLine(effect, till) : null;
  if (wanted !== null) {
    const each = wanted.map((amount, i) => Math.min(amount, room[i] ?? 0));
    return capped(
      reduction(each, (limit) => spread(limit, weights, each)),
      effect,
    );
  }
  const total =
    effect.type === 'percent_off' ? percentOfOrder(effect, till, eligible) : effect.amountMinor;
  const placed = (limit: Minor) => spread(Math.min(total, limit), weights, room);
  return capped(reduction(placed(total), placed), effect);
}

function reduction(
  discounts: readonly Minor[],
  lower: (limitMinor: Minor) => readonly Minor[],
): Reduction {
  const atMost = (limitMinor: Minor) =>
    sumOf(discounts) <= limitMinor ? discounts : lower(limitMinor);
  return { discounts, atMost };
}

function capped(found: Reduction, effect: Effect): Reduction {
  if (effect.type !== 'percent_off' || effect.capMinor === null) return found;
  const { capMinor } = effect;
  const atMost = (limitMinor: Minor) => found.atMost(Math.min(limitMinor, capMinor));
  return { discounts: found.atMost(capMinor), atMost };
}

function wantedByLine(effect: Effect, till: Till): Minor[] {
  return till.lines.map((each) => {
    if (effect.type === 'amount_off' && effect.per === 'line') return effect.amountMinor;
    if (effect.type === 'percent_off' && effect.rounding === 'line')
      return percentOf(amountOf(each, effect.basis), effect.bps);
    return wantedByUnit(effect, each);
  });
}

// Units of one line may differ by a few cents by now, so each stands for itself.
function wantedByUnit(effect: Effect, { line, units }: TillLine): Minor {
  const limit = unitLimitOf(line);
  return sumOf(
    units.map(({ count, discountMinor }) => {
      const remaining = line.unitPriceMinor - discountMinor;
      return count * Math.min(wantedOfUnit(effect, line, remaining), limit - discountMinor);
    }),
  );
}

function wantedOfUnit(effect: Effect, line: CartLine, remainingMinor: Minor): Minor {
  if (effect.type === 'amount_off') return effect.amountMinor;
  const amount = effect.basis === 'original' ? line.unitPriceMinor : remainingMinor;
  return percentOf(amount, effect.bps);
}

function percentOfOrder(effect: PercentOff, till: Till, eligible: readonly boolean[]): Minor {
  const amounts = till.lines.map((line, i) => (eligible[i] ? amountOf(line, effect.basis) : 0));
  return percentOf(sumOf(amounts), effect.bps);
}
