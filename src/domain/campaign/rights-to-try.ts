/** A right to send as it stands in the books. */
export interface OpenRight {
  readonly id: number;
  readonly identityId: number;
  readonly kind: 'reply' | 'notice';
  readonly ref: string;
  readonly used: number;
  readonly most: number;
  readonly closesAt: number;
}

/**
 * The rights a message may use, best first: windows before notices, which are rare; of the windows the one that closes
 * soonest, so that the others are there for later.
 *
 * @param leastMs a window that closes sooner may be shut when the platform looks
 */
export function rightsToTry(
  rights: readonly OpenRight[],
  now: number,
  leastMs: number,
): readonly OpenRight[] {
  const rank = ({ kind }: OpenRight) => (kind === 'reply' ? 0 : 1);
  return rights
    .filter(({ used, most, closesAt }) => used < most && closesAt > now + leastMs)
    .sort((a, b) => rank(a) - rank(b) || a.closesAt - b.closesAt || a.id - b.id);
}
