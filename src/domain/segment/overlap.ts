/** How many ids are in both; each list ascending, without repeats. */
function countInBoth(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) count++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return count;
}

export interface Overlap {
  readonly segment: string;
  readonly size: number;
  readonly both: number;
  /** Of the segment looked at, in [0, 1]. */
  readonly share: number;
  /** In both, of those in either, in [0, 1]; 1 means the same people. */
  readonly jaccard: number;
}

/** How the segment `own` and another one overlap; of two empty ones nothing does. */
export function overlapOf(own: Int32Array, segment: string, other: Int32Array): Overlap {
  const both = countInBoth(own, other);
  const either = own.length + other.length - both;
  return {
    segment,
    size: other.length,
    both,
    share: own.length === 0 ? 0 : both / own.length,
    jaccard: either === 0 ? 0 : both / either,
  };
}
