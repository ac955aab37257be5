import type { Minor } from '../money.js';
import { sumOf } from './allocation.js';
import { discountOf, type Giving, givenMinor } from './giving.js';
import type { RejectedPromotion } from './receipt.js';
import type { Trial } from './trial.js';

type Contestant = Extract<Trial, { kind: 'gives' }>;

export interface BestOf {
  /** In the order of the contestants, each with what it keeps. */
  readonly winners: readonly Contestant[];
  readonly rejected: readonly RejectedPromotion[];
}

/**
 * Of one group only the largest discount stays: line by line when all are in phase item, else of the whole order; ties to
 * the earlier.
 *
 * @param contestants those that would give something, in order of application
 */
export function bestOf(contestants: readonly Contestant[]): BestOf {
  const isPerLine = contestants.every(
    ({ promotion, giving }) => promotion.phase === 'item' && discountOf(giving) > 0,
  );
  const kept = contestants.map((each, i) => (isPerLine ? wonLines(contestants, i) : each));
  const best = strongest(kept);
  const winners = isPerLine
    ? kept.filter(({ giving }) => sumOf(giving.discounts) > 0)
    : kept.filter((each) => each === best);
  const rejected = kept
    .filter((each) => !winners.includes(each))
    .map(({ promotion: { id, version }, conditions }) => ({
      id,
      version,
      reason: 'BETTER_EXISTS' as const,
      by: best?.promotion.id ?? '',
      conditions,
    }));
  return { winners, rejected };
}

function wonLines(contestants: readonly Contestant[], own: number): Contestant {
  const mine = contestants[own] as Contestant;
  const { discounts, parts } = mine.giving;
  const isWon = discounts.map((discount, line) =>
    contestants.every((other, i) => {
      const theirs = other.giving.discounts[line] ?? 0;
      return i < own ? theirs < discount : theirs <= discount;
    }),
  );
  const giving: Giving = {
    ...mine.giving,
    discounts: discounts.map((discount, line): Minor => (isWon[line] ? discount : 0)),
    parts: parts?.map((each, line) => (isWon[line] ? each : undefined)) ?? null,
  };
  return { ...mine, giving };
}

function strongest(contestants: readonly Contestant[]): Contestant | undefined {
  const totals = contestants.map(({ giving }) => givenMinor(giving) + giving.tenderMinor);
  return contestants[totals.indexOf(Math.max(...totals))];
}
