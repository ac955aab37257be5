// Wrong coupon codes are counted against whoever types them. Too many lock them out, each time for twice as long.

/** Against what wrong codes are counted. */
export type GuesserKind = 'chat' | 'customer' | 'address' | 'key';

/** So many wrong codes within a minute lock; one address may be an office, one API key is a whole shop. */
export const wrongCodeLimits: Readonly<Record<GuesserKind, number>> = {
  chat: 10,
  customer: 10,
  address: 30,
  key: 300,
};

export interface GuessState {
  /** Wrong codes since `windowFrom`. */
  readonly failures: number;
  readonly windowFrom: number;
  /** Exclusive; null unless it was locked since `windowFrom`. */
  readonly lockedUntil: number | null;
  /** How often it was locked; a lock more is longer. */
  readonly lockCount: number;
}

export interface WrongCodes {
  /** How many were typed, one after the other. */
  readonly wrong: number;
  /** So many within the window lock. */
  readonly most: number;
  readonly at: number;
}

export interface CountedGuess {
  readonly state: GuessState;
  /** So many of them were typed before the lock; the others are told of the lock only. */
  readonly answered: number;
}

export const guessTimes = {
  windowMs: 60_000,
  firstLockMs: 60_000,
  longestLockMs: 24 * 3_600_000,
  forgottenAfterMs: 24 * 3_600_000,
} as const;

/** @returns until when it is locked; null if it is not */
export function lockEnd(state: GuessState | null, at: number): number | null {
  const until = state?.lockedUntil ?? null;
  return until !== null && until > at ? until : null;
}

/**
 * Counts wrong codes. A window opens with the first wrong code and is over a minute later, so that less than twice the
 * limit goes through in any minute. What is typed during a lock counts for nothing.
 */
export function countWrongCodes(
  state: GuessState | null,
  { wrong, most, at }: WrongCodes,
): CountedGuess {
  if (state !== null && lockEnd(state, at) !== null) return { state, answered: 0 };
  const lockCount = state === null || isForgotten(state, at) ? 0 : state.lockCount;
  const isOpen =
    state !== null && state.lockedUntil === null && at < state.windowFrom + guessTimes.windowMs;
  const [before, windowFrom] = isOpen ? [state.failures, state.windowFrom] : [0, at];
  const answered = Math.min(wrong, most - before);
  const failures = before + answered;
  if (failures < most)
    return { answered, state: { failures, windowFrom, lockedUntil: null, lockCount } };
  const lockedUntil = at + lockMs(lockCount);
  return { answered, state: { failures, windowFrom, lockedUntil, lockCount: lockCount + 1 } };
}

function lockMs(lockCount: number): number {
  return Math.min(guessTimes.firstLockMs * 2 ** lockCount, guessTimes.longestLockMs);
}

// A day without a wrong code since the window or the lock was over: its locks begin anew with the shortest.
function isForgotten({ windowFrom, lockedUntil }: GuessState, at: number): boolean {
  const { windowMs, forgottenAfterMs } = guessTimes;
  return at >= Math.max(windowFrom + windowMs, lockedUntil ?? 0) + forgottenAfterMs;
}

/**
 * What counts as one address: an IPv4 one, or the /64 network that an IPv6 one is in, which one line has to itself.
 *
 * @returns null if it is neither
 */
export function guesserAddress(text: string): string | null {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(text)?.[1] ?? text;
  if (isIpv4(mapped)) return mapped;
  const groups = ipv6Groups(text.split('%')[0] ?? text);
  return groups === null ? null : `${groups.slice(0, 4).join(':')}::/64`;
}

function isIpv4(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)
  );
}

function ipv6Groups(text: string): string[] | null {
  const halves = text.toLowerCase().split('::');
  if (!text.includes(':') || halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(16))
    : null;
}
