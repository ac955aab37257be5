import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { ChatKey, ClaimedEvent } from '../ports/inbox-store.js';
import type { Logger } from '../ports/logger.js';
import { ChatQueue } from './chat-queue.js';
import { type HandleDeps, handleEvent } from './handle-event.js';

export interface InboxDeps extends HandleDeps {
  /** The accounts open in this process, by name. */
  readonly accounts: ReadonlyMap<string, ChannelAccount>;
  readonly log: Logger;
  readonly worker: string;
  /** Knows that a worker's process is gone; false where it cannot tell. */
  readonly isDead: (worker: string) => boolean;
}

/** Where adapters and webhooks hand in what happened. */
export interface Inbox {
  /** Resolves when the events are stored for good; only then may the platform be told. Handling follows by itself. */
  receive(accountName: string, events: readonly InboundEvent[]): Promise<void>;
  /** Handles what a crash or an error left over; call it at the start and every few seconds. */
  drain(): Promise<void>;
  /** Resolves when nothing is being handled. */
  idle(): Promise<void>;
}

// Longer than any handling takes. After a crash a chat waits this long at most, on the same machine not at all.
const leaseMs = 15_000;
const parallelChats = 8;

/** Each chat's events in their order, different chats side by side; an error stays with its event. */
export function openInbox(deps: InboxDeps): Inbox {
  const queue = new ChatQueue(parallelChats, (chat) => handleChat(deps, chat));
  return {
    async receive(accountName, events) {
      if (events.length === 0) return;
      const account = deps.accounts.get(accountName);
      acknowledge(deps.log, account, events);
      const chats = await deps.inboxEvents.store(accountName, events, deps.clock.now());
      if (account !== undefined) for (const chat of chats) queue.add(chat);
    },
    async drain() {
      for (const worker of await deps.inboxEvents.holders())
        if (deps.isDead(worker)) await deps.inboxEvents.release(worker);
      const names = [...deps.accounts.keys()];
      const chats = await deps.inboxEvents.waitingChats(names, deps.clock.now());
      for (const chat of chats) queue.add(chat);
      await queue.idle();
    },
    idle: () => queue.idle(),
  };
}

async function handleChat(deps: InboxDeps, chat: ChatKey): Promise<void> {
  try {
    await handleWaiting(deps, chat);
  } catch (error) {
    // The database is away. What is not handled stands there, and the next drain finds it.
    deps.log.error('inbox.chat.failed', { account: chat.channelAccount, why: whyOf(error) });
  }
}

async function handleWaiting(deps: InboxDeps, chat: ChatKey): Promise<void> {
  const account = deps.accounts.get(chat.channelAccount);
  if (account === undefined) return;
  for (;;) {
    const claimed = await deps.inboxEvents.claim(chat, deps.clock.now(), leaseMs, deps.worker);
    if (claimed === null) return;
    await handleOne(deps, account, claimed);
  }
}

async function handleOne(
  deps: InboxDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
): Promise<void> {
  try {
    await handleEvent(deps, account, claimed);
  } catch (error) {
    const why = whyOf(error);
    deps.log.error('inbox.event.failed', { event: claimed.id, attempt: claimed.attempt, why });
    await deps.inboxEvents.fail(claimed.id, why, deps.clock.now() + 1_000 * 4 ** claimed.attempt);
  }
}

// Not the message: a database's error may quote what the customer wrote.
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const place = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim() ?? '';
  return `${error.name}${code} ${place}`.slice(0, 300);
}

// Only stops the spinner on the pressed button, so it neither waits nor is repeated.
function acknowledge(
  log: Logger,
  account: ChannelAccount | undefined,
  events: readonly InboundEvent[],
): void {
  for (const event of events) {
    if (event.kind !== 'action' || event.ack === undefined) continue;
    account?.acknowledge?.(event.ack).catch((error: unknown) => {
      log.warn('inbox.acknowledge.failed', { account: account.name, why: whyOf(error) });
    });
  }
}
