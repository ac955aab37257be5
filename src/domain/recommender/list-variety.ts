import type { Ranking } from './recommender.js';

export interface ListVariety {
  /** Share of all items that are in at least one list. */
  readonly coverage: number;
  /** Mean over lists of the mean of −log₂(share of the learnt customers who have the item): bits of surprise. */
  readonly novelty: number;
}

/**
 * What lists offer beside being right; empty lists are left out of the mean.
 *
 * @param buyers how many of the learnt customers have each item
 * @see Zhou, Kuscsik, Liu, Medo, Wakeling & Zhang 2010, on self-information; Ge, Delgado-Battenfeld & Jannach 2010
 */
export function listVariety(
  ranking: Ranking,
  k: number,
  { buyers, customerCount }: { readonly buyers: Int32Array; readonly customerCount: number },
): ListVariety {
  const shown = new Uint8Array(buyers.length);
  const lists = ranking.count === 0 ? 0 : ranking.items.length / ranking.count;
  let surprises = 0;
  let filled = 0;
  for (let list = 0; list < lists; list++) {
    const start = list * ranking.count;
    const items = ranking.items.subarray(start, start + k).filter((item) => item >= 0);
    if (items.length === 0) continue;
    let bits = 0;
    for (const item of items) {
      shown[item] = 1;
      // An item that nobody has had cannot be more surprising than one that a single customer has.
      bits -= Math.log2(Math.max(1, buyers[item] as number) / customerCount);
    }
    surprises += bits / items.length;
    filled += 1;
  }
  const covered = shown.reduce((sum, isShown) => sum + isShown, 0);
  return {
    coverage: covered / Math.max(1, buyers.length),
    novelty: surprises / Math.max(1, filled),
  };
}
