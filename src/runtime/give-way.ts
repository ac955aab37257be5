import { constants, setPriority } from 'node:os';

/**
 * Lets all others go first: this thread, and those that it starts from now on, run on what they leave. Long work beside a
 * service must not be felt in a chat. (On Linux a thread's own; elsewhere the whole process's.)
 */
export function giveWay(): void {
  setPriority(constants.priority.PRIORITY_LOW);
}
