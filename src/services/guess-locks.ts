import {
  type GuesserKind,
  guesserAddress,
  wrongCodeLimits,
} from '../domain/promotion/guess-lock.js';
import type { CodeGuessStore, Guesser } from '../ports/code-guess-store.js';
import type { Keyring } from '../ports/keyring.js';

export interface GuessDeps {
  readonly guesses: CodeGuessStore;
  readonly keyring: Pick<Keyring, 'blindIndex'>;
}

/** Where codes are typed; what nobody knows is absent. */
export interface Typist {
  /** The chat identity. */
  readonly chatId?: number;
  readonly apiKeyId?: number;
  /** The shopper's own internet address. */
  readonly address?: string;
  /** The surviving row after a merge; null for a guest. */
  readonly customerId: number | null;
}

/** What a code came to, and what that means for a guesser. */
export interface JudgedCode<T> {
  readonly answer: T;
  /** Unknown, forged, mistyped or somebody else's. */
  readonly isWrong: boolean;
  /** It was issued to this very customer. */
  readonly isOwn: boolean;
}

export interface LockedCode {
  readonly kind: 'locked';
  readonly until: number;
}

/**
 * Judges typed codes unless their typist is locked out, and counts the wrong ones. A lock of the chat or the customer
 * holds for whatever is typed, and nothing is looked up. A lock of an address or an API key, behind which others sit
 * too, does not hold for a customer's own coupons: nobody can lock a whole shop's holders out by guessing at its checkout.
 *
 * Only wrong codes write, so a busy shop's key is no hot row; and what was judged beside others that led to a lock is
 * told of the lock, too.
 */
export async function judgeCodes<T>(
  deps: GuessDeps,
  { typist, at }: { readonly typist: Typist; readonly at: number },
  judge: () => Promise<readonly JudgedCode<T>[]>,
): Promise<(T | LockedCode)[] | LockedCode> {
  const guessers = guessersOf(deps, typist);
  const before = await deps.guesses.locks(subjectsOf(guessers.all), at);
  const own = lockOf(guessers.own, before);
  if (own !== null) return own;
  const judged = await judge();
  const shared = lockOf(guessers.all, before);
  if (shared !== null) return judged.map((each) => (each.isOwn ? each.answer : shared));
  const wrong = judged.filter(({ isWrong }) => isWrong).length;
  if (wrong === 0) return judged.map(({ answer }) => answer);
  const counted = await deps.guesses.countWrong(guessers.all, wrong, at);
  const lock = lockOf(guessers.all, counted.locks);
  if (lock === null) return judged.map(({ answer }) => answer);
  const isOwnLock = lockOf(guessers.own, counted.locks) !== null;
  let left = counted.answered;
  return judged.map(({ answer, isWrong, isOwn }) => {
    const isBefore = left > 0;
    if (isWrong) left -= 1;
    return isBefore || (isOwn && !isOwnLock) ? answer : lock;
  });
}

function guessersOf({ keyring }: Pick<GuessDeps, 'keyring'>, typist: Typist) {
  const { chatId, apiKeyId, customerId, address } = typist;
  const network = address === undefined ? null : guesserAddress(address);
  const own = [...guesser('chat', chatId), ...guesser('customer', customerId)];
  const index = network === null ? null : keyring.blindIndex(`guesser\n${network}`);
  return { own, all: [...own, ...guesser('key', apiKeyId), ...guesser('address', index)] };
}

function guesser(kind: GuesserKind, id: number | string | null | undefined): Guesser[] {
  if (id === null || id === undefined) return [];
  return [{ subject: `${kind}:${id}`, most: wrongCodeLimits[kind] }];
}

function subjectsOf(guessers: readonly Guesser[]): string[] {
  return guessers.map(({ subject }) => subject);
}

function lockOf(
  guessers: readonly Guesser[],
  locks: ReadonlyMap<string, number>,
): LockedCode | null {
  const ends = guessers.flatMap(({ subject }) => locks.get(subject) ?? []);
  return ends.length === 0 ? null : { kind: 'locked', until: Math.max(...ends) };
}
