import type { DayWindow } from '../campaign/shop.js';
import { type Interest, interestsOf } from '../catalogue/interest.js';

/** What a customer asks for about what comes, and when. */
export type Wish =
  /** Only these, or never these: words to be looked for in the catalogue. */
  | { readonly kind: 'only' | 'without'; readonly words: string }
  /** Everything may be picked again. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'not-before' | 'not-after'; readonly minute: number }
  | { readonly kind: 'between'; readonly fromMinute: number; readonly untilMinute: number }
  | { readonly kind: 'any-time' }
  /** Days of the week, which we cannot keep to. */
  | { readonly kind: 'days' };

/** What we keep of a customer's wishes. */
export interface Wishes {
  /** The customer's own; null means the shop's. */
  readonly quietHours: DayWindow | null;
  readonly maxPerWeek: number | null;
  /** Picks are one of these, unless it is empty. */
  readonly onlyInterests: readonly Interest[];
  readonly mutedInterests: readonly Interest[];
}

export type WishChange = Partial<Wishes>;

export const noWishes: Wishes = {
  quietHours: null,
  maxPerWeek: null,
  onlyInterests: [],
  mutedInterests: [],
};

/** What undoes a change. */
export function opposite(change: WishChange, before: Wishes): WishChange {
  const keys = Object.keys(change) as (keyof Wishes)[];
  return Object.fromEntries(keys.map((key) => [key, before[key]]));
}

// Who says one side of the day leaves the other as it was; a night has two ends.
const night: DayWindow = { fromMinute: 22 * 60, untilMinute: 8 * 60 };

/**
 * The quiet hours that a wish about the time of day comes to; null if it leaves nothing to be quiet.
 *
 * @param now those in force: the customer's own, else the shop's
 */
export function quietHoursFor(
  wish: Extract<Wish, { kind: 'not-before' | 'not-after' | 'between' }>,
  now: DayWindow | null,
): DayWindow | null {
  const { fromMinute, untilMinute } = now ?? night;
  switch (wish.kind) {
    case 'not-before':
      return windowOf(fromMinute, wish.minute);
    case 'not-after':
      return windowOf(wish.minute, untilMinute);
    case 'between':
      return windowOf(wish.untilMinute, wish.fromMinute);
  }
}

function windowOf(from: number, until: number): DayWindow | null {
  const [fromMinute, untilMinute] = [from % 1_440, until % 1_440];
  return fromMinute === untilMinute ? null : { fromMinute, untilMinute };
}

/** A stored change; what cannot be understood is left out. */
export function wishChangeOf(stored: unknown): WishChange | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { quietHours, maxPerWeek, onlyInterests, mutedInterests } = stored as Record<
    string,
    unknown
  >;
  return {
    ...(quietHours === null || isWindow(quietHours) ? { quietHours } : {}),
    ...(maxPerWeek === null || Number.isSafeInteger(maxPerWeek)
      ? { maxPerWeek: maxPerWeek as number | null }
      : {}),
    ...(Array.isArray(onlyInterests) ? { onlyInterests: interestsOf(onlyInterests) } : {}),
    ...(Array.isArray(mutedInterests) ? { mutedInterests: interestsOf(mutedInterests) } : {}),
  };
}

function isWindow(stored: unknown): stored is DayWindow {
  const { fromMinute, untilMinute } = (stored ?? {}) as Record<string, unknown>;
  return [fromMinute, untilMinute].every(
    (minute) => Number.isInteger(minute) && Number(minute) >= 0 && Number(minute) < 1_440,
  );
}
