import { type Chance, chanceOf, indexBelow, oneOf } from '../../random.js';
import { Findings, type WorstCart } from './findings.js';
import { momentsOf } from './moments.js';
import { type CartBounds, Moves } from './moves.js';
import { Shelves } from './shelves.js';
import { eagerShopper, type ShopperChoices, shopperChoices } from './shopper-choices.js';
import { type AuditProduct, type AuditShop, anybody, type TrialCart } from './trial-cart.js';
import { wantsOf } from './wants.js';
import { type AuditLimits, type Break, Scales, type WeighedCart } from './weigh.js';

export interface SearchPlan {
  /** The same seed looks at the same carts in the same order. */
  readonly seed: number;
  readonly now: number;
  readonly mostCarts: number;
  readonly bounds: CartBounds;
  /** Asked now and then: whether the time is up. */
  isOver(): boolean;
  onProgress(carts: number): void;
}

export interface AuditResult {
  /** Too large a share first, then below cost, each the worst first; of those that show one and the same thing, one. */
  readonly found: readonly WorstCart[];
  /** The worst of all, also where it is within the limits; null where nothing gives anything. */
  readonly worst: WeighedCart | null;
  /** Quotes made. */
  readonly carts: number;
  /** settled: nothing worse had come up for long; bounded: it was told to stop. */
  readonly end: 'settled' | 'bounded';
}

const stepsOfClimb = 260;
// Restarts without news after which more are not worth the time.
const patience = 80;

/**
 * Looks for the cart in which promotions together give away the largest share, and for the one that loses the most of its
 * value: every product alone, then climbs (simulated annealing) from what each promotion and each pair of them asks for.
 * A search, no proof: what it finds is real, what it does not find may be there.
 */
export function findWorstCarts(
  shop: AuditShop,
  limits: AuditLimits,
  plan: SearchPlan,
): AuditResult {
  if (shop.products.length === 0 || shop.promotions.length === 0)
    return { found: [], worst: null, carts: 0, end: 'settled' };
  return new Search(shop, limits, plan).run();
}

class Search {
  readonly #shop: AuditShop;
  readonly #plan: SearchPlan;
  readonly #scales: Scales;
  readonly #shelves: Shelves;
  readonly #choices: ShopperChoices;
  readonly #moments: readonly number[];
  readonly #moves: Moves;
  readonly #findings: Findings;
  readonly #kinds: readonly Break[];
  #carts = 0;
  #isOver = false;

