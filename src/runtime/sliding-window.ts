import { setTimeout as sleep } from 'node:timers/promises';
import type { Grant } from '../ports/rate-limiter.js';

/** The platform's second, and a millisecond for the timers' grain. */
export const windowMs = 1_001;
/** An answer that takes longer is slow for another reason than the way there. */
export const longestWayMs = 250;
export const longestNapMs = 25;

/**
 * Holds the platform's own rule, so many in any second, whatever the jitter of timers, event loop and line: when a message
 * was counted there is not known here, only that it was between its start and its answer. So a grant holds its place
 * until a second after its answers, and one that takes the place over starts later than that.
 */
export class SlidingWindow {
  readonly #size: number;
  /** Instants at which places come free, ascending but for a few; those still under way are far ahead. */
  readonly #held = new Set<{ freeAt: number }>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(size: number) {
    this.#size = size;
  }

  /** In the order of the calls. */
  enter(): Promise<Grant> {
    const entered = this.#last.then(() => this.#enter());
    this.#last = entered;
    return entered;
  }

  async #enter(): Promise<Grant> {
    // An answer may bring a place forward meanwhile.
    for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs())
      await sleep(Math.min(waitMs, longestNapMs));
    const place = { freeAt: performance.now() + longestWayMs + windowMs };
    this.#held.add(place);
    return {
      end: () => {
        place.freeAt = Math.min(place.freeAt, performance.now() + windowMs);
      },
    };
  }

  #waitMs(): number {
    if (this.#held.size < this.#size) return 0;
    const now = performance.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const place of this.#held) {
      if (place.freeAt <= now) this.#held.delete(place);
      else soonest = Math.min(soonest, place.freeAt);
    }
    return this.#held.size < this.#size ? 0 : Math.ceil(soonest - now);
  }
}
