import { sqltag as sql } from '@prisma/client/runtime/client';
import { type DeliveryState, unsentStates } from '../domain/campaign/delivery-state.js';
import type { Ending, Finished } from '../ports/delivery-store.js';
import type { Keyring } from '../ports/keyring.js';
import { hashOf } from './chat-rows.js';
import type { Statements } from './database.js';
import { jsonRows, notIndexed, numbersIn, textsIn } from './dialect.js';
import { holdForInbound } from './inbound-wait.js';
import { giveBack } from './send-limits.js';

/** Ends a batch: routes and identities first, then states, then what hangs on them. */
export async function finishDeliveries(
  tx: Statements,
  keyring: Keyring,
  worker: string,
  { finished, now }: { readonly finished: readonly Finished[]; readonly now: number },
): Promise<ReadonlySet<number>> {
  const stuck = await moveIdentities(tx, keyring, finished);
  await markIdentities(tx, finished);
  const settled = finished.map((each) => (stuck.has(each.deliveryId) ? withoutMove(each) : each));
  const ended = await endDeliveries(tx, worker, settled, now);
  await fillAttempts(tx, settled);
  await giveBack(
    tx,
    settled.flatMap((each) => each.givenBack ?? []),
  );
  await holdForInbound(tx, settled, ended, now);
  const perhapsUnsent = settled.filter(({ ending }) => ending.kind !== 'sent');
  await cancelLeftovers(
    tx,
    perhapsUnsent.map(({ deliveryId }) => deliveryId),
  );
  await returnCoupons(
    tx,
    perhapsUnsent.map(({ deliveryId }) => deliveryId),
  );
  return ended;
}

async function endDeliveries(
  tx: Statements,
  worker: string,
  finished: readonly Finished[],
  now: number,
): Promise<ReadonlySet<number>> {
  const columns = {
    id: 'int',
    state: 'text',
    reason: 'text',
    due: 'bigint',
    sent: 'bigint',
    hash: 'text',
    account: 'text',
    identity: 'int',
  } as const;
  const rows = finished.map(({ deliveryId, ending }) => [deliveryId, ...endingCells(ending, now)]);
  const ended = await tx.query<{ id: number }>(sql`
    UPDATE delivery SET state = r.state, state_reason = r.reason, lease_until = NULL,
      due_at = coalesce(r.due, due_at), sent_at = coalesce(r.sent, sent_at),
      content_hash = coalesce(r.hash, content_hash),
      channel_account = coalesce(r.account, channel_account),
      identity_id = coalesce(r.identity, identity_id)
    FROM ${jsonRows(tx.dialect, rows, columns)}
    WHERE delivery.id = r.id AND delivery.worker = ${worker}
      AND ${notIndexed(tx.dialect, 'delivery.state')} IN ('claimed', 'sending', 'unknown')
    RETURNING delivery.id AS id`);
  return new Set(ended.map(({ id }) => id));
}

type Cells = [
  state: DeliveryState,
  reason: string | null,
  due: number | null,
  sent: number | null,
  hash: string | null,
  account: string | null,
  identity: number | null,
];

function endingCells(ending: Ending, now: number): Cells {
  switch (ending.kind) {
    case 'sent':
      return ['sent', null, null, ending.at, ending.contentHash, null, null];
    case 'wait':
      return ['planned', ending.reason, ending.untilMs, null, null, null, null];
    case 'wait_inbound':
      return ['planned', ending.reason, ending.deadlineAt, null, null, null, null];
    case 'moved':
      return ['planned', 'moved', now, null, null, null, null];
    case 'rerouted': {
      const { channelAccount, identityId } = ending.to;
      return ['planned', ending.reason, now, null, null, channelAccount, identityId];
    }
    case 'failed':
    case 'unknown':
    case 'skipped':
    case 'expired':
      return [ending.kind, ending.reason, null, null, null, null, null];
    default:
      return ending satisfies never;
  }
}

