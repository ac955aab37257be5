import type { Minor } from '../../money.js';
import { type Giving, offEachLine } from '../giving.js';
import { type Till, unitLimitOf } from '../till.js';
import { type UnitPart, unitCount } from '../unit-split.js';

/** Neighbouring units of one line that are alike and may still be used. */
export interface UnitGroup {
  /** Index of the line. */
  readonly line: number;
  /** How many units of the line stand before them. */
  readonly from: number;
  readonly count: number;
  /** What is left to pay for each. */
  readonly priceMinor: Minor;
  /** The most that each can still be lowered by. */
  readonly roomMinor: Minor;
}

/** Some units of a group, what is taken off each, and whether no other set may use them. */
export interface Chosen {
  readonly line: number;
  readonly from: number;
  readonly count: number;
  readonly discountMinor: Minor;
  readonly isUsed: boolean;
}

/** In cart order. @param freshOnly leaves out units that took part in a set */
export function unitGroups(
  till: Till,
  eligible: readonly boolean[],
  freshOnly: boolean,
): UnitGroup[] {
  return till.lines.flatMap(({ line, units }, index) => {
    if (!eligible[index]) return [];
    const limit = unitLimitOf(line);
    let from = 0;
    return units.flatMap(({ count, discountMinor, isUsed }) => {
      const start = from;
      from += count;
      if (freshOnly && isUsed === true) return [];
      const priceMinor = line.unitPriceMinor - discountMinor;
      const roomMinor = Math.max(0, limit - discountMinor);
      return [{ line: index, from: start, count, priceMinor, roomMinor }];
    });
  });
}

/** Dearest first; of equals the earlier. */
export function dearestFirst(groups: readonly UnitGroup[]): UnitGroup[] {
  return [...groups].sort(
    (a, b) => b.priceMinor - a.priceMinor || a.line - b.line || a.from - b.from,
  );
}

/** The first so many units, or fewer if there are no more. */
export function firstUnits(groups: readonly UnitGroup[], most: number): UnitGroup[] {
  const taken: UnitGroup[] = [];
  let left = most;
  for (const group of groups) {
    if (left <= 0) break;
    const count = Math.min(group.count, left);
    taken.push(count === group.count ? group : { ...group, count });
    left -= count;
  }
  return taken;
}

/** Turns chosen units into what is taken off the cart. */
export function offUnits(
  till: Till,
  chosen: readonly Chosen[],
  more: Partial<Giving> = {},
): Giving {
  const byLine = new Map<number, Chosen[]>();
  for (const each of chosen) {
    const others = byLine.get(each.line);
    if (others === undefined) byLine.set(each.line, [each]);
    else others.push(each);
  }
  const parts = till.lines.map(({ line }, i) => partsOf(byLine.get(i), line.quantity));
  const discounts = parts.map((each) =>
    (each ?? []).reduce((sum, { count, discountMinor }) => sum + count * discountMinor, 0),
  );
  return offEachLine(discounts, discounts, { parts, deposit: more.deposit ?? null });
}

function partsOf(chosen: Chosen[] | undefined, quantity: number): UnitPart[] | undefined {
  if (chosen === undefined) return undefined;
  const parts: UnitPart[] = [];
  let at = 0;
  for (const { from, count, discountMinor, isUsed } of chosen.sort((a, b) => a.from - b.from)) {
    if (from > at) parts.push({ count: from - at, discountMinor: 0, isUsed: false });
    parts.push({ count, discountMinor, isUsed });
    at = from + count;
  }
  if (at < quantity) parts.push({ count: quantity - at, discountMinor: 0, isUsed: false });
  return parts;
}

export function countOf(groups: readonly UnitGroup[]): number {
  return unitCount(groups);
}
