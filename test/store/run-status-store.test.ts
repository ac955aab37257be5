import { sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.js';
import { runStatusStore } from '../../src/store/run-status-store.js';
import { onEachDatabase } from '../support/databases.js';

async function addRun(database: Database, occurrenceKey: string, finishedAt: number | null) {
  const created = await database.write(2, (tx) =>
    tx.models.run.create({
      data: {
        campaignId: 'welcome',
        versionId: 1,
        occurrenceKey,
        state: finishedAt === null ? 'running' : 'done',
        scheduledFor: 1_795_225_212_283n,
        audienceCount: 9,
        createdAt: 5n,
        finishedAt: finishedAt === null ? null : BigInt(finishedAt),
      },
    }),
  );
  return created.id;
}

let count = 0;
async function addDeliveries(database: Database, runId: number | null, states: readonly string[]) {
  await database.write(2, (tx) =>
    tx.models.delivery.createMany({
      data: states.map((state) => ({
        purpose: 'campaign',
        runId,
        dedupeKey: `d${count++}`,
        channelAccount: 'webchat',
        locale: 'en',
        dueAt: 1n,
        deadlineAt: 2n,
        state,
        createdAt: 1n,
      })),
    }),
  );
}

onEachDatabase('run status', (test) => {
  it('counts the deliveries of each run by state, and those left out by reason, most first', async () => {
    const database = test.database();
    const first = await addRun(database, 'manual:a', null);
    const second = await addRun(database, '2026-11-30T09:00:00Z', 7);
    await addDeliveries(database, first, ['sent', 'planned', 'sent', 'failed']);
    await addDeliveries(database, second, ['sent']);
    await addDeliveries(database, null, ['sent', 'sent']);
    await database.write(2, (tx) =>
      tx.models.decision.createMany({
        data: [
          { runId: first, customerId: 1, reason: 'no-consent', at: 1n },
          { runId: first, customerId: 2, reason: 'holdout', at: 1n },
          { runId: first, customerId: 3, reason: 'holdout', at: 1n },
        ],
      }),
    );
    const reader = runStatusStore(database);
    expect(await reader.run('welcome', 'manual:a')).toEqual({
      id: first,
      campaignId: 'welcome',
      occurrenceKey: 'manual:a',
      state: 'running',
      stateReason: null,
      scheduledFor: 1_795_225_212_283,
      createdAt: 5,
      finishedAt: null,
      audienceCount: 9,
      deliveries: { sent: 2, planned: 1, failed: 1 },
      leftOut: [
        { reason: 'holdout', people: 2 },
        { reason: 'no-consent', people: 1 },
      ],
    });
    const both = await reader.runs(5);
    expect(both.map(({ id, deliveries }) => [id, deliveries])).toEqual([
      [second, { sent: 1 }],
      [first, { sent: 2, planned: 1, failed: 1 }],
    ]);
    expect(await reader.runs(1)).toHaveLength(1);
    expect(await reader.run('welcome', 'manual:b')).toBeNull();
    expect(await reader.deliveryCounts()).toEqual([
      { channelAccount: 'webchat', state: 'failed', deliveries: 1 },
      { channelAccount: 'webchat', state: 'planned', deliveries: 1 },
      { channelAccount: 'webchat', state: 'sent', deliveries: 5 },
    ]);
  });

  it('follows a run that goes on; of one that is over only what is unknown may still change', async () => {
    const database = test.database();
    const going = await addRun(database, 'manual:going', null);
    const over = await addRun(database, 'manual:over', 7);
    await addDeliveries(database, going, ['planned']);
    await addDeliveries(database, over, ['sent', 'unknown']);
    const reader = runStatusStore(database);
    await reader.runs(9);
    await database.write(2, (tx) =>
      tx.execute(sql`UPDATE delivery SET state = 'sent' WHERE run_id IN (${going}, ${over})`),
    );
    expect((await reader.run('welcome', 'manual:going'))?.deliveries).toEqual({ sent: 1 });
    expect((await reader.run('welcome', 'manual:over'))?.deliveries).toEqual({ sent: 2 });
    // Settled now, so remembered: a look costs no count.
    await addDeliveries(database, over, ['sent']);
    expect((await reader.run('welcome', 'manual:over'))?.deliveries).toEqual({ sent: 2 });
  });
});