async function fillAttempts(tx: Statements, finished: readonly Finished[]): Promise<void> {
  const rows = finished.flatMap(({ deliveryId, parts }) =>
    parts.map(({ part, attempt, outcome, ref, detail, at }) => [
      deliveryId,
      part,
      attempt,
      outcome,
      ref,
      detail,
      at,
    ]),
  );
  if (rows.length === 0) return;
  const columns = {
    id: 'int',
    part: 'int',
    attempt: 'int',
    outcome: 'text',
    ref: 'text',
    detail: 'text',
    at: 'bigint',
  } as const;
  await tx.execute(sql`
    UPDATE delivery_attempt SET outcome = r.outcome, platform_ref = r.ref, detail = r.detail, finished_at = r.at
    FROM ${jsonRows(tx.dialect, rows, columns)}
    WHERE delivery_attempt.delivery_id = r.id AND delivery_attempt.part = r.part
      AND delivery_attempt.attempt = r.attempt`);
}

async function markIdentities(tx: Statements, finished: readonly Finished[]): Promise<void> {
  const marks = finished.flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
  // By id, so that two workers lock them in the same order.
  const rows = marks.sort((a, b) => a.id - b.id).map(({ id, state }) => [id, state]);
  if (rows.length === 0) return;
  await tx.execute(sql`
    UPDATE channel_identity SET state = r.state
    FROM ${jsonRows(tx.dialect, rows, { id: 'int', state: 'text' })}
    WHERE channel_identity.id = r.id AND channel_identity.state = 'active'`);
}

// Rare, so row by row. @returns the deliveries whose new address is somebody else's already
async function moveIdentities(
  tx: Statements,
  keyring: Keyring,
  finished: readonly Finished[],
): Promise<ReadonlySet<number>> {
  const stuck = new Set<number>();
  for (const { deliveryId, ending } of finished) {
    if (ending.kind === 'moved' && !(await moveIdentity(tx, keyring, deliveryId, ending.to))) {
      stuck.add(deliveryId);
    }
  }
  return stuck;
}

async function moveIdentity(
  tx: Statements,
  keyring: Keyring,
  deliveryId: number,
  to: string,
): Promise<boolean> {
  const [row] = await tx.query<{ id: number; account: string }>(sql`
    SELECT i.id, i.channel_account AS account FROM channel_identity i
    JOIN delivery d ON d.identity_id = i.id WHERE d.id = ${deliveryId}`);
  if (row === undefined) return false;
  const hash = hashOf(keyring, row.account, to);
  const changed = await tx.execute(sql`
    UPDATE channel_identity SET address = ${keyring.encrypt(to)}, address_hash = ${hash}
    WHERE id = ${row.id} AND NOT EXISTS
      (SELECT 1 FROM channel_identity o WHERE o.channel_account = ${row.account} AND o.address_hash = ${hash})`);
  return changed === 1;
}

function withoutMove(finished: Finished): Finished {
  const reason = 'the chat moved to an address that is somebody else’s';
  return { ...finished, ending: { kind: 'failed', reason } };
}

/** What went back to planned in a run that was cancelled meanwhile is cancelled too. */
async function cancelLeftovers(tx: Statements, deliveryIds: readonly number[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tx.execute(sql`
    UPDATE delivery SET state = 'cancelled', state_reason = 'the run was cancelled'
    WHERE id IN ${numbersIn(tx.dialect, deliveryIds)} AND ${notIndexed(tx.dialect, 'state')} = 'planned'
      AND ${notIndexed(tx.dialect, 'run_id')} IN (SELECT id FROM run WHERE state = 'cancelled')`);
}

/** Coupons that nobody will ever see go back, unless they were used after all. */
export async function returnCoupons(tx: Statements, deliveryIds: readonly number[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tx.execute(sql`
    UPDATE coupon SET state = 'revoked' WHERE state = 'issued' AND id IN
      (SELECT coupon_id FROM delivery WHERE id IN ${numbersIn(tx.dialect, deliveryIds)}
         AND coupon_id IS NOT NULL AND state IN ${textsIn(tx.dialect, unsentStates)})`);
}
