import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { BrakeEvidence, BrakeOutcome } from '../domain/campaign/error-brake.js';
import type { BrakeStore } from '../ports/brake-store.js';
import type { Database } from './database.js';
import { jsonRows, numbersIn } from './dialect.js';

const dayMs = 86_400_000;
/** So far back in the log of all runs: a look costs the same whether a thousand were sent or a million. */
const lookBack = 5_000;

export function brakeStore(database: Database): BrakeStore {
  return {
    latest: async (perRun) => {
      const since = await runningSince(database);
      return since.length === 0 ? new Map() : latest(database, perRun, since);
    },
    reactions: async (now) => {
      const since = await runningSince(database);
      return since.length === 0 ? new Map() : reactions(database, now, since);
    },
  };
}

type Since = readonly (readonly [runId: number, since: number])[];

async function runningSince(database: Database): Promise<Since> {
  const rows = await database.query<{ id: number; since: number | null }>(sql`
    SELECT id, (SELECT max(at) FROM audit_event
                WHERE action = 'run.resumed' AND subject = 'run:' || run.id) AS since
    FROM run WHERE state = 'running'`);
  return rows.map(({ id, since }) => [id, since ?? 0]);
}

function running(database: Database, since: Since): Sql {
  return jsonRows(database.dialect, since, { run: 'int', since: 'bigint' });
}

interface OutcomeRow {
  readonly runId: number;
  readonly variant: string | null;
  readonly outcome: string;
  readonly detail: string | null;
}

async function latest(database: Database, perRun: number, since: Since) {
  const rows = await database.query<OutcomeRow>(sql`
    SELECT "runId", variant, outcome, detail FROM (
      SELECT d.run_id AS "runId", d.variant, a.outcome, a.detail, a.id,
        row_number() OVER (PARTITION BY d.run_id ORDER BY a.id DESC) AS nth
      FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
        JOIN ${running(database, since)} ON d.run_id = r.run AND a.started_at > r.since
      WHERE a.id > (SELECT max(id) - ${lookBack} FROM delivery_attempt) AND a.part = 0
        AND (a.outcome IN ('accepted', 'duplicate', 'rejected')
          OR a.outcome = 'undeliverable' AND a.detail NOT LIKE 'needs\\_%' ESCAPE '\\')
    ) numbered WHERE nth <= ${perRun} ORDER BY "runId", id DESC`);
  const found = new Map<number, { outcome: BrakeOutcome; variant: string | null }[]>();
  for (const row of rows) {
    const own = found.get(row.runId) ?? [];
    own.push({ outcome: outcomeOf(row), variant: row.variant });
    found.set(row.runId, own);
  }
  return found;
}

function outcomeOf({ outcome, detail }: OutcomeRow): BrakeOutcome {
  if (outcome === 'rejected') return 'rejected';
  if (outcome !== 'undeliverable') return 'sent';
  return detail?.startsWith('blocked') === true ? 'blocked' : 'undeliverable';
}

// By customer, whose index ends with `sent_at`. A refused send is told as a block as well, but was never sent.
async function reactions(database: Database, now: number, since: Since) {
  const rows = await database.query<{ runId: number; blocked: number; complained: number }>(sql`
    SELECT "runId", sum(CASE WHEN source = 'platform:blocked' THEN 1 ELSE 0 END) AS blocked,
      sum(CASE WHEN source = 'platform:blocked' THEN 0 ELSE 1 END) AS complained
    FROM (SELECT DISTINCT d.run_id AS "runId", d.id, e.source
      FROM consent_event e JOIN channel_identity i ON i.id = e.identity_id
        JOIN delivery d ON d.customer_id = i.customer_id AND d.identity_id = e.identity_id
          AND d.sent_at <= e.at AND d.sent_at > e.at - ${dayMs}
        JOIN ${running(database, since)} ON d.run_id = r.run AND e.at > r.since
      WHERE e.id > (SELECT max(id) - ${lookBack} FROM consent_event) AND e.kind = 'withdrawn'
        AND e.topic NOT LIKE 'notice:%' AND e.at > ${now - 2 * dayMs}) told
    GROUP BY "runId"`);
  const sent = await sentSince(
    database,
    rows.map(({ runId }) => runId),
    since,
  );
  const found = new Map<number, BrakeEvidence['reactions']>();
  for (const { runId, blocked, complained } of rows)
    found.set(runId, { sent: sent.get(runId) ?? 0, blocked, complained });
  return found;
}

async function sentSince(database: Database, runIds: readonly number[], since: Since) {
  if (runIds.length === 0) return new Map<number, number>();
  const rows = await database.query<{ runId: number; sent: number }>(sql`
    SELECT d.run_id AS "runId", count(*) AS sent
    FROM delivery d JOIN ${running(database, since)} ON d.run_id = r.run
    WHERE d.run_id IN ${numbersIn(database.dialect, runIds)} AND d.state = 'sent' AND d.sent_at > r.since - ${dayMs}
    GROUP BY d.run_id`);
  return new Map(rows.map(({ runId, sent }) => [runId, sent]));
}
