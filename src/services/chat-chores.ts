import { type AskDeps, ratingRound } from './ask-ratings.js';
import { type ForgetDeps, forgetInbox } from './forget-inbox.js';
import { closeSleepingTalks } from './sleeping-talks.js';
import type { DeskDeps } from './support-desk.js';
import { groupNewsRound, type TellGroupDeps } from './tell-groups.js';

export interface Chore {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

/** What the conversation does by itself, every minute, in the process that keeps the schedules. */
export function chatChores(deps: AskDeps & TellGroupDeps & DeskDeps & ForgetDeps): Chore[] {
  return [
    { name: 'ratings', work: ratingRound(deps) },
    { name: 'group news', work: groupNewsRound(deps) },
    { name: 'talks', work: () => closeSleepingTalks(deps) },
    { name: 'inbox', work: () => forgetInbox(deps) },
  ];
}
