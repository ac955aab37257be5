import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { type DeliveryState, isOpen } from '../domain/campaign/delivery-state.js';
import type { DeliveryCount, RunStatus, RunStatusReader } from '../ports/run-status.js';
import type { RunState } from '../ports/run-store.js';
import type { Database } from './database.js';
import { numbersIn } from './dialect.js';

interface RunRow {
  readonly id: number;
  readonly campaignId: string;
  readonly occurrenceKey: string;
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly scheduledFor: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly audienceCount: number;
}

type Counts = Pick<RunStatus, 'deliveries' | 'leftOut'>;

/** Counts by sets; those of runs that are over are counted once and remembered. */
export function runStatusStore(database: Database): RunStatusReader {
  const settled = new Map<number, Counts>();
  const withCounts = async (rows: readonly RunRow[]): Promise<RunStatus[]> => {
    const asked = rows.filter(({ id }) => !settled.has(id)).map(({ id }) => id);
    const counted = await countsOf(database, asked);
    for (const run of rows) {
      const counts = counted.get(run.id);
      if (counts !== undefined && isSettled(run, counts)) settled.set(run.id, counts);
    }
    return rows.map((run) => ({
      ...run,
      ...(counted.get(run.id) ?? settled.get(run.id) ?? nothing),
    }));
  };
  return {
    runs: async (limit) =>
      withCounts(await runRows(database, sql`ORDER BY created_at DESC, id DESC LIMIT ${limit}`)),
    async run(campaignId, occurrenceKey) {
      const where = sql`WHERE campaign_id = ${campaignId} AND occurrence_key = ${occurrenceKey}`;
      const [status] = await withCounts(await runRows(database, where));
      return status ?? null;
    },
    deliveryCounts: () =>
      database.query<DeliveryCount>(sql`
        SELECT channel_account AS "channelAccount", state, count(*) AS deliveries
        FROM delivery GROUP BY channel_account, state ORDER BY channel_account, state`),
  };
}

const nothing: Counts = { deliveries: {}, leftOut: [] };

// An unknown delivery may still turn out to be sent.
function isSettled(run: RunRow, { deliveries }: Counts): boolean {
  const states = Object.keys(deliveries) as DeliveryState[];
  return run.finishedAt !== null && states.every((state) => !isOpen(state) && state !== 'unknown');
}

function runRows(database: Database, tail: Sql): Promise<RunRow[]> {
  return database.query<RunRow>(sql`
    SELECT id, campaign_id AS "campaignId", occurrence_key AS "occurrenceKey", state,
           state_reason AS "stateReason", scheduled_for AS "scheduledFor", created_at AS "createdAt",
           finished_at AS "finishedAt", audience_count AS "audienceCount"
    FROM run ${tail}`);
}

async function countsOf(
  database: Database,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, Counts>> {
  if (runIds.length === 0) return new Map();
  const ids = numbersIn(database.dialect, runIds);
  const deliveries = await database.query<{
    runId: number;
    state: DeliveryState;
    count: number;
  }>(sql`
    SELECT run_id AS "runId", state, count(*) AS count FROM delivery
    WHERE run_id IN ${ids} GROUP BY run_id, state`);
  const leftOut = await database.query<{ runId: number; reason: string; people: number }>(sql`
    SELECT run_id AS "runId", reason, count(*) AS people FROM decision
    WHERE run_id IN ${ids} GROUP BY run_id, reason ORDER BY people DESC, reason`);
  const countsOfRun = (id: number): Counts => ({
    deliveries: Object.fromEntries(
      deliveries.filter(({ runId }) => runId === id).map(({ state, count }) => [state, count]),
    ),
    leftOut: leftOut
      .filter(({ runId }) => runId === id)
      .map(({ reason, people }) => ({ reason, people })),
  });
  return new Map(runIds.map((id) => [id, countsOfRun(id)]));
}
