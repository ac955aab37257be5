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
