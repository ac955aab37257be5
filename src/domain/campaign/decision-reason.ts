/** Why a member of the audience gets nothing in a run: every reason there is, in words for the marketer. */
const texts = {
  'no-channel': 'no chat with us on a channel of this campaign',
  blocked: 'blocked us, or can no longer be reached',
  'no-consent': 'has not agreed to marketing messages',
  muted: 'muted this kind of message',
  capped: 'would get more messages in a day than the shop allows',
  'asked-for-less': 'asked for fewer messages',
  'quiet-hours-past-deadline': 'quiet hours last beyond the deadline',
  'too-late': 'planned after the deadline of the run',
  holdout: 'holdout: left out on purpose, to compare with',
  'no-picks': 'no product to recommend',
  unwanted: 'said meanwhile that they do not want what was picked for them',
  'coupon-limit': 'the promotion has no coupons left',
  'already-in-run': 'already has a message of this run',
  merged: 'turned out to be the same person as another in this run',
  erased: 'was erased',
  'needs-inbound': 'waits until the customer writes: this channel lets us only answer',
  'needs-consent': 'waits until the customer agrees to a notice on this channel',
  'no-inbound-by-deadline': 'the customer did not write before the deadline',
  'no-consent-by-deadline': 'the customer agreed to no notice before the deadline',
} as const;

export type DecisionReason = keyof typeof texts | `excluded:${string}`;

/** @param reason of a decision or of a skipped delivery; a reason of somebody else's is given back as it is */
export function decisionText(reason: string): string {
  if (reason.startsWith('excluded:')) return `in the excluded segment ${reason.slice(9)}`;
  return Object.hasOwn(texts, reason) ? texts[reason as keyof typeof texts] : reason;
}
