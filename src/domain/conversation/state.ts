/** What the dialogue remembers of one chat. */
export interface ConversationState {
  /** A yes or no in plain words answers this. */
  readonly awaiting: 'consent' | null;
  /** How many pages of picks were shown in a row. */
  readonly picksPage: number;
}

export const freshState: ConversationState = { awaiting: null, picksPage: 0 };

/** A stored state; whatever cannot be understood begins afresh. */
export function stateOf(stored: unknown): ConversationState {
  if (typeof stored !== 'object' || stored === null) return freshState;
  const { awaiting, picksPage } = stored as Record<string, unknown>;
  return {
    awaiting: awaiting === 'consent' ? 'consent' : null,
    picksPage: Number.isSafeInteger(picksPage) ? Math.max(0, Number(picksPage)) : 0,
  };
}
