import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Run, RunDraft, RunStore, RunTally } from '../ports/run-store.js';
import type { Database, Tx } from './database.js';
import { numbersIn } from './dialect.js';
import { writePriority } from './writer.js';

const runColumns = sql`id, campaign_id AS "campaignId", version_id AS "versionId",
  occurrence_key AS "occurrenceKey", state, state_reason AS "stateReason",
  scheduled_for AS "scheduledFor", audience_count AS "audienceCount",
  planned_through_customer_id AS "plannedThroughCustomerId", created_at AS "createdAt",
  finished_at AS "finishedAt"`;

export function runStore(database: Database): RunStore {
  return {
    create: (draft) => database.write(writePriority.normal, (tx) => create(tx, draft)),
    async find(runId) {
      const [run] = await runs(database, sql`WHERE id = ${runId}`);
      return run ?? null;
    },
    inPlanning: () => runs(database, sql`WHERE state = 'planning' ORDER BY id`),
    async lastScheduled() {
      const rows = await database.query<{ campaignId: string; at: number }>(sql`
        SELECT campaign_id AS "campaignId", max(scheduled_for) AS at FROM run
        WHERE occurrence_key NOT LIKE 'manual:%' GROUP BY campaign_id`);
      return new Map(rows.map(({ campaignId, at }) => [campaignId, at]));
    },
    recent: (limit, campaignId) => recent(database, limit, campaignId),
  };
}

function runs(tx: Tx, where: Sql): Promise<Run[]> {
  return tx.query<Run>(sql`SELECT ${runColumns} FROM run ${where}`);
}

async function create(tx: Tx, draft: RunDraft): Promise<{ run: Run; isNew: boolean }> {
  const finishedAt = draft.state === 'missed' ? draft.at : null;
  const written = await tx.execute(sql`
    INSERT INTO run (campaign_id, version_id, occurrence_key, state, state_reason, scheduled_for, created_at, finished_at)
    VALUES (${draft.campaignId}, ${draft.versionId}, ${draft.occurrenceKey}, ${draft.state},
            ${draft.stateReason}, ${draft.scheduledFor}, ${draft.at}, ${finishedAt})
    ON CONFLICT (campaign_id, occurrence_key) DO NOTHING`);
  const [run] = await runs(
    tx,
    sql`WHERE campaign_id = ${draft.campaignId} AND occurrence_key = ${draft.occurrenceKey}`,
  );
  if (run === undefined) throw new Error(`run ${draft.occurrenceKey} was not kept`);
  return { run, isNew: written === 1 };
}

async function recent(database: Database, limit: number, campaignId?: string): Promise<RunTally[]> {
  const of = campaignId === undefined ? sql`` : sql`WHERE campaign_id = ${campaignId}`;
  const found = await runs(database, sql`${of} ORDER BY created_at DESC, id DESC LIMIT ${limit}`);
  const ids = numbersIn(
    database.dialect,
    found.map((run) => run.id),
  );
  const deliveries = await database.query<Tally>(sql`
    SELECT run_id AS "runId", state AS name, count(*) AS count FROM delivery
    WHERE run_id IN ${ids} GROUP BY run_id, state`);
  const decisions = await database.query<Tally>(sql`
    SELECT run_id AS "runId", reason AS name, count(*) AS count FROM decision
    WHERE run_id IN ${ids} GROUP BY run_id, reason`);
  return found.map((run) => ({
    ...run,
    deliveries: tallyOf(deliveries, run.id),
    decisions: tallyOf(decisions, run.id),
  }));
}

interface Tally {
  runId: number;
  name: string;
  count: number;
}

function tallyOf(rows: readonly Tally[], runId: number): Record<string, number> {
  const own = rows.filter((row) => row.runId === runId);
  return Object.fromEntries(own.map(({ name, count }) => [name, count]));
}
