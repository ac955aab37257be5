/** What the database says of itself. */
export interface KnownInstance {
  readonly id: string;
  /** Beats so far; grows with every second that a dispatcher runs. */
  readonly sequence: number;
  /** The last dispatcher stopped in good order. */
  readonly isAtRest: boolean;
}

/** What stands outside the database about the last one used here. */
export interface OutsideMark {
  readonly id: string;
  readonly sequence: number;
  /** Of the last beat. */
  readonly at: number;
  /** The mark was copied here with everything around it. */
  readonly isCopy: boolean;
}

export const doubts = ['restored', 'copied', 'moved'] as const;

/** Why a database may be an older or a second copy of the one in use. */
export type Doubt = (typeof doubts)[number];

export type Standing =
  | { readonly kind: 'ours' }
  /** Perhaps sent already by another life of this database. */
  | { readonly kind: 'doubtful'; readonly why: Doubt };

/** Whether a database is the one that was last used here, and not an older or a second copy of it. */
export function instanceStanding(known: KnownInstance, outside: OutsideMark | null): Standing {
  // Nothing was ever sent from it.
  if (known.sequence === 0) return { kind: 'ours' };
  if (outside === null || outside.id !== known.id)
    return known.isAtRest ? { kind: 'ours' } : { kind: 'doubtful', why: 'moved' };
  if (outside.sequence > known.sequence) return { kind: 'doubtful', why: 'restored' };
  if (outside.isCopy && !known.isAtRest) return { kind: 'doubtful', why: 'copied' };
  return { kind: 'ours' };
}
