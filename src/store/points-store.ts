import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { earnings } from '../domain/membership/earning.js';
import type { EarningStep, PointsMoved, PointsStore } from '../ports/points-store.js';
import type { Database, Statements, Tx } from './database.js';
import { doingsIn, type IdRange, memoryOf } from './earning-facts.js';
import { settledInteractionId } from './interaction-horizon.js';
import { setTiers } from './member-tiers.js';
import { adjustPoints } from './points-adjustment.js';
import { bookOf, historyOf } from './points-book.js';
import { expirePoints } from './points-expiry.js';
import { grantPoints, takePoints } from './points-ledger.js';
import { takeBackDoubles, takeBackRefunded } from './points-take-backs.js';
import { rewardReferrals } from './referral-rewards.js';
import { writePriority } from './writer.js';

/** In `meta`: how far points have come. */
const markKey = 'points';

// One step is one transaction: short enough that a chat's reply need not wait for it.
const idsPerStep = 20_000;

/** @param patienceMs how long a pass waits for writers who may still hold a lower interaction id (PostgreSQL) */
export function pointsStore(database: Database, patienceMs = 3_000): PointsStore {
  const { bulk, normal } = writePriority;
  return {
    settledInteraction: () => settledInteractionId(database, patienceMs),
    earn: (step) => database.write(bulk, (tx) => earn(tx, step)),
    expire: (at) => database.write(bulk, (tx) => expirePoints(tx, at)),
    takeBackDoubles: (at) => database.write(bulk, (tx) => takeBackDoubles(tx, at)),
    takeBackRefunded: (since, at) => database.write(bulk, (tx) => takeBackRefunded(tx, since, at)),
    book: (customerId) => bookOf(database, customerId),
    history: (customerId, limit) => historyOf(database, customerId, limit),
    adjust: (adjustment) => database.write(normal, (tx) => adjustPoints(tx, adjustment)),
  };
}

interface Mark {
  readonly throughInteractionId: number;
  /** When points began to be counted here. */
  readonly since: number;
}

async function earn(tx: Tx, step: EarningStep): Promise<PointsMoved> {
  const mark = await lockMark(tx, step.at);
  const after = mark.throughInteractionId;
  if (after >= step.untilInteractionId) {
    await rewardReferrals(tx, [], step);
    return { entries: 0, isDone: true };
  }
  const through = Math.min(step.untilInteractionId, after + idsPerStep);
  const range = { after, through, since: mark.since };
  const entries = await earnIn(tx, range, step);
  const buyers = await buyersIn(tx, range);
  await rewardReferrals(tx, buyers, step);
  await setTiers(tx, buyers, step.membership, step.at);
  await tx.execute(sql`
    UPDATE meta SET value = ${JSON.stringify({ ...mark, throughInteractionId: through })}
    WHERE key = ${markKey}`);
  return { entries, isDone: through === step.untilInteractionId };
}

// Whoever else runs this waits here, and then finds the mark moved.
async function lockMark(tx: Statements, at: number): Promise<Mark> {
  const begin: Mark = { throughInteractionId: 0, since: at };
  await tx.execute(sql`
    INSERT INTO meta (key, value) VALUES (${markKey}, ${JSON.stringify(begin)})
    ON CONFLICT (key) DO NOTHING`);
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : sql``;
  const [row] = await tx.query<{ value: string }>(
    sql`SELECT value FROM meta WHERE key = ${markKey} ${lock}`,
  );
  return row === undefined ? begin : (JSON.parse(row.value) as Mark);
}

async function earnIn(tx: Statements, range: IdRange, step: EarningStep): Promise<number> {
  const { membership, timezone } = step;
  const doings = await doingsIn(tx, range);
  const memory = await memoryOf(tx, doings, range, timezone);
  const drafts = earnings(doings, memory, membership, timezone);
  const given = await grantPoints(tx, drafts);
  const taken = await takePoints(
    tx,
    drafts.filter(({ points }) => points < 0),
  );
  return given + taken.length;
}

/** Persons who bought something or gave it back. */
async function buyersIn(tx: Statements, { after, through }: IdRange): Promise<number[]> {
  const { purchase, refund } = interactionKindCode;
  const rows = await tx.query<{ id: number }>(sql`
    SELECT DISTINCT COALESCE(m.canonical_customer_id, m.id) AS id
    FROM interaction i JOIN customer m ON m.id = i.customer_id
    WHERE i.id > ${after} AND i.id <= ${through} AND i.kind IN (${purchase}, ${refund})
      AND m.erased_at IS NULL`);
  return rows.map(({ id }) => id);
}
