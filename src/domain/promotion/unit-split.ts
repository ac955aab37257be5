import type { Minor } from '../money.js';

/** Neighbouring units of one line with the same discount; a line of 80,000 units is a few runs. */
export interface UnitRun {
  readonly count: number;
  /** Of each of these units. */
  readonly discountMinor: Minor;
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
    return [{ count: only.count, discountMinor: only.discountMinor + discountMinor / only.count }];
  const full = fullRuns(runs, discountMinor, limitMinor);
  const open = runs.filter((run) => !full.has(run));
  const openCount = unitCount(open);
  const inFull = [...full].reduce((all, run) => all + run.count * room(run, limitMinor), 0);
  const each = openCount === 0 ? 0 : Math.floor((discountMinor - inFull) / openCount);
  let extra = discountMinor - inFull - each * openCount;
  const result: UnitRun[] = [];
  for (const run of runs) {
    if (full.has(run)) {
      push(result, run.count, Math.max(run.discountMinor, limitMinor));
      continue;
    }
    const withExtra = Math.min(extra, run.count);
    push(result, withExtra, run.discountMinor + each + 1);
    push(result, run.count - withExtra, run.discountMinor + each);
    extra -= withExtra;
  }
  return result;
}

/** One number for each unit: what a refund of that unit gives back less. */
export function unitDiscounts(runs: readonly UnitRun[]): Minor[] {
  return runs.flatMap((run) => Array.from({ length: run.count }, () => run.discountMinor));
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

function unitCount(runs: readonly UnitRun[]): number {
  return runs.reduce((all, run) => all + run.count, 0);
}

function push(runs: UnitRun[], count: number, discountMinor: Minor): void {
  if (count === 0) return;
  const last = runs.at(-1);
  if (last?.discountMinor !== discountMinor) runs.push({ count, discountMinor });
  else runs[runs.length - 1] = { count: last.count + count, discountMinor };
}
