import type { Clock } from '../ports/clock.js';
import type { GroupBuyStore } from '../ports/group-buy-store.js';

export interface GroupRoundDeps {
  readonly groupBuys: GroupBuyStore;
  readonly clock: Clock;
}

export interface GroupsEnded {
  readonly failed: number;
  /** Checkouts of failed groups that were let go. */
  readonly released: number;
}

const chunk = 500;

/**
 * Ends the groups whose deadline has come and lets go of their seats. Each step finds its work in the database, so that
 * a round cut short anywhere is finished by the next.
 */
export async function endGroups(deps: GroupRoundDeps): Promise<GroupsEnded> {
  const failed = await inChunks(() => deps.groupBuys.failDue(deps.clock.now(), chunk));
  return { failed, ...(await unwindFailed(deps)) };
}

/** The shop ends an open group by hand; null where it was not open. */
export async function closeGroup(deps: GroupRoundDeps, id: string): Promise<GroupsEnded | null> {
  if (!(await deps.groupBuys.close(id, deps.clock.now()))) return null;
  return { failed: 1, ...(await unwindFailed(deps)) };
}

async function unwindFailed({ groupBuys, clock }: GroupRoundDeps) {
  return { released: await inChunks(() => groupBuys.releaseFailed(clock.now(), chunk)) };
}

async function inChunks(work: () => Promise<number>): Promise<number> {
  let done = 0;
  for (;;) {
    const now = await work();
    done += now;
    if (now < chunk) return done;
  }
}
