import type { LinkDraft } from './link-maker.js';

export interface TrackedLink {
  readonly id: number;
  readonly target: string;
  readonly deliveryId: number;
  /** Null where the delivery was a public post: its clicks are strangers'. */
  readonly customerId: number | null;
  readonly productId: number | null;
}

export interface ClickDraft {
  readonly linkId: number;
  readonly at: number;
  readonly actor: 'human' | 'machine';
  readonly rule: string | null;
}

export interface TrackingStore {
  /** Keeps the first token of each (delivery, label). @returns the tokens in the order of the drafts */
  saveLinks(
    drafts: readonly (LinkDraft & { readonly token: string })[],
    at: number,
  ): Promise<string[]>;
  /** @returns null if no such link was ever made */
  linkOf(token: string): Promise<TrackedLink | null>;
  /** @returns the click's own id */
  recordClick(click: ClickDraft): Promise<number>;
}
