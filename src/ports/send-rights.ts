/** What an inbound event opens. */
export interface WindowDraft {
  readonly identityId: number;
  /** What a reply has to name; the same event opens one window only. */
  readonly ref: string;
  readonly closesAt: number;
  readonly most: number;
}

export interface NoticeDraft {
  readonly identityId: number;
  readonly template: string;
  readonly isGranted: boolean;
  /** The event it was said by: counted once. */
  readonly proof: string;
}

/** Rights to send that customers give by what they do. */
export interface SendRights {
  /**
   * Somebody wrote: opens their windows, and makes due what was waiting for it, in one transaction.
   *
   * @returns how many deliveries no longer wait
   */
  heardFrom(identityId: number, windows: readonly WindowDraft[], now: number): Promise<number>;
  /** One notice more of a template, or none any more; kept in the consent ledger under `notice:TEMPLATE`. */
  noticeConsent(draft: NoticeDraft, now: number): Promise<void>;
}
