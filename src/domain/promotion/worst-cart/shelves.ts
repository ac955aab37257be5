import type { Minor } from '../../money.js';
import { type Chance, indexBelow, oneOf } from '../../random.js';
import { isInScope, type Scope } from '../scope.js';
import { type AuditProduct, type AuditShop, lineOf, type TrialLine } from './trial-cart.js';
import { scopesOf } from './wants.js';

interface Shelf {
  /** By rising price. */
  readonly all: readonly AuditProduct[];
  readonly representatives: readonly AuditProduct[];
}

/** The catalogue as promotions see it: what each scope holds, and a few products that stand for all that look alike. */
export class Shelves {
  readonly representatives: readonly AuditProduct[];
  /** Products that no promotion tells apart, kind by kind. */
  readonly groups: readonly (readonly AuditProduct[])[];
  readonly #products: readonly AuditProduct[];
  readonly #shelves = new WeakMap<Scope, Shelf>();

  constructor({ products, promotions }: AuditShop) {
    this.#products = [...products].sort(
      (a, b) => a.priceMinor - b.priceMinor || (a.sku < b.sku ? -1 : 1),
    );
    const scopes = promotions.flatMap(({ promotion }) => scopesOf(promotion));
    this.groups = groupsOf(this.#products, scopes);
    this.representatives = [...new Set(this.groups.flatMap(standOuts))];
  }

  any(scope: Scope, chance: Chance): AuditProduct | undefined {
    const { all, representatives } = this.#shelf(scope);
    return oneOf(chance() < 0.7 ? representatives : all, chance);
  }

  /** Pieces of one product that are worth so much or a little more. */
  fitting(scope: Scope, worthMinor: Minor, chance: Chance): TrialLine | undefined {
    const { all } = this.#shelf(scope);
    if (all.length === 0) return undefined;
    const single = all[firstFrom(all, worthMinor)];
    const tried = Array.from({ length: 12 }, () => all[indexBelow(all.length, chance)]);
    const lines = [single, ...tried].flatMap((product): TrialLine[] => {
      if (product === undefined) return [];
      const quantity = Math.max(1, Math.ceil(worthMinor / product.priceMinor));
      return [{ product, quantity }];
    });
    const over = ({ product, quantity }: TrialLine) => product.priceMinor * quantity - worthMinor;
    // Who buys three hundred pencils to reach a threshold exactly?
    const few = lines.filter(({ quantity }) => quantity <= 20);
    return (few.length === 0 ? lines : few).reduce((best, each) =>
      over(each) < over(best) ? each : best,
    );
  }

  #shelf(scope: Scope): Shelf {
    const known = this.#shelves.get(scope);
    if (known !== undefined) return known;
    const isIn = (product: AuditProduct) => isSold(product, scope);
    const all = this.#products.filter(isIn);
    const shelf = { all, representatives: this.representatives.filter(isIn) };
    this.#shelves.set(scope, shelf);
    return shelf;
  }
}

/** What is already lowered, and on which line it stands, is not a product's own. */
function isSold(product: AuditProduct, scope: Scope): boolean {
  const { excludeDiscounted: _, lines: __, ...own } = scope;
  return isInScope(own, lineOf({ product, quantity: 1 }), false);
}

function groupsOf(products: readonly AuditProduct[], scopes: readonly Scope[]): AuditProduct[][] {
  const distinct = [...new Map(scopes.map((each) => [JSON.stringify(each), each])).values()];
  const groups = new Map<string, AuditProduct[]>();
  for (const product of products) {
    const key = distinct.map((scope) => (isSold(product, scope) ? '1' : '0')).join('');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [product]);
    else group.push(product);
  }
  return [...groups.values()];
}

/** Of products that are alike for every promotion: the cheapest, the dearest, one between, the thinnest margins. */
function standOuts(group: readonly AuditProduct[]): AuditProduct[] {
  const costed = group.filter(({ costMinor }) => costMinor !== null);
  const margin = ({ priceMinor, costMinor }: AuditProduct) => priceMinor - (costMinor ?? 0);
  const thinnest = [least(costed, (each) => margin(each) / each.priceMinor), least(costed, margin)];
  const chosen = [group[0], group.at(-1), group[group.length >> 1], ...thinnest];
  return [...new Set(chosen.flatMap((each) => each ?? []))];
}

function least<T>(all: readonly T[], measure: (one: T) => number): T | undefined {
  let best: T | undefined;
  for (const each of all) if (best === undefined || measure(each) < measure(best)) best = each;
  return best;
}

/** Index of the first product at this price or above, in a list by rising price. */
function firstFrom(all: readonly AuditProduct[], priceMinor: Minor): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.priceMinor ?? 0) < priceMinor) low = middle + 1;
    else high = middle;
  }
  return low;
}
