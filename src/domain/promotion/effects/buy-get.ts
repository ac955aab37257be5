import { percentOf } from '../allocation.js';
import type { BuyGet } from '../effect.js';
import type { Given } from '../giving.js';
import type { Scope } from '../scope.js';
import type { Till } from '../till.js';
import type { Counter } from './lines.js';
import {
  type Chosen,
  countOf,
  dearestFirst,
  firstUnits,
  offUnits,
  type UnitGroup,
  unitGroups,
} from './units.js';

/**
 * So many units at full price, so many others lowered. Units that fit both sides are counted once: as many sets are made
 * as there are units for both. Of one scope the dearest are paid and the cheapest lowered.
 */
export function buyGet(effect: BuyGet, counter: Counter): Given {
  const { buy, get, mostTimes } = effect;
  const pools = poolsOf(effect, counter);
  const [paying, lowering, both] = [pools.buyOnly, pools.getOnly, pools.both].map(countOf) as [
    number,
    number,
    number,
  ];
  const times = Math.min(
    Math.floor((paying + both) / buy.quantity),
    Math.floor((lowering + both) / get.quantity),
    Math.floor((paying + lowering + both) / (buy.quantity + get.quantity)),
    mostTimes ?? Number.POSITIVE_INFINITY,
  );
  if (times === 0) {
    const missing = Math.max(
      buy.quantity - paying - both,
      get.quantity - lowering - both,
      buy.quantity + get.quantity - paying - lowering - both,
    );
    return { reason: 'QUANTITY_TOO_LOW', missing };
  }
  // So many of the units that fit both sides are needed to pay.
  const kept = Math.max(0, times * buy.quantity - paying);
  const got = lowered(pools, times * get.quantity, both - kept, effect.pick);
  const paid = payingUnits(pools, got, times * buy.quantity);
  const chosen = [
    ...got.map((each): Chosen => {
      const off = Math.min(percentOf(each.priceMinor, get.bps), each.roomMinor);
      return { ...each, discountMinor: off, isUsed: true };
    }),
    ...paid.map((each): Chosen => ({ ...each, discountMinor: 0, isUsed: true })),
  ];
  return offUnits(counter.till, chosen);
}

interface Pools {
  readonly buyOnly: readonly UnitGroup[];
  readonly getOnly: readonly UnitGroup[];
  readonly both: readonly UnitGroup[];
}

function poolsOf({ buy, get }: BuyGet, counter: Counter): Pools {
  const { till } = counter;
  const [buys, gets] = [ownScope(till, buy.scope, counter), ownScope(till, get.scope, counter)];
  const groups = unitGroups(
    till,
    buys.map((isBuy, i) => isBuy || gets[i] === true),
    true,
  );
  const of = (isBuy: boolean, isGet: boolean) =>
    groups.filter(({ line }) => buys[line] === isBuy && gets[line] === isGet);
  return { buyOnly: of(true, false), getOnly: of(false, true), both: of(true, true) };
}

/** A scope of its own stands in place of the promotion's. */
export function ownScope(
  till: Till,
  scope: Scope,
  { eligible }: Pick<Counter, 'eligible'>,
): readonly boolean[] {
  return Object.keys(scope).length === 0 ? eligible : till.inScope(scope);
}

/** @param mostOfBoth how many of the units that fit both sides may be lowered */
function lowered(
  { getOnly, both }: Pools,
  count: number,
  mostOfBoth: number,
  pick: BuyGet['pick'],
): UnitGroup[] {
  const ordered = dearestFirst([...getOnly, ...both]);
  // Of one price the later units are lowered, as they are the cheaper ones of a cart in order.
  const wanted = pick === 'dearest' ? ordered : ordered.reverse();
  const taken: UnitGroup[] = [];
  let [left, ofBoth] = [count, mostOfBoth];
  for (const group of wanted) {
    const isBoth = both.includes(group);
    const most = Math.min(group.count, left, isBoth ? ofBoth : left);
    if (most <= 0) continue;
    // From the end of the group, so that its first units can pay.
    const from = pick === 'dearest' ? group.from : group.from + group.count - most;
    taken.push({ ...group, from, count: most });
    left -= most;
    if (isBoth) ofBoth -= most;
  }
  return taken;
}

// Those that can only pay first, then the dearest of what is left.
function payingUnits(
  { buyOnly, both }: Pools,
  got: readonly UnitGroup[],
  count: number,
): UnitGroup[] {
  const free = both.flatMap((group) => without(group, got));
  return firstUnits([...dearestFirst(buyOnly), ...dearestFirst(free)], count);
}

function without(group: UnitGroup, taken: readonly UnitGroup[]): UnitGroup[] {
  const cut = taken.find(
    ({ line, from }) =>
      line === group.line && from >= group.from && from < group.from + group.count,
  );
  if (cut === undefined) return [group];
  const [before, after] = [cut.from - group.from, group.from + group.count - cut.from - cut.count];
  return [
    { ...group, count: before },
    { ...group, from: cut.from + cut.count, count: after },
  ].filter(({ count }) => count > 0);
}
