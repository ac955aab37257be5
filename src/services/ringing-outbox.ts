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
