import { shrunk } from './shrink.js';
import { piecesIn, type TrialCart } from './trial-cart.js';
import { appliedKey, type Break, type Scales, type WeighedCart } from './weigh.js';

/** A cart beyond the limits. */
export interface WorstCart {
  readonly kind: Break;
  /** The worst that shows this, without anything that does not make it worse. */
  readonly worst: WeighedCart;
  /** The smallest that still breaks the limit: nothing in it can be left out. */
  readonly smallest: WeighedCart;
}

type Weigh = (cart: TrialCart) => WeighedCart;

interface Noted {
  readonly kind: Break;
  readonly worst: WeighedCart;
  readonly leanest: WeighedCart;
}

// So many sets of promotions are looked into at the end; behind them come only milder ones.
const mostSets = 80;

/** What came up on the way: of each set of promotions that applied together, the worst cart and the smallest. */
export class Findings {
  readonly #scales: Scales;
  readonly #now: number;
  readonly #bySet = new Map<string, Noted>();
  #worst: WeighedCart | null = null;
  #news = 0;

  constructor(scales: Scales, now: number) {
    this.#scales = scales;
    this.#now = now;
  }

  /** Grows whenever something worse than before came up, or another set of promotions that breaks a limit. */
  get news(): number {
    return this.#news;
  }

  note(weighed: WeighedCart): void {
    if (weighed.givenMinor === 0) return;
    if (this.#worst === null || this.#isWorse(weighed, this.#worst, 'share')) {
      this.#worst = weighed;
      this.#news++;
    }
    for (const kind of this.#scales.breaks(weighed)) this.#noteBreak(weighed, kind);
  }

  #noteBreak(weighed: WeighedCart, kind: Break): void {
    const key = `${kind} ${appliedKey(weighed)}`;
    const known = this.#bySet.get(key);
    const isWorse = known === undefined || this.#isWorse(weighed, known.worst, kind);
    const isLeaner = known === undefined || sizeOf(weighed) < sizeOf(known.leanest);
    if (!isWorse && !isLeaner) return;
    const worst = isWorse ? weighed : known.worst;
    this.#bySet.set(key, { kind, worst, leanest: isLeaner ? weighed : known.leanest });
    if (isWorse) this.#news++;
  }

  #isWorse(weighed: WeighedCart, than: WeighedCart, kind: Break): boolean {
    return this.#scales.score(weighed, kind) > this.#scales.score(than, kind);
  }

  /** One for each smallest set of promotions that breaks the limit, the worst first. */
  worst(kind: Break, weigh: Weigh): WorstCart[] {
    const sets = [...this.#bySet.values()]
      .filter((each) => each.kind === kind)
      .sort((a, b) => this.#scales.score(b.worst, kind) - this.#scales.score(a.worst, kind));
    const roots = new Map<string, WorstCart>();
    for (const { worst, leanest } of sets.slice(0, mostSets))
      for (const cart of [worst, leanest]) {
        const smallest = this.#smallest(cart, kind, weigh);
        const key = appliedKey(smallest);
        const known = roots.get(key);
        if (known === undefined)
          roots.set(key, { kind, smallest, worst: this.#worstOf(worst, smallest, kind, weigh) });
        else if (sizeOf(smallest) < sizeOf(known.smallest)) roots.set(key, { ...known, smallest });
      }
    return [...roots.values()];
  }

  // Taking things out may end at other promotions than it began with, where several would do.
  #worstOf(worst: WeighedCart, root: WeighedCart, kind: Break, weigh: Weigh): WeighedCart {
    const applied = new Set(worst.receipt.applied.map(({ id }) => id));
    const isFromIt = root.receipt.applied.every(({ id }) => applied.has(id));
    return isFromIt ? this.#tidied(worst, kind, weigh) : root;
  }

  overall(weigh: Weigh): WeighedCart | null {
    return this.#worst === null ? null : this.#tidied(this.#worst, 'share', weigh);
  }

  #smallest(cart: WeighedCart, kind: Break, weigh: Weigh): WeighedCart {
    const breaks = (smaller: WeighedCart) => this.#scales.breaks(smaller).includes(kind);
    return shrunk(cart, weigh, breaks, this.#now);
  }

  #tidied(weighed: WeighedCart, kind: Break, weigh: Weigh): WeighedCart {
    const least = this.#scales.score(weighed, kind);
    const key = appliedKey(weighed);
    const isAsBad = (smaller: WeighedCart) =>
      this.#scales.score(smaller, kind) >= least && appliedKey(smaller) === key;
    return shrunk(weighed, weigh, isAsBad, this.#now);
  }
}

/** Pieces, and lines, codes and facts beside them, of which one is harder to come by than a piece. */
function sizeOf({ cart }: WeighedCart): number {
  const { tags, segments, tier, orderCount, channel, groupSize } = cart.shopper;
  const facts = [tier, orderCount, channel, groupSize].filter((fact) => fact !== null).length;
  const others = cart.lines.length + cart.entered.length + tags.length + segments.length + facts;
  return piecesIn(cart) + 3 * others;
}
