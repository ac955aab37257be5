/** Reproducible chance in [0, 1): the same seed gives the same numbers. Codes and tokens need `ports/random.ts`. */
export type Chance = () => number;

/**
 * sfc32: 128 bits of state, passes PractRand; one number costs a few additions.
 *
 * @param seeds whole numbers; each other set of them gives another sequence
 */
export function chanceOf(...seeds: readonly number[]): Chance {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next: Chance = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (const seed of seeds) {
    a ^= seed | 0;
    b ^= Math.floor(seed / 2 ** 32) | 0;
    // Mixed before the next one, so that (1, 2) and (2, 1) differ.
    for (let i = 0; i < 15; i++) next();
  }
  return next;
}

/** Below `count`, each as likely. */
export function indexBelow(count: number, chance: Chance): number {
  return Math.floor(chance() * count);
}

export function oneOf<T>(all: readonly T[], chance: Chance): T | undefined {
  return all[indexBelow(all.length, chance)];
}
