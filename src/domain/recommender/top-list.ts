/**
 * The `capacity` best (score, item) pairs seen so far, equal scores by lower item, whatever the order
 * of offers. A binary heap with the worst kept pair on top, so that a refused offer costs one comparison.
 */
export class TopList {
  size = 0;
  readonly capacity: number;
  readonly items: Int32Array;
  readonly scores: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.items = new Int32Array(capacity);
    this.scores = new Float64Array(capacity);
  }

  offer(score: number, item: number): void {
    if (this.size < this.capacity) this.#rise(this.size++, score, item);
    else if (this.capacity > 0 && this.#isWorse(0, score, item)) this.#sink(score, item);
  }

  /** Empties the list into `items` and `scores` from index `at` on, best first. */
  drain(items: Int32Array, scores: Float32Array, at: number): void {
    while (this.size > 0) {
      const last = this.size - 1;
      items[at + last] = this.items[0] as number;
      scores[at + last] = this.scores[0] as number;
      this.size = last;
      this.#sink(this.scores[last] as number, this.items[last] as number);
    }
  }

  /** Whether the kept pair at `place` loses against (score, item). */
  #isWorse(place: number, score: number, item: number): boolean {
    const kept = this.scores[place] as number;
    return kept < score || (kept === score && (this.items[place] as number) > item);
  }

  #rise(from: number, score: number, item: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#isWorse(parent, score, item)) break;
      this.#put(place, this.scores[parent] as number, this.items[parent] as number);
      place = parent;
    }
    this.#put(place, score, item);
  }

  #sink(score: number, item: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.#isWorse(right, this.#score(child), this.#item(child)))
        child = right;
      if (!this.#isWorse(child, score, item)) break;
      this.#put(place, this.#score(child), this.#item(child));
      place = child;
    }
    this.#put(place, score, item);
  }

  #score(place: number): number {
    return this.scores[place] as number;
  }

  #item(place: number): number {
    return this.items[place] as number;
  }

  #put(place: number, score: number, item: number): void {
    this.scores[place] = score;
    this.items[place] = item;
  }
}

/** Offers every item that may be picked and scores more than `floor` to an empty list. */
export function offerAll(
  best: TopList,
  scores: Float32Array | Float64Array,
  candidates: Uint8Array | undefined,
  floor = 0,
): void {
  if (best.capacity === 0) return;
  // In the order of items an equal score never displaces a kept one: most items cost one comparison.
  let least = floor;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] as number;
    if (!(score > least) || candidates?.[item] === 0) continue;
    best.offer(score, item);
    if (best.size === best.capacity) least = best.scores[0] as number;
  }
}
