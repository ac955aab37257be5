const tolerantMs = 1_000;

/**
 * Tells whether the machine's clock was set since the last look. Bottleneck writes its timetable in that clock's time:
 * after a jump back of an hour it would let nobody go for an hour.
 */
export function clockWatch(
  wallMs: () => number = () => Date.now(),
  steadyMs: () => number = () => performance.now(),
): () => boolean {
  let difference = wallMs() - steadyMs();
  return () => {
    const before = difference;
    difference = wallMs() - steadyMs();
    return Math.abs(difference - before) > tolerantMs;
  };
}
