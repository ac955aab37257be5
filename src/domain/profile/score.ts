/**
 * Quintile scores: 1 + how many whole fifths of all values are strictly lower. So 5 means "better than at
 * least four fifths", and equal values share one score, the lower one: who bought once scores 1, however many did.
 *
 * @param values the higher the better
 * @returns scores 1 to 5, in the order of `values`
 */
export function quintileScores(values: readonly number[]): number[] {
  const ascending = [...values].sort((a, b) => a - b);
  const lowerThan = new Map<number, number>();
  for (const [rank, value] of ascending.entries())
    if (!lowerThan.has(value)) lowerThan.set(value, rank);
  return values.map(
    (value) => 1 + Math.floor(((lowerThan.get(value) ?? 0) * 5) / ascending.length),
  );
}

/** Standing among all who bought: 1 (worst) to 5 (best); null for who never did. */
export interface ProfileScores {
  readonly recencyScore: number | null;
  readonly frequencyScore: number | null;
  readonly monetaryScore: number | null;
}

interface Ranked {
  readonly lastPurchaseAt: number | null;
  readonly purchaseCount: number;
  readonly monetaryMinor: number;
}

/** Scores of all customers at once, in their order: only who bought is ranked. The store's statement does the same. */
export function profileScores(all: readonly Ranked[]): ProfileScores[] {
  const buyers = all.filter((figures) => figures.purchaseCount > 0);
  const recency = quintileScores(buyers.map((figures) => figures.lastPurchaseAt ?? 0));
  const frequency = quintileScores(buyers.map((figures) => figures.purchaseCount));
  const monetary = quintileScores(buyers.map((figures) => figures.monetaryMinor));
  const places = new Map(buyers.map((figures, place) => [figures, place]));
  return all.map((figures) => {
    const place = places.get(figures) ?? -1;
    return {
      recencyScore: recency[place] ?? null,
      frequencyScore: frequency[place] ?? null,
      monetaryScore: monetary[place] ?? null,
    };
  });
}
