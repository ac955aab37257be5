import { sqltag as sql } from '@prisma/client/runtime/client';
import type { RunControl } from '../ports/run-control.js';
import type { Database, Statements } from './database.js';
import { returnCoupons } from './delivery-finish.js';
import { notIndexed, textsIn } from './dialect.js';
import { writePriority } from './writer.js';

async function noteResumed(tx: Statements, runId: number, at: number): Promise<void> {
  await tx.execute(sql`
    INSERT INTO audit_event (actor, action, subject, at)
    VALUES ('operator', 'run.resumed', ${`run:${runId}`}, ${at})`);
}

export function runControl(database: Database): RunControl {
  return {
    changeState: ({ runId, from, to, reason, now }) =>
      database.write(writePriority.intent, async (tx) => {
        const finishedAt = to === 'cancelled' || to === 'done' ? now : null;
        const changed = await tx.execute(sql`
          UPDATE run SET state = ${to}, state_reason = ${reason}, finished_at = ${finishedAt}
          WHERE id = ${runId} AND state IN ${textsIn(tx.dialect, from)}`);
        if (changed === 1 && to === 'running') await noteResumed(tx, runId, now);
        return changed === 1;
      }),
    cancelPlanned: (runId, limit) =>
      database.write(writePriority.bulk, async (tx) => {
        const ended = await tx.query<{ id: number }>(sql`
          UPDATE delivery SET state = 'cancelled', state_reason = 'the run was cancelled'
          WHERE ${notIndexed(tx.dialect, 'state')} = 'planned' AND id IN
            (SELECT id FROM delivery WHERE run_id = ${runId} AND state = 'planned' LIMIT ${limit})
          RETURNING id`);
        await returnCoupons(
          tx,
          ended.map(({ id }) => id),
        );
        return ended.length;
      }),
  };
}
