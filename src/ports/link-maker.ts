export interface LinkDraft {
  readonly deliveryId: number;
  /** Which link of the message, such as `pick:1`. */
  readonly label: string;
  readonly target: string;
  readonly productId?: number;
}

/** Short, signed, tracked links. */
export interface LinkMaker {
  /** @returns the short URLs, in the order of the drafts; making the same (delivery, label) again gives the same one */
  linksFor(drafts: readonly LinkDraft[]): Promise<string[]>;
}
