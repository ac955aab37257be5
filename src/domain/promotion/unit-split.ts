import type { Minor } from '../money.js';
import { spread } from './allocation.js';

/** Neighbouring units of one line that are alike; a line of 80,000 units is a few runs. */
export interface UnitRun {
  readonly count: number;
  /** Of each of these units. */
  readonly discountMinor: Minor;
  /** They took part in a set (buy X get Y, bundle): no other set may use them. */
  readonly isUsed?: true;
}

/** Neighbouring units of one line, and what one promotion takes off each; a line's parts cover all its units in order. */
export interface UnitPart {
  readonly count: number;
  readonly discountMinor: Minor;
  readonly isUsed: boolean;
}

/**
 * Spreads a line's further discount over its units with equal weight, none beyond `limitMinor` in all; what is left over
 * by rounding goes to the earlier units.
 *
 * @param discountMinor at most what the units can still take
 */
export function spreadOverUnits(
  runs: readonly UnitRun[],
  discountMinor: Minor,
  limitMinor: Minor,
): UnitRun[] {
  const [only] = runs;
  // Nearly every line: its units are alike, and share evenly.
  if (only !== undefined && runs.length === 1 && discountMinor % only.count === 0)
    return [runOf(only.count, only.discountMinor + discountMinor / only.count, only.isUsed)];
  const alike = spreadFreely(runs, discountMinor, limitMinor);
  if (alike !== null) return alike;
  const full = fullRuns(runs, discountMinor, limitMinor);
  const open = runs.filter((run) => !full.has(run));
  const openCount = unitCount(open);
  const inFull = [...full].reduce((all, run) => all + run.count * room(run, limitMinor), 0);
  const each = openCount === 0 ? 0 : Math.floor((discountMinor - inFull) / openCount);
  let extra = discountMinor - inFull - each * openCount;
  const result: UnitRun[] = [];
  for (const run of runs) {
    if (full.has(run)) {
      push(result, runOf(run.count, Math.max(run.discountMinor, limitMinor), run.isUsed));
      continue;
    }
    extra -= pushBoth(result, run, each, extra);
  }
  return result;
}

// Where no unit reaches its limit, each takes the same, and the first ones a cent more.
function spreadFreely(
  runs: readonly UnitRun[],
  discountMinor: Minor,
  limitMinor: Minor,
): UnitRun[] | null {
  const count = unitCount(runs);
  const each = Math.floor(discountMinor / count);
  let extra = discountMinor - each * count;
  const most = limitMinor - each - (extra > 0 ? 1 : 0);
  for (const run of runs) if (run.discountMinor > most) return null;
  const result: UnitRun[] = [];
  for (const run of runs) extra -= pushBoth(result, run, each, extra);
  return result;
}

/**
 * Takes a line's discount off the units that a promotion names. Where less is given than it named (a budget, the best of a
 * group), each part gives in proportion, and its units alike.
 */
export function takeFromParts(
  runs: readonly UnitRun[],
  parts: readonly UnitPart[],
  discountMinor: Minor,
): UnitRun[] {
  const named = parts.map((part) => part.count * part.discountMinor);
  const isWhole = named.reduce((sum, each) => sum + each, 0) === discountMinor;
  const shares = isWhole ? parts : lowered(parts, spread(discountMinor, named, named));
  const result: UnitRun[] = [];
  let [at, left] = [0, shares[0]?.count ?? 0];
  for (const run of runs) {
    for (let rest = run.count; rest > 0; ) {
      const part = shares[at];
      if (part === undefined) throw new RangeError('the parts do not cover the line');
      const count = Math.min(rest, left);
      push(result, runOf(count, run.discountMinor + part.discountMinor, run.isUsed ?? part.isUsed));
      rest -= count;
      left -= count;
      if (left === 0) left = shares[++at]?.count ?? 0;
    }
  }
  return result;
}

/** One number for each unit: what a refund of that unit gives back less. */
export function unitDiscounts(runs: readonly UnitRun[]): Minor[] {
  return runs.flatMap((run) => Array.from({ length: run.count }, () => run.discountMinor));
}

function lowered(parts: readonly UnitPart[], totals: readonly Minor[]): UnitPart[] {
  return parts.flatMap(({ count, isUsed }, i) => {
    const total = totals[i] ?? 0;
    const each = Math.floor(total / count);
    const extra = total - each * count;
    const both = [
      { count: extra, discountMinor: each + 1, isUsed },
      { count: count - extra, discountMinor: each, isUsed },
    ];
    return both.filter((part) => part.count > 0);
  });
}

// The runs whose exact share exceeds what they can take, found again after each was fixed.
function fullRuns(runs: readonly UnitRun[], discountMinor: Minor, limitMinor: Minor): Set<UnitRun> {
  const full = new Set<UnitRun>();
  let left = discountMinor;
  for (;;) {
    const open = runs.filter((run) => !full.has(run));
    const count = unitCount(open);
    const share = left;
    const now = open.filter((run) => share > room(run, limitMinor) * count);
    if (now.length === 0) return full;
    for (const run of now) {
      full.add(run);
      left -= run.count * room(run, limitMinor);
    }
  }
}

function room(run: UnitRun, limitMinor: Minor): Minor {
  return Math.max(0, limitMinor - run.discountMinor);
}

export function unitCount(runs: readonly { readonly count: number }[]): number {
  let sum = 0;
  for (const { count } of runs) sum += count;
  return sum;
}

/** @returns how many of the run's units took a cent more */
function pushBoth(result: UnitRun[], run: UnitRun, each: Minor, extra: number): number {
  const withExtra = Math.min(extra, run.count);
  if (withExtra > 0) push(result, runOf(withExtra, run.discountMinor + each + 1, run.isUsed));
  if (withExtra < run.count)
    push(result, runOf(run.count - withExtra, run.discountMinor + each, run.isUsed));
  return withExtra;
}

function runOf(count: number, discountMinor: Minor, isUsed: boolean | undefined): UnitRun {
  return isUsed === true ? { count, discountMinor, isUsed } : { count, discountMinor };
}

function push(runs: UnitRun[], run: UnitRun): void {
  if (run.count === 0) return;
  const last = runs.at(-1);
  if (last?.discountMinor !== run.discountMinor || last.isUsed !== run.isUsed) runs.push(run);
  else runs[runs.length - 1] = { ...last, count: last.count + run.count };
}