  constructor(shop: AuditShop, limits: AuditLimits, plan: SearchPlan) {
    const promotions = shop.promotions.map(({ promotion }) => promotion);
    this.#shop = shop;
    const isAnyCostKnown = shop.products.some(({ costMinor }) => costMinor !== null);
    this.#kinds = isAnyCostKnown ? ['share', 'below-cost'] : ['share'];
    this.#plan = plan;
    this.#scales = new Scales(shop, limits);
    this.#shelves = new Shelves(shop);
    this.#choices = shopperChoices(promotions);
    this.#moments = momentsOf(promotions, plan.now);
    this.#findings = new Findings(this.#scales, plan.now);
    this.#moves = new Moves({
      shop,
      shelves: this.#shelves,
      choices: this.#choices,
      moments: this.#moments,
      bounds: plan.bounds,
    });
  }

  run(): AuditResult {
    this.#lookAtEachProduct();
    const isSettled = this.#climbAll();
    const weigh = (cart: TrialCart) => this.#weigh(cart);
    return {
      found: this.#kinds.flatMap((kind) => this.#findings.worst(kind, weigh)),
      worst: this.#findings.overall(weigh),
      carts: this.#carts,
      end: isSettled ? 'settled' : 'bounded',
    };
  }

  #weigh(cart: TrialCart): WeighedCart {
    this.#carts++;
    return this.#scales.weigh(cart);
  }

  /** Weighs a cart of the search itself. */
  #look(cart: TrialCart): WeighedCart {
    const weighed = this.#weigh(cart);
    this.#findings.note(weighed);
    if (this.#carts % 256 === 0) {
      this.#plan.onProgress(this.#carts);
      this.#isOver = this.#carts >= this.#plan.mostCarts || this.#plan.isOver();
    }
    return weighed;
  }

  // A trap on one of thousands of products is found by looking at each of them.
  #lookAtEachProduct(): void {
    const { products } = this.#shop;
    const most = this.#plan.mostCarts / 4;
    const around = this.#surroundings(chanceOf(this.#plan.seed, 0));
    const first = new Set<AuditProduct>(this.#shelves.representatives);
    for (const product of [...first, ...products.filter((each) => !first.has(each))])
      for (const each of around) {
        if (this.#isOver || this.#carts > most) return;
        this.#look({ ...each, lines: [{ product, quantity: 1 }] });
      }
  }

  /** A few customers and hours, with all codes and with none. */
  #surroundings(chance: Chance): Omit<TrialCart, 'lines'>[] {
    const { promotions } = this.#shop;
    const coded = promotions.flatMap(({ needsCode }, index) => (needsCode ? [index] : []));
    const eager = Array.from({ length: 3 }, () => this.#shopper(chance));
    const shoppers = new Map([anybody, ...eager].map((each) => [JSON.stringify(each), each]));
    return [...shoppers.values()].flatMap((shopper) =>
      this.#moments
        .slice(0, 6)
        .flatMap((at) => [
          { entered: [], shopper, at },
          ...(coded.length === 0 ? [] : [{ entered: this.#distinct(coded, chance), shopper, at }]),
        ]),
    );
  }

  #shopper(chance: Chance) {
    return eagerShopper(this.#choices, chance);
  }

  /** One of each id, in an order of their own each time. */
  #distinct(coded: readonly number[], chance: Chance): number[] {
    const byId = new Map<string, number>();
    for (const index of coded) {
      const id = this.#shop.promotions[index]?.promotion.id ?? '';
      if (!byId.has(id) || chance() < 0.5) byId.set(id, index);
    }
    return [...byId.values()].sort((a, b) => a - b);
  }

  /** @returns whether it ended by itself */
  #climbAll(): boolean {
    const starts = this.#starts();
    let quiet = 0;
    for (let round = 0; !this.#isOver; round++) {
      const chance = chanceOf(this.#plan.seed, round + 1);
      const news = this.#findings.news;
      const start = starts[round]?.(chance) ?? this.#randomStart(chance);
      for (const kind of this.#kinds) this.#climb(start, kind, chance);
      quiet = this.#findings.news > news ? 0 : quiet + 1;
      if (round >= starts.length && quiet >= patience) return true;
    }
    return false;
  }

  /** What each grade of each promotion asks for, then pairs of promotions. */
  #starts(): ((chance: Chance) => TrialCart)[] {
    const grades = this.#shop.promotions.flatMap(({ promotion }, index) =>
      wantsOf(promotion).map((_, grade) => ({ index, grade })),
    );
    const singles = grades.map(
      ({ index, grade }) =>
        (chance: Chance) =>
          this.#moves.withPromotion(this.#empty(chance), index, grade, chance),
    );
    const pairs = grades
      .flatMap((one, i) => grades.slice(i + 1).map((other) => [one, other] as const))
      .filter(([one, other]) => one.index !== other.index)
      .slice(0, 200)
      .map(([one, other]) => (chance: Chance) => {
        const cart = this.#moves.withPromotion(this.#empty(chance), one.index, one.grade, chance);
        return this.#moves.withPromotion(cart, other.index, other.grade, chance);
      });
    return [...singles, ...pairs];
  }

  #empty(chance: Chance): TrialCart {
    const shopper = chance() < 0.5 ? anybody : this.#shopper(chance);
    return { lines: [], entered: [], shopper, at: oneOf(this.#moments, chance) ?? this.#plan.now };
  }

  #randomStart(chance: Chance): TrialCart {
    const { promotions } = this.#shop;
    let cart = this.#empty(chance);
    const count = 1 + indexBelow(Math.min(4, promotions.length), chance);
    for (let i = 0; i < count; i++) {
      const index = indexBelow(promotions.length, chance);
      const grades = wantsOf(promotions[index]?.promotion ?? (promotions[0] as never)).length;
      cart = this.#moves.withPromotion(cart, index, indexBelow(grades, chance), chance);
    }
    return cart;
  }

  #climb(start: TrialCart, kind: Break, chance: Chance): void {
    const product = oneOf(this.#shelves.representatives, chance);
    if (product === undefined) return;
    const first = start.lines.length > 0 ? start : { ...start, lines: [{ product, quantity: 1 }] };
    let here = this.#look(first);
    for (let step = 0; step < stepsOfClimb && !this.#isOver; step++) {
      const next = this.#moves.step(here, chance);
      if (next === here.cart) continue;
      const there = this.#look(next);
      const gain = this.#scales.score(there, kind) - this.#scales.score(here, kind);
      // Cools from 8 % of the value to almost nothing, so that the end is a plain climb.
      const warmth = 0.08 * 0.985 ** step;
      if (gain >= 0 || chance() < Math.exp(gain / warmth)) here = there;
    }
  }
}
