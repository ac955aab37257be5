/** The most instants that fall into any window of one second (half-open). */
export function mostInOneSecond(instants: readonly number[]): number {
  const sorted = [...instants].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [i, instant] of sorted.entries()) {
    while (instant - (sorted[from] ?? 0) >= 1_000) from += 1;
    most = Math.max(most, i - from + 1);
  }
  return most;
}
