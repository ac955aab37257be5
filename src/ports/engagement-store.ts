import type { Address, PlatformRef } from './channel.js';

/** What somebody did under a public post, as the platform told it. */
export interface EngagementDraft {
  readonly channelAccount: string;
  /** The platform's own; telling it again changes nothing. */
  readonly key: string;
  readonly post: PlatformRef;
  readonly what: 'comment' | 'repost' | 'like';
  readonly from: Address;
  /** Null for a stranger: what they do is counted, and nothing else is kept of them. */
  readonly identityId: number | null;
  readonly at: number;
}

export interface KeptEngagement {
  readonly isNew: boolean;
  /** The post's delivery, where it is one of ours. */
  readonly deliveryId: number | null;
  /** The same for the same person under every post, and says nothing of who it is. */
  readonly person: string;
}

export interface EngagementStore {
  keep(draft: EngagementDraft): Promise<KeptEngagement>;
}
