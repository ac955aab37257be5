import type { Minor } from '../money.js';
import { sumOf } from './allocation.js';
import type { RejectedPromotion } from './receipt.js';
import type { Trial } from './trial.js';

type Giving = Extract<Trial, { kind: 'gives' }>;

export interface BestOf {
  /** In the order of the contestants, each with what it keeps. */
  readonly winners: readonly Giving[];
  readonly rejected: readonly RejectedPromotion[];
}

/**
 * Of one group only the largest discount stays: line by line when all are in phase item, else of the whole order; ties to
 * the earlier.
 *
 * @param contestants those that would give something, in order of application
 */
export function bestOf(contestants: readonly Giving[]): BestOf {
  const isPerLine = contestants.every(({ promotion }) => promotion.phase === 'item');
  const kept = contestants.map((each, i) => ({
    ...each,
    discounts: isPerLine ? wonLines(contestants, i) : wonOrder(contestants, i),
  }));
  const winners = kept.filter((each) => sumOf(each.discounts) > 0);
  const by = strongest(winners);
  const rejected = kept
    .filter((each) => !winners.includes(each))
    .map(({ promotion, conditions }) => ({
      id: promotion.id,
      reason: 'BETTER_EXISTS' as const,
      by,
      conditions,
    }));
  return { winners, rejected };
}

function wonLines(contestants: readonly Giving[], own: number): Minor[] {
  const mine = contestants[own]?.discounts ?? [];
  return mine.map((discount, line) => {
    const isBeaten = contestants.some((other, i) => {
      const theirs = other.discounts[line] ?? 0;
      return i < own ? theirs >= discount : theirs > discount;
    });
    return isBeaten ? 0 : discount;
  });
}

function wonOrder(contestants: readonly Giving[], own: number): readonly Minor[] {
  const totals = contestants.map((each) => sumOf(each.discounts));
  const mine = contestants[own]?.discounts ?? [];
  return totals.indexOf(Math.max(...totals)) === own ? mine : [];
}

function strongest(winners: readonly Giving[]): string {
  const totals = winners.map((each) => sumOf(each.discounts));
  return winners[totals.indexOf(Math.max(...totals))]?.promotion.id ?? '';
}
