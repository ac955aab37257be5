import type { Minor } from '../../money.js';
import type { AmountOff, Presale, SetUnitPrice } from '../effect.js';
import type { Given } from '../giving.js';
import type { Till } from '../till.js';
import type { Counter } from './lines.js';
import { countOf, firstUnits, offUnits, type UnitGroup, unitGroups } from './units.js';

/** A price for the first units in cart order that are dearer. */
export function setUnitPrice({ priceMinor, mostUnits }: SetUnitPrice, counter: Counter): Given {
  const { till, eligible } = counter;
  const dearer = unitGroups(till, eligible, false).filter((each) => each.priceMinor > priceMinor);
  const most = Math.min(
    mostUnits ?? Number.POSITIVE_INFINITY,
    counter.unitsLeft ?? Number.POSITIVE_INFINITY,
  );
  return lowered(till, firstUnits(dearer, most), (each) => each.priceMinor - priceMinor);
}

/** An amount off each unit in complete groups of so many; lines by falling quantity, then in cart order. */
export function offCompleteGroups(effect: AmountOff, size: number, counter: Counter): Given {
  const { till, eligible } = counter;
  const groups = unitGroups(till, eligible, false);
  const count = countOf(groups);
  if (count < size) return { reason: 'QUANTITY_TOO_LOW', missing: size - count };
  const quantityOf = (line: number) => till.lines[line]?.line.quantity ?? 0;
  const ordered = [...groups].sort(
    (a, b) => quantityOf(b.line) - quantityOf(a.line) || a.line - b.line || a.from - b.from,
  );
  const taken = firstUnits(ordered, count - (count % size));
  return lowered(till, taken, () => effect.amountMinor);
}

/** A deposit for each piece now, which counts for more. */
export function presale(effect: Presale, counter: Counter): Given {
  const { till, eligible } = counter;
  const { depositMinor, worthMinor, balanceFromAt, balanceUntilAt } = effect;
  const most = counter.unitsLeft ?? Number.POSITIVE_INFINITY;
  const taken = firstUnits(unitGroups(till, eligible, false), most);
  const off = (each: UnitGroup) => Math.min(worthMinor - depositMinor, each.roomMinor);
  const due = taken.reduce((sum, each) => {
    const leftMinor = each.priceMinor - off(each);
    return sum + each.count * Math.min(depositMinor, leftMinor);
  }, 0);
  if (due === 0) return lowered(till, [], () => 0);
  const deposit = { depositMinor: due, balanceFromAt, balanceUntilAt };
  return offUnits(till, chosenOf(taken, off), { deposit });
}

function lowered(
  till: Till,
  units: readonly UnitGroup[],
  wanted: (unit: UnitGroup) => Minor,
): Given {
  return offUnits(
    till,
    chosenOf(units, (each) => Math.min(wanted(each), each.roomMinor)),
  );
}

function chosenOf(units: readonly UnitGroup[], off: (unit: UnitGroup) => Minor) {
  return units.map((each) => ({ ...each, discountMinor: off(each), isUsed: false }));
}
