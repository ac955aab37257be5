import type { InboxStore } from '../ports/inbox-store.js';
import type { Outbox } from '../ports/outbox.js';
import type { Bell } from './bell.js';

/** An outbox that wakes this process's dispatcher, so that an answer in a chat goes out at once. */
export function ringingOutbox(outbox: Outbox, bell: Bell): Outbox {
  return {
    async enqueue(drafts) {
      const added = await outbox.enqueue(drafts);
      if (added > 0) bell.ring();
      return added;
    },
  };
}

/** An inbox that wakes this process's dispatcher when an event was answered. */
export function ringingInbox(inboxEvents: InboxStore, bell: Bell): InboxStore {
  return {
    ...inboxEvents,
    async settle(eventId, at, effects) {
      const added = await inboxEvents.settle(eventId, at, effects);
      if (added > 0) bell.ring();
      return added;
    },
  };
}
