/** What came of opening a deep link. */
export type LinkOutcome =
  /** This chat now belongs to the link's customer. */
  | 'linked'
  | 'already-linked'
  /** Another chat on this account opened the link first: a link that is passed on steals nothing. */
  | 'other-chat'
  /** This chat belongs to another customer of the shop. */
  | 'other-person'
  | 'expired'
  /** Not made by us, or its customer is gone. */
  | 'invalid'
  /** An invitation by another customer. */
  | 'invited'
  /** The customer's own invitation. */
  | 'own-invitation';
