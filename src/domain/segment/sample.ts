/** A few members, the same ones for the same seed, ascending; another member elsewhere moves nobody else out of order. */
export function sampleIds(ids: Int32Array, count: number, seed: number): number[] {
  const ranked = Array.from(ids, (id) => ({ id, rank: scramble(id, seed) }));
  ranked.sort((a, b) => a.rank - b.rank || a.id - b.id);
  return ranked
    .slice(0, count)
    .map(({ id }) => id)
    .sort((a, b) => a - b);
}

// The finaliser of MurmurHash3: every bit of the id reaches every bit of the rank.
function scramble(id: number, seed: number): number {
  let hash = id ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
