import type { Minor } from '../../money.js';
import { percentOf, spread, sumOf } from '../allocation.js';
import type { CartLine } from '../cart.js';
import type { AmountOff, PercentOff } from '../effect.js';
import { type Given, type Giving, offEachLine, offLines } from '../giving.js';
import type { Phase } from '../phase.js';
import { amountOf, roomOf, type Till, type TillLine, unitLimitOf } from '../till.js';

/** What an effect sees. */
export interface Counter {
  readonly till: Till;
  readonly phase: Phase;
  /** By line: whether the promotion's scope holds it. */
  readonly eligible: readonly boolean[];
  /** Pieces that stock and the customer's share still allow; null without limit. */
  readonly unitsLeft: number | null;
}

/** One amount over all lines in scope, by what is left of each. */
export function overLines({ till, eligible }: Counter, totalMinor: Minor): Giving {
  const room = roomsOf(till, eligible);
  const weights = weightsOf(till, eligible);
  const placed = (limit: Minor) => spread(Math.min(totalMinor, limit), weights, room);
  return offLines(placed(totalMinor), placed);
}

/** An amount off each line in scope, as far as there is room. */
function offLinesBy(counter: Counter, wanted: (line: TillLine) => Minor): Giving {
  const { till, eligible } = counter;
  const room = roomsOf(till, eligible);
  const discounts = till.lines.map((line, i) => {
    const most = room[i] ?? 0;
    return most === 0 ? 0 : Math.min(wanted(line), most);
  });
  return offEachLine(discounts, weightsOf(till, eligible));
}

function roomsOf({ lines }: Till, eligible: readonly boolean[]): Minor[] {
  return lines.map((line, i) => (eligible[i] ? roomOf(line) : 0));
}

function weightsOf({ lines }: Till, eligible: readonly boolean[]): Minor[] {
  return lines.map((line, i) => (eligible[i] ? line.remainingMinor : 0));
}

export function percentOff(effect: PercentOff, counter: Counter): Given {
  const found = percentOfLines(effect, counter);
  if (effect.capMinor === null) return found;
  const { capMinor } = effect;
  return found.atMost(capMinor);
}

export function percentOfLines(
  effect: Pick<PercentOff, 'bps' | 'rounding' | 'basis'>,
  counter: Counter,
): Giving {
  const { bps, basis, rounding } = effect;
  if (counter.phase === 'order') return overLines(counter, percentOfOrder(effect, counter));
  if (rounding === 'line')
    return offLinesBy(counter, (line) => percentOf(amountOf(line, basis), bps));
  return offLinesBy(counter, (each) =>
    byUnit(each, (remaining, { unitPriceMinor }) =>
      percentOf(basis === 'original' ? unitPriceMinor : remaining, bps),
    ),
  );
}

export function amountOff(effect: AmountOff, counter: Counter): Given {
  const { amountMinor, per } = effect;
  if (per === 'order') return overLines(counter, amountMinor);
  if (per === 'line') return offLinesBy(counter, () => amountMinor);
  return offLinesBy(counter, (each) => byUnit(each, () => amountMinor));
}

// Units of one line may differ by a few cents by now, so each stands for itself.
function byUnit(
  { line, units }: TillLine,
  wanted: (remainingMinor: Minor, line: CartLine) => Minor,
): Minor {
  const limit = unitLimitOf(line);
  return sumOf(
    units.map(({ count, discountMinor }) => {
      const remaining = line.unitPriceMinor - discountMinor;
      return count * Math.max(0, Math.min(wanted(remaining, line), limit - discountMinor));
    }),
  );
}

function percentOfOrder(
  { bps, basis }: Pick<PercentOff, 'bps' | 'basis'>,
  { till, eligible }: Counter,
): Minor {
  const amounts = till.lines.map((line, i) => (eligible[i] ? amountOf(line, basis) : 0));
  return percentOf(sumOf(amounts), bps);
}
