/**
 * Tells the first, second, third … time that a text comes, in 12 to 24 bytes for each different text: the
 * lines of an invoice need not be adjacent, so all of a file's are remembered.
 *
 * Texts are told apart by 64 bits of hash. Two that share them (1 chance in 100,000 among twenty million)
 * number each other's occurrences, which loses nothing: the number only tells equal lines apart.
 */
export class OccurrenceCounter {
  #hashes = new Uint32Array(2 * 1024);
  #counts = new Uint32Array(1024);
  #size = 0;

  /** @returns 0 the first time, 1 the second … */
  next(text: string): number {
    if (this.#size * 3 > this.#counts.length * 2) this.#grow();
    const [high, low] = hashOf(text);
    const slot = this.#slotOf(high, low);
    const seen = this.#counts[slot] ?? 0;
    if (seen === 0) {
      this.#hashes[2 * slot] = high;
      this.#hashes[2 * slot + 1] = low;
      this.#size++;
    }
    this.#counts[slot] = seen + 1;
    return seen;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#counts.length - 1;
    let slot = low & mask;
    while (this.#counts[slot] !== 0) {
      if (this.#hashes[2 * slot] === high && this.#hashes[2 * slot + 1] === low) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const counts = this.#counts;
    this.#hashes = new Uint32Array(2 * hashes.length);
    this.#counts = new Uint32Array(2 * counts.length);
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      const high = hashes[2 * i] ?? 0;
      const low = hashes[2 * i + 1] ?? 0;
      const slot = this.#slotOf(high, low);
      this.#hashes[2 * slot] = high;
      this.#hashes[2 * slot + 1] = low;
      this.#counts[slot] = counts[i] ?? 0;
    }
  }
}

// Two multiplicative hashes side by side, each finished as in MurmurHash3 so that every bit counts.
function hashOf(text: string): readonly [number, number] {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) + 0x6ed9eba1;
  }
  return [finished(a), finished(b ^ text.length)];
}

function finished(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
