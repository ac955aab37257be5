import type { Address, InboundEvent } from '../../ports/channel.js';
import type { Pressing } from '../../services/action-links.js';
import type { Left } from '../../services/leave.js';
import type { Confirmation, Subscription } from '../../services/subscribe.js';

/** What the pages behind the links of a message need; each is a service. */
export interface VisitorDeps {
  readonly shopName: string;
  readonly now: () => number;
  /** Whether an unsubscribing link is ours. */
  readonly isLeaving: (token: string) => boolean;
  readonly leave: (token: string) => Promise<Left>;
  readonly undoLeave: (undo: string) => Promise<boolean>;
  readonly lessOften: (token: string) => Promise<boolean>;
  readonly pressing: (token: string) => Pressing | null;
  readonly receive: (account: string, events: readonly InboundEvent[]) => Promise<void>;
  readonly newKey: () => string;
  /** Accounts that an address may join by confirming. */
  readonly joinable: ReadonlySet<string>;
  readonly askToConfirm: (wish: Subscription) => Promise<void>;
  readonly confirmationOf: (
    token: string,
  ) =>
    | { readonly kind: 'open'; readonly address: Address }
    | { readonly kind: 'expired' | 'invalid' };
  readonly confirm: (token: string) => Promise<Confirmation>;
}
