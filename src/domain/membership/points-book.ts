// What a person has of points, and what of it runs out when. Whatever is spent, held or taken away counts against what
// runs out first, whenever that was: an order that is cancelled gives points back with the day they had.

/** Points that run out on one day; what was taken back of them is subtracted. */
export interface Lot {
  readonly points: number;
  /** They are gone at this instant; null: never. */
  readonly expiresAt: number | null;
}

/** One person's points, over all their rows. */
export interface PointsBook {
  /** In any order. */
  readonly lots: readonly Lot[];
  /** Spent and held. */
  readonly used: number;
  /** Run out already, or taken away without a lot of their own. */
  readonly gone: number;
}

/** What has run out by `at` and still has to be taken off the account. */
export function pendingExpiry({ lots, used, gone }: PointsBook, at: number): number {
  const due = sumOf(lots.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= at));
  return Math.max(0, due - used - gone);
}

/** What can be spent at `at`. */
export function availablePoints(book: PointsBook, at: number): number {
  const left = sumOf(book.lots) - book.used - book.gone;
  return Math.max(0, left - pendingExpiry(book, at));
}

/** What runs out next after `at`, if nothing is spent before; null if nothing does. */
export function nextExpiry(book: PointsBook, at: number): Lot | null {
  const consumed = book.used + book.gone + pendingExpiry(book, at);
  const days = [...new Set(book.lots.flatMap(({ expiresAt }) => expiresAt ?? []))].sort(
    (a, b) => a - b,
  );
  for (const expiresAt of days) {
    if (expiresAt <= at) continue;
    const until = book.lots.filter((lot) => lot.expiresAt !== null && lot.expiresAt <= expiresAt);
    const points = sumOf(until) - consumed;
    if (points > 0) return { points, expiresAt };
  }
  return null;
}

/** Takes so many points from accounts, as far as there are, in the order given. @returns what each gives */
export function spread(points: number, rooms: readonly number[]): number[] {
  let left = points;
  return rooms.map((room) => {
    const given = Math.min(left, Math.max(0, room));
    left -= given;
    return given;
  });
}

function sumOf(lots: readonly Lot[]): number {
  return lots.reduce((sum, { points }) => sum + points, 0);
}
