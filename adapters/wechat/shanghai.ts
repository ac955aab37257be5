const hourMs = 3_600_000;
// Asia/Shanghai has had no summer time since 1991.
const offsetMs = 8 * hourMs;

/** The next midnight of the platform's own zone. */
export function nextDay(now: number): number {
  const dayMs = 24 * hourMs;
  return (Math.floor((now + offsetMs) / dayMs) + 1) * dayMs - offsetMs;
}

/** Midnight of the first of the next month there. */
export function nextMonth(now: number): number {
  const there = new Date(now + offsetMs);
  return Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 1) - offsetMs;
}

/** As the time fields of a notice want it. */
export function noticeTime(now: number): string {
  const there = new Date(now + offsetMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${there.getUTCFullYear()}年${there.getUTCMonth() + 1}月${there.getUTCDate()}日`;
  return `${day} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}
