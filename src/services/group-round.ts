import type { GroupBuyStore } from '../ports/group-buy-store.js';
import { cancelOrder, type RefundDeps } from './refunds.js';

export interface GroupRoundDeps extends RefundDeps {
  readonly groupBuys: GroupBuyStore;
}

export interface GroupsEnded {
  readonly failed: number;
  /** Checkouts of failed groups that were let go. */
  readonly released: number;
  /** Paid orders of failed groups whose money goes back. */
  readonly refunded: number;
}

const chunk = 500;

/**
 * Ends the groups whose deadline has come, lets go of their seats, and gives back what was paid. Each step finds its work
 * in the database, so that a round cut short anywhere is finished by the next.
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

async function unwindFailed(deps: GroupRoundDeps) {
  const { groupBuys, clock } = deps;
  const released = await inChunks(() => groupBuys.releaseFailed(clock.now(), chunk));
  return { released, refunded: await inChunks(() => payBackSome(deps)) };
}

/** @returns fewer than a chunk where there are no more, or none of these could be paid back */
async function payBackSome(deps: GroupRoundDeps): Promise<number> {
  const owed = await deps.groupBuys.owed(deps.clock.now(), chunk);
  let done = 0;
  for (const { reservationId } of owed) {
    const answer = await cancelOrder(deps, { reservationId, isShopsDoing: true });
    // Refused is what somebody else has cancelled meanwhile.
    if (answer.kind === 'ok') done += 1;
  }
  return done;
}

async function inChunks(work: () => Promise<number>): Promise<number> {
  let done = 0;
  for (;;) {
    const now = await work();
    done += now;
    if (now < chunk) return done;
  }
}
