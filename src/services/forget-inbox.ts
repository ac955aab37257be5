import type { Clock } from '../ports/clock.js';
import type { InboxStore } from '../ports/inbox-store.js';

export interface ForgetDeps {
  readonly shop: { readonly forgetInboxAfterDays?: number };
  readonly inboxEvents: Pick<InboxStore, 'forget'>;
  readonly clock: Clock;
}

const dayMs = 86_400_000;
const defaultDays = 30;
// Short transactions: chats are answered between them.
const chunk = 2_000;
const mostChunks = 50;

/** Deletes what platforms told us and was handled long ago. @returns how many events */
export async function forgetInbox({ shop, inboxEvents, clock }: ForgetDeps): Promise<number> {
  const before = clock.now() - (shop.forgetInboxAfterDays ?? defaultDays) * dayMs;
  let forgotten = 0;
  for (let round = 0; round < mostChunks; round++) {
    const count = await inboxEvents.forget(before, chunk);
    forgotten += count;
    if (count < chunk) break;
  }
  return forgotten;
}
