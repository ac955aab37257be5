export type Attribute = string | number | boolean;

/** What is known of a customer; a fact that is absent keeps what is stored. */
export interface CustomerDraft {
  /** The shop's own key of the person. */
  readonly externalId: string;
  readonly displayName?: string;
  /** BCP 47. */
  readonly locale?: string;
  /** IANA zone. */
  readonly timezone?: string;
  /** `YYYY-MM-DD`. */
  readonly birthday?: string;
  readonly memberTier?: string;
  /** Added to the stored ones; the same name replaces. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}
