import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { ClaimRequest, HeldDelivery } from '../ports/delivery-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { Statements } from './database.js';

export interface ClaimedRow {
  id: number;
  purpose: HeldDelivery['purpose'];
  runId: number | null;
  customerId: number | null;
  identityId: number | null;
  channelAccount: string;
  place: string | null;
  variant: string | null;
  locale: string;
  picks: string;
  couponId: number | null;
  content: string | null;
  dueAt: number;
  deadlineAt: number;
  address: string | null;
  identityState: string | null;
}

export const returned = sql`id, purpose, run_id AS "runId", customer_id AS "customerId",
  identity_id AS "identityId", channel_account AS "channelAccount", place, variant, locale, picks,
  coupon_id AS "couponId", content, due_at AS "dueAt", deadline_at AS "deadlineAt",
  (SELECT i.address FROM channel_identity i WHERE i.id = delivery.identity_id) AS address,
  (SELECT i.state FROM channel_identity i WHERE i.id = delivery.identity_id) AS "identityState"`;

/**
 * One lane for what belongs to no run (answers, tests), then one for each running run. A lane is a range of one
 * index, so neither a paused run nor a long queue costs anything here.
 *
 * @param turn which run goes first this time, so that a run of a million does not hold up a run of ten
 */
export async function claimDue(
  tx: Statements,
  request: ClaimRequest,
  turn: number,
): Promise<ClaimedRow[]> {
  const claimed = await claimLane(tx, request, null, request.limit);
  const isAll = claimed.length === request.limit || request.repliesOnly === true;
  if (isAll) return inOrder(claimed);
  const runs = await tx.query<{ id: number }>(
    sql`SELECT id FROM run WHERE state = 'running' ORDER BY id`,
  );
  for (let i = 0; i < runs.length && claimed.length < request.limit; i++) {
    const run = runs[(turn + i) % runs.length];
    const left = request.limit - claimed.length;
    if (run !== undefined) claimed.push(...(await claimLane(tx, request, run.id, left)));
  }
  return inOrder(claimed);
}

function claimLane(
  tx: Statements,
  request: ClaimRequest,
  runId: number | null,
  limit: number,
): Promise<ClaimedRow[]> {
  const leaseUntil = request.now + request.leaseMs;
  const lane = laneOf(request, runId);
  return tx.query<ClaimedRow>(
    tx.dialect === 'sqlite'
      ? sql`UPDATE delivery SET state = 'claimed', worker = ${request.worker}, lease_until = ${leaseUntil}
            WHERE id IN (SELECT id FROM delivery WHERE ${lane} ORDER BY due_at, id LIMIT ${limit})
            RETURNING ${returned}`
      : // ARRAY, because a plain IN may run its locking subselect more than once and so take too many.
        sql`UPDATE delivery SET state = 'claimed', worker = ${request.worker}, lease_until = ${leaseUntil}::bigint
            WHERE id = ANY (ARRAY(SELECT id FROM delivery WHERE ${lane} ORDER BY due_at, id
                                  LIMIT ${limit} FOR UPDATE SKIP LOCKED))
            RETURNING ${returned}`,
  );
}

function laneOf({ channelAccount, now, createdSince }: ClaimRequest, runId: number | null): Sql {
  const run = runId === null ? sql`run_id IS NULL` : sql`run_id = ${runId}`;
  return sql`channel_account = ${channelAccount} AND state = 'planned' AND ${run}
             AND due_at <= ${now} AND deadline_at > ${now}
             ${createdSince === undefined ? sql`` : sql`AND created_at >= ${createdSince}`}`;
}

// RETURNING promises no order. Replies come first, whenever they were due.
function inOrder(rows: ClaimedRow[]): ClaimedRow[] {
  const rank = (row: ClaimedRow) => (row.runId === null ? 0 : 1);
  return rows.sort((a, b) => rank(a) - rank(b) || a.dueAt - b.dueAt || a.id - b.id);
}

export function toHeld(keyring: Keyring, row: ClaimedRow): HeldDelivery {
  const { address: sealed, identityState, place, picks, content, ...same } = row;
  const address = sealed === null ? place : decrypted(keyring, sealed);
  return {
    ...same,
    address: address ?? '',
    picks: JSON.parse(picks),
    content: content === null ? null : JSON.parse(content),
    isReachable: address !== null && (identityState === null || identityState === 'active'),
  };
}

// One unreadable address must not hold up everybody behind it.
function decrypted(keyring: Keyring, sealed: string): string | null {
  try {
    return keyring.decrypt(sealed);
  } catch {
    return null;
  }
}
