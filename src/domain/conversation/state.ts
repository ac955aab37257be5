import { type WishChange, wishChangeOf } from './wish.js';

/** What the dialogue remembers of one chat. */
export interface ConversationState {
  /** consent: a yes or no in plain words answers it. review: the next words are about what was rated. code: a code. */
  readonly awaiting: 'consent' | 'review' | 'code' | null;
  /** How many pages of picks were shown in a row. */
  readonly picksPage: number;
  /** SKUs of the products shown last, in the order of their numbers; at most 12. */
  readonly shown: readonly string[];
  /** Takes back the last wish. */
  readonly undo: WishChange | null;
  /** A bare "more" is about this. */
  readonly about: 'wishes' | null;
  /** How many times in a row nothing was found for what was said. */
  readonly misses: number;
  /** What was rated, while a sentence about it may follow. */
  readonly rated: string | null;
}

export const freshState: ConversationState = {
  awaiting: null,
  picksPage: 0,
  shown: [],
  undo: null,
  about: null,
  misses: 0,
  rated: null,
};

const shownMax = 12;
const awaited = ['consent', 'review', 'code'] as const;

/** A stored state; whatever cannot be understood begins afresh. */
export function stateOf(stored: unknown): ConversationState {
  if (typeof stored !== 'object' || stored === null) return freshState;
  const { awaiting, picksPage, shown, undo, about, misses, rated } = stored as Record<
    string,
    unknown
  >;
  return {
    awaiting: awaited.find((each) => each === awaiting) ?? null,
    picksPage: countOf(picksPage),
    shown: Array.isArray(shown)
      ? shown.filter((sku): sku is string => typeof sku === 'string').slice(0, shownMax)
      : [],
    undo: wishChangeOf(undo),
    about: about === 'wishes' ? about : null,
    misses: countOf(misses),
    rated: typeof rated === 'string' ? rated : null,
  };
}

function countOf(stored: unknown): number {
  return Number.isSafeInteger(stored) ? Math.max(0, Number(stored)) : 0;
}
