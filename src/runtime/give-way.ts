import { constants, setPriority } from 'node:os';

/**
 * Lets every other process go first: this thread, and those that it starts from now on, run on what the others leave.
 * Long work beside a service must not be felt in a chat.
 */
export function giveWay(): void {
  setPriority(constants.priority.PRIORITY_LOW);
}
