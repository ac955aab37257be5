/** A customer's talk with the staff. */
export interface SupportCase {
  readonly id: number;
  /** The surviving one of merged customers. */
  readonly customerId: number;
  readonly identityId: number;
  readonly state: 'open' | 'closed';
  readonly assignee: string | null;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
}

export interface SupportMessage {
  readonly direction: 'customer' | 'staff';
  readonly text: string;
  readonly author: string | null;
  readonly at: number;
}

export interface MessageDraft extends SupportMessage {
  /** The event it came by; the same one again adds nothing. */
  readonly eventKey: string;
  /** The delivery that carries it. */
  readonly dedupeKey: string;
}

/** Where a case's customer is answered. */
export interface CaseRoute {
  readonly customerId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly isReachable: boolean;
  readonly locale: string | null;
}

/** What the staff see of a customer. */
export interface CustomerCard {
  readonly name: string | null;
  readonly externalId: string | null;
  readonly since: number;
  readonly locale: string | null;
  readonly channelAccount: string;
  /** Newest first, at most three. */
  readonly orders: readonly { readonly at: number; readonly totalMinor: number }[];
  readonly coupons: number;
  readonly lastCampaign: { readonly name: string; readonly sentAt: number } | null;
  readonly consent: 'granted' | 'withdrawn' | null;
}

export interface SupportStore {
  /**
   * The chat's open case. One that `exceptEventKey` itself has opened does not count: handling that event again after
   * a crash is to go as it went the first time.
   */
  openCaseOf(identityId: number, exceptEventKey: string | null): Promise<SupportCase | null>;
  /** A case with its first message; the chat's open case if it has one. */
  open(identityId: number, first: Omit<MessageDraft, 'dedupeKey'>): Promise<SupportCase>;
  case(id: number): Promise<SupportCase | null>;
  /** Oldest first. */
  openCases(limit: number): Promise<SupportCase[]>;
  /** Newest first, open or closed. */
  latestCases(limit: number): Promise<SupportCase[]>;
  assign(id: number, assignee: string, by: string, at: number): Promise<boolean>;
  /** @returns whether it was open */
  close(id: number, by: string, at: number): Promise<boolean>;
  /** @returns whether it is new */
  add(caseId: number, draft: MessageDraft): Promise<boolean>;
  /** Oldest first, the last `limit`. */
  messages(caseId: number, limit: number): Promise<SupportMessage[]>;
  /** Whose message a staff chat's message is; null if it is none of ours. */
  caseOfMessage(channelAccount: string, place: string, ref: string): Promise<number | null>;
  /** Open cases in which nothing was said since. */
  idleSince(before: number, limit: number): Promise<SupportCase[]>;
  routeOf(supportCase: Pick<SupportCase, 'identityId'>): Promise<CaseRoute | null>;
  card(supportCase: SupportCase, topic: string, now: number): Promise<CustomerCard | null>;
}
