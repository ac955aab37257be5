import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Recovered, RecoverRequest } from '../ports/delivery-store.js';
import type { Statements } from './database.js';
import { returnCoupons } from './delivery-finish.js';
import { jsonRows, numbersIn } from './dialect.js';

type Orphans = Pick<RecoverRequest, 'now' | 'sole'>;

/** What a dead worker only claimed goes back; what it was sending is unknown, unless a copy can do no harm. */
export async function recoverDeliveries(
  tx: Statements,
  request: RecoverRequest,
): Promise<Recovered> {
  const orphaned = orphans(request);
  const released = await tx.execute(sql`
    UPDATE delivery SET state = 'planned', lease_until = NULL WHERE state = 'claimed' AND ${orphaned}`);
  const resent = await tx.execute(sql`
    UPDATE delivery SET state = 'planned', lease_until = NULL, state_reason = 'sent again: its worker stopped'
    WHERE state = 'sending' AND ${orphaned} AND attempt_count = 1 AND deadline_at > ${request.now}
      AND ${mayBeResent(tx, request)}`);
  const unknown = await tx.execute(sql`
    UPDATE delivery SET state = 'unknown', lease_until = NULL,
      state_reason = 'its worker stopped while it was being sent'
    WHERE state = 'sending' AND ${orphaned}`);
  return { released, resent, unknown };
}

export function orphans({ now, sole }: Orphans): Sql {
  const expired = sql`lease_until <= ${now}`;
  return sole === undefined
    ? expired
    : sql`(${expired} OR (channel_account = ${sole.channelAccount} AND worker <> ${sole.worker}))`;
}

function mayBeResent(tx: Statements, { resend }: RecoverRequest): Sql {
  const accounts = resend.accounts.map(({ name, sinceMs }) => [name, sinceMs]);
  const folding = jsonRows(tx.dialect, accounts, { name: 'text', since: 'bigint' });
  return sql`(run_id IN ${numbersIn(tx.dialect, resend.runIds)} OR EXISTS (
    SELECT 1 FROM ${folding} JOIN delivery_attempt a ON a.channel_account = r.name AND a.started_at >= r.since
    WHERE a.delivery_id = delivery.id))`;
}

/** @returns how many deliveries it ended */
export async function sweepDeliveries(tx: Statements, now: number): Promise<number> {
  const expired = await tx.query<{ id: number }>(sql`
    UPDATE delivery SET state = 'expired', state_reason = CASE
      WHEN state_reason IN ('needs-inbound', 'needs-consent') THEN 'no-' || substr(state_reason, 7) || '-by-deadline'
      ELSE coalesce(state_reason, 'deadline passed') END
    WHERE state = 'planned' AND deadline_at <= ${now} RETURNING id`);
  const leftOver = await tx.query<{ id: number }>(sql`
    UPDATE delivery SET state = 'cancelled', state_reason = 'the run was cancelled'
    WHERE state = 'planned' AND run_id IN (SELECT id FROM run WHERE state = 'cancelled') RETURNING id`);
  const ended = [...expired, ...leftOver].map(({ id }) => id);
  await returnCoupons(tx, ended);
  return ended.length;
}

export async function closeFinishedRuns(tx: Statements, now: number): Promise<number[]> {
  const closed = await tx.query<{ id: number }>(sql`
    UPDATE run SET state = 'done', finished_at = ${now}
    WHERE state = 'running' AND NOT EXISTS (
      SELECT 1 FROM delivery d WHERE d.run_id = run.id AND d.state IN ('planned', 'claimed', 'sending'))
    RETURNING id`);
  return closed.map(({ id }) => id);
}
