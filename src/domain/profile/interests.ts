import { type InteractionKind, interactionKindCode } from '../behaviour/interaction-kind.js';
import type { Interest } from '../catalogue/interest.js';
import { type Person, sharePercent } from './events.js';
import type { ProfileShelf } from './shelf.js';

/** An interest of a customer, and its share of all that they show for categories (or brands, or tags). */
export interface InterestShare extends Interest {
  readonly by: 'category' | 'brand' | 'tag';
  readonly sharePercent: number;
}

/**
 * After this an interaction weighs half. Shares of exponential weights do not depend on the day they are looked at, so they
 * stay right until the customer does something.
 */
export const halfLifeMs = 90 * 86_400_000;

/** What doing something with a product says about liking such products; the rest says nothing. */
const kindWeights: Readonly<Partial<Record<InteractionKind, number>>> = {
  browse: 1,
  click: 2,
  like: 4,
  react: 2,
  comment: 3,
  follow: 4,
  add_to_cart: 4,
  remove_from_cart: -3,
  purchase: 8,
  refund: -8,
  review: 4,
  rate: 2,
  share: 6,
  dislike: -8,
};

const weightOfCode = new Float64Array(64);
for (const [kind, weight] of Object.entries(kindWeights))
  weightOfCode[interactionKindCode[kind as InteractionKind]] = weight;

/** How many of each of category, brand and tag are kept. */
const keptInterests = 8;

/** What is left where a thing was taken back within a second is none. */
const leastWeight = 1e-6;

/** Weight of something done at `at`, seen from `until`. */
export function decayed(at: number, until: number): number {
  return 2 ** ((at - until) / halfLifeMs);
}

/** Adds up interests of one person after another; its columns are as long as the catalogue has interests. */
export class InterestCounter {
  readonly #shelf: ProfileShelf;
  readonly #weights: Float64Array;
  readonly #isTouched: Uint8Array;

  constructor(shelf: ProfileShelf) {
    this.#shelf = shelf;
    this.#weights = new Float64Array(shelf.interests.length);
    this.#isTouched = new Uint8Array(shelf.interests.length);
  }

  /**
   * Categories, then brands, then tags, each best first, names deciding ties. What a customer turned away from more than
   * to, and what is below half a percent, is left out.
   */
  sharesOf(person: Person): InterestShare[] {
    const touched = this.#weigh(person);
    const found = (['category', 'brand', 'tag'] as const).flatMap((by) =>
      this.#ranked(by, touched),
    );
    for (const interest of touched) {
      this.#weights[interest] = 0;
      this.#isTouched[interest] = 0;
    }
    return found;
  }

  #weigh({ events, from, until }: Person): number[] {
    const { interestStarts, interestsOf } = this.#shelf;
    const touched: number[] = [];
    const lastAt = until > from ? (events.occurredAt[until - 1] as number) : 0;
    for (let row = from; row < until; row++) {
      const weight = weightOfCode[events.kinds[row] as number] as number;
      const product = events.products[row] as number;
      if (weight === 0 || product === 0) continue;
      const decayedWeight = weight * decayed(events.occurredAt[row] as number, lastAt);
      const last = interestStarts[product + 1] ?? 0;
      for (let i = interestStarts[product] ?? 0; i < last; i++) {
        const interest = interestsOf[i] as number;
        if (this.#isTouched[interest] === 0) touched.push(interest);
        this.#isTouched[interest] = 1;
        this.#weights[interest] = (this.#weights[interest] as number) + decayedWeight;
      }
    }
    return touched;
  }

  #ranked(by: InterestShare['by'], touched: readonly number[]): InterestShare[] {
    const weightOf = (interest: number) => this.#weights[interest] as number;
    const nameOf = (interest: number) => this.#shelf.interests[interest]?.name ?? '';
    const own = touched.filter(
      (interest) => this.#shelf.interests[interest]?.by === by && weightOf(interest) > leastWeight,
    );
    const whole = own.reduce((sum, interest) => sum + weightOf(interest), 0);
    return own
      .map((interest) => ({
        by,
        name: nameOf(interest),
        sharePercent: sharePercent(weightOf(interest), whole),
      }))
      .sort((a, b) => b.sharePercent - a.sharePercent || (a.name < b.name ? -1 : 1))
      .filter((each) => each.sharePercent > 0)
      .slice(0, keptInterests);
  }
}
