/** Lets one chat say at most `max` things in any `windowMs`: a person never notices, a script does. */
export function postPace(now: () => number, max = 30, windowMs = 10_000) {
  const recent = new Map<string, number[]>();
  return (chatId: string): boolean => {
    const since = now() - windowMs;
    if (recent.size > 10_000) forgetBefore(recent, since);
    const times = (recent.get(chatId) ?? []).filter((at) => at > since);
    if (times.length >= max) return false;
    recent.set(chatId, [...times, now()]);
    return true;
  };
}

function forgetBefore(recent: Map<string, number[]>, since: number): void {
  for (const [chatId, times] of recent) {
    if ((times.at(-1) ?? 0) <= since) recent.delete(chatId);
  }
}
