import { spread } from '../allocation.js';
import type { BundlePrice } from '../effect.js';
import type { Given } from '../giving.js';
import { ownScope } from './buy-get.js';
import type { Counter } from './lines.js';
import { type Chosen, offUnits, type UnitGroup, unitGroups } from './units.js';

/**
 * One price for a set, as often as sets fit and save something. A set takes the dearest units that fit, but first those
 * that fit nothing else of the set, so that a unit that several places want is kept for the place that needs it.
 */
export function bundlePrice(effect: BundlePrice, counter: Counter): Given {
  const shelf = shelfOf(effect, counter);
  const sets = setsOf(effect, shelf);
  const [first] = sets;
  if (first === undefined) return { reason: 'QUANTITY_TOO_LOW', missing: missingOf(effect, shelf) };
  const bundled = sets.filter((each) => each.savingMinor > 0);
  const savingMinor = bundled.reduce((sum, each) => sum + each.times * each.savingMinor, 0);
  const taken = shelf.groups.map((_, i) =>
    bundled.reduce((sum, { times, used }) => sum + times * (used[i] ?? 0), 0),
  );
  return offUnits(counter.till, chosenOf(shelf.groups, taken, savingMinor));
}

interface Shelf {
  readonly groups: readonly UnitGroup[];
  /** By item of the set, the groups that fit it, in the order in which they are taken. */
  readonly fitting: readonly (readonly number[])[];
}

function shelfOf({ items }: BundlePrice, counter: Counter): Shelf {
  const { till } = counter;
  const scopes = items.map(({ scope }) => ownScope(till, scope, counter));
  const groups = unitGroups(
    till,
    till.lines.map((_, line) => scopes.some((scope) => scope[line])),
    true,
  );
  const uses = groups.map(({ line }) => scopes.filter((scope) => scope[line]).length);
  const priceOf = (i: number) => groups[i]?.priceMinor ?? 0;
  const fitting = scopes.map((scope) =>
    groups
      .flatMap(({ line }, i) => (scope[line] ? [i] : []))
      .sort((a, b) => (uses[a] ?? 0) - (uses[b] ?? 0) || priceOf(b) - priceOf(a) || a - b),
  );
  return { groups, fitting };
}

interface Sets {
  /** So many sets of this make. */
  readonly times: number;
  /** By group, how many of its units one set takes. */
  readonly used: readonly number[];
  /** Of one set. */
  readonly savingMinor: number;
}

function setsOf({ items, priceMinor, mostTimes }: BundlePrice, { groups, fitting }: Shelf): Sets[] {
  const free = groups.map(({ count }) => count);
  const sets: Sets[] = [];
  let left = mostTimes ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    const used = oneSet(items, fitting, free);
    if (used === null) return sets;
    const fits = used.map((count, i) => (count === 0 ? left : Math.floor((free[i] ?? 0) / count)));
    const times = Math.min(left, ...fits);
    for (const [i, count] of used.entries()) free[i] = (free[i] ?? 0) - times * count;
    const fullMinor = used.reduce((sum, count, i) => sum + count * (groups[i]?.priceMinor ?? 0), 0);
    sets.push({ times, used, savingMinor: fullMinor - priceMinor });
    left -= times;
  }
  return sets;
}

/** @returns by group, how many of its units one set takes; null if there are too few */
function oneSet(
  items: BundlePrice['items'],
  fitting: Shelf['fitting'],
  free: readonly number[],
): number[] | null {
  const filling = new Filling(fitting, free);
  const isComplete = items.every(({ quantity }, item) =>
    Array.from({ length: quantity }).every(() => filling.add(item)),
  );
  return isComplete ? filling.used : null;
}

/** Fills the places of one set by augmenting paths: whoever finds its units taken moves their taker on to others. */
class Filling {
  readonly #fitting: Shelf['fitting'];
  readonly #free: number[];
  /** By item, how many units of which group it has. */
  readonly #given: readonly Map<number, number>[];
  readonly used: number[];

  constructor(fitting: Shelf['fitting'], free: readonly number[]) {
    this.#fitting = fitting;
    this.#free = [...free];
    this.#given = fitting.map(() => new Map());
    this.used = free.map(() => 0);
  }

  /** One unit more for an item; false if there is none. */
  add(item: number): boolean {
    return this.#find(item, new Set());
  }

  #find(item: number, visited: Set<number>): boolean {
    for (const group of this.#fitting[item] ?? []) {
      if (visited.has(group)) continue;
      visited.add(group);
      if (!this.#takeFree(group) && !this.#takeOver(group, item, visited)) continue;
      this.#count(item, group, 1);
      return true;
    }
    return false;
  }

  #takeFree(group: number): boolean {
    const free = this.#free[group] ?? 0;
    if (free === 0) return false;
    this.#free[group] = free - 1;
    this.used[group] = (this.used[group] ?? 0) + 1;
    return true;
  }

  #takeOver(group: number, item: number, visited: Set<number>): boolean {
    const other = this.#given.findIndex(
      (own, i) => i !== item && (own.get(group) ?? 0) > 0 && this.#find(i, visited),
    );
    if (other === -1) return false;
    this.#count(other, group, -1);
    return true;
  }

  #count(item: number, group: number, by: number): void {
    const own = this.#given[item];
    own?.set(group, (own.get(group) ?? 0) + by);
  }
}

function missingOf({ items }: BundlePrice, { groups, fitting }: Shelf): number {
  const free = groups.map(({ count }) => count);
  // One unit more of what lacks, until a set is complete.
  let found = 0;
  for (const [item, { quantity }] of items.entries()) {
    for (let unit = 0; unit < quantity; unit++) {
      const group = (fitting[item] ?? []).find((each) => (free[each] ?? 0) > 0);
      if (group === undefined) continue;
      free[group] = (free[group] ?? 0) - 1;
      found += 1;
    }
  }
  return items.reduce((sum, { quantity }) => sum + quantity, 0) - found;
}

// The saving over lines and units by what the bundled units cost, none below its floor.
function chosenOf(
  groups: readonly UnitGroup[],
  taken: readonly number[],
  savingMinor: number,
): Chosen[] {
  const weights = groups.map(({ priceMinor }, i) => (taken[i] ?? 0) * priceMinor);
  const limits = groups.map(({ roomMinor }, i) => (taken[i] ?? 0) * roomMinor);
  const shares = spread(savingMinor, weights, limits);
  return groups.flatMap(({ line, from }, i): Chosen[] => {
    const count = taken[i] ?? 0;
    if (count === 0) return [];
    const each = Math.floor((shares[i] ?? 0) / count);
    const extra = (shares[i] ?? 0) - each * count;
    const all = [
      { line, from, count: extra, discountMinor: each + 1, isUsed: true },
      { line, from: from + extra, count: count - extra, discountMinor: each, isUsed: true },
    ];
    return all.filter((part) => part.count > 0);
  });
}
