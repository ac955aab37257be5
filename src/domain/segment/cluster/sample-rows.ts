import { type Chance, indexBelow } from '../../random.js';

/** `most` of the numbers 0..count−1, each set as likely, ascending; all of them if there are no more. */
export function sampleRows(count: number, most: number, chance: Chance): Int32Array {
  if (count <= most) return Int32Array.from({ length: count }, (_, i) => i);
  // Floyd's: one draw for each number taken, whatever `count` is.
  const taken = new Set<number>();
  for (let upTo = count - most; upTo < count; upTo++) {
    const drawn = indexBelow(upTo + 1, chance);
    taken.add(taken.has(drawn) ? upTo : drawn);
  }
  return Int32Array.from(taken).sort();
}
