import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutsideMark } from '../../src/domain/instance-standing.js';
import type { OutsideMarks } from '../../src/ports/instance-marks.js';
import { instanceMarkFile } from '../../src/runtime/instance-mark-file.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import {
  type AdoptDeps,
  adoptInstance,
  holdText,
  startGuard,
} from '../../src/services/instance-guard.js';
import { openDatabase } from '../../src/store/client.js';
import type { Database } from '../../src/store/database.js';
import { instanceStore } from '../../src/store/instance-store.js';
import { applyMigrations } from '../../src/store/migrate.js';
import { scriptedChannel } from '../fakes/scripted-channel.js';
import { onEachDatabase, programRoot } from '../support/databases.js';
import { dispatchDeps, listLog, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';

const noCampaigns = {
  campaigns: { all: async () => [] },
  runs: {
    lastScheduled: async () => new Map(),
    create: () => Promise.reject(new Error('nothing is scheduled')),
  },
} satisfies Pick<AdoptDeps, 'campaigns' | 'runs'>;

function guardDeps(database: Database, marks: readonly OutsideMarks[]) {
  const log = listLog();
  const clock = { now: Date.now };
  const instances = instanceStore(database);
  return { instances, marks, random: systemRandom, clock, log, ...noCampaigns };
}

/** A mark in memory, as Redis would keep it. */
function memoryMark(): OutsideMarks & { mark: OutsideMark | null } {
  return {
    mark: null,
    async read() {
      return this.mark;
    },
    async write(mark) {
      this.mark = { ...mark, isCopy: false };
    },
    close: async () => undefined,
  };
}

onEachDatabase('the instance guard', (test) => {
  beforeEach(async () => {
    await clearOutbox(test.database());
    await test.database().write(2, ({ models }) => models.meta.deleteMany());
  });

  it('lets the first start, an ordinary restart and a crash go on', async () => {
    const mark = memoryMark();
    const deps = guardDeps(test.database(), [mark]);
    const first = await startGuard(deps);
    expect(first.standing()).toEqual({ kind: 'ours' });
    await first.stop();
    const second = await startGuard(deps);
    expect(second.standing()).toEqual({ kind: 'ours' });
    // No stop: it crashed.
    const third = await startGuard(deps);
    expect(third.standing()).toEqual({ kind: 'ours' });
    await Promise.all([second.stop(), third.stop()]);
    expect(deps.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('lets one more worker in on a machine that has no mark, while another beats', async () => {
    const first = await startGuard(guardDeps(test.database(), [memoryMark()]));
    const second = await startGuard(guardDeps(test.database(), [memoryMark()]));
    expect(second.standing()).toEqual({ kind: 'ours' });
    await Promise.all([first.stop(), second.stop()]);
  });

  it('does not take the beat of another worker between its two looks for a backup', async () => {
    const database = test.database();
    const shared = memoryMark();
    await (await startGuard(guardDeps(database, [shared]))).stop();
    let beats = 0;
    const deps = guardDeps(database, [
      {
        ...shared,
        // It beats after this one has read the database and before it reads the mark.
        async read() {
          beats += 1;
          const { id, sequence } = await instanceStore(database).beat();
          await shared.write({ id, sequence, at: Date.now() });
          return shared.mark;
        },
        write: (mark) => shared.write(mark),
      },
    ]);
    const guard = await startGuard(deps);
    expect(guard.standing()).toEqual({ kind: 'ours' });
    await guard.stop();
    expect(beats).toBeGreaterThan(0);
    expect(deps.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('adopts only what may be sent: what was due before is unknown, what is due later stays', async () => {
    const mark = memoryMark();
    const deps = guardDeps(test.database(), [mark]);
    await (await startGuard(deps)).stop();
    const lastSeenAt = Date.now() + 60_000;
    mark.mark = { id: mark.mark?.id ?? '', sequence: 1_000, at: lastSeenAt, isCopy: false };
    const people = await seedPeople(test.database(), { account: 'a', addresses: ['x', 'y', 'z'] });
    const runId = await seedRun(test.database());
    const planning = await seedRun(test.database(), { state: 'planning' });
    const seed = (dueAt: number) =>
      seedDeliveries(test.database(), { account: 'a', people, runId, dueAt });
    const before = await seed(lastSeenAt);
    const after = await seed(lastSeenAt + 1);
    const [held = -1] = after;
    await test
      .database()
      .write(2, ({ models }) =>
        models.inboundWait.create({ data: { deliveryId: held, identityId: 1 } }),
      );
    const adopted = await adoptInstance(deps);
    expect(adopted).toMatchObject({ kind: 'adopted', why: 'restored', unknown: 4, runs: 1 });
    expect(await statesOf(test.database(), before)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await statesOf(test.database(), after)).toEqual(['unknown', 'planned', 'planned']);
    const run = await test.database().models.run.findUniqueOrThrow({ where: { id: planning } });
    expect(run.state).toBe('cancelled');
    const again = await startGuard(deps);
    expect(again.standing()).toEqual({ kind: 'ours' });
    await again.stop();
    expect(await adoptInstance(deps)).toEqual({ kind: 'needless' });
  });

  it('tells everybody who opens a held database so, after its worker has gone too, until it is adopted', async () => {
    const mark = memoryMark();
    const deps = guardDeps(test.database(), [mark]);
    await (await startGuard(deps)).stop();
    expect(await holdText(deps)).toBeNull();
    mark.mark = { id: mark.mark?.id ?? '', sequence: 1_000, at: Date.now(), isCopy: false };
    await (await startGuard(deps)).stop();
    expect(await holdText(deps)).toMatch(/a restored backup; .*held back.* hawker adopt$/);
    await adoptInstance(deps);
    expect(await holdText(deps)).toBeNull();
  });
});

describe('an SQLite file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawker-guard-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (name: string, database = 'hawker') => join(folder, name, `${database}.db`);
  const markOf = (name: string) =>
    instanceMarkFile(join(folder, name, 'hawker.instance'), listLog());
  const open = async (name: string, as?: string) => {
    const file = fileOf(name, as);
    mkdirSync(join(folder, name), { recursive: true });
    if (!existsSync(file)) await applyMigrations(`file:${file}`, programRoot);
    return openDatabase(`file:${file}`);
  };
  const lifeOf = async <T>(
    name: string,
    work: (parts: {
      database: Database;
      channel: ReturnType<typeof scriptedChannel>;
      guard: Awaited<ReturnType<typeof startGuard>>;
    }) => Promise<T>,
    as?: string,
  ): Promise<T> => {
    const database = await open(name, as);
    const startedAt = Date.now();
    const guard = await startGuard(guardDeps(database, [markOf(name)]));
    const channel = scriptedChannel();
    const onlyAnswersSince = () => (guard.standing().kind === 'doubtful' ? startedAt : null);
    try {
      return await withDispatch(dispatchDeps(database, [channel], { onlyAnswersSince }), () =>
        work({ database, channel, guard }),
      );
    } finally {
      await guard.stop();
      await database.close();
    }
  };
  const copy = (from: string, to: string) => {
    copyFileSync(from, to);
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
  };
  const seedFifty = async (database: Database, prefix = 'p') => {
    const addresses = Array.from({ length: 50 }, (_, i) => `${prefix}${i}`);
    const people = await seedPeople(database, { account: 'scripted', addresses });
    // As when it is planned: a running run without messages would be closed at once.
    const runId = await seedRun(database, { state: 'planning' });
    const ids = await seedDeliveries(database, { account: 'scripted', people, runId });
    await database.write(2, ({ models }) =>
      models.run.update({ where: { id: runId }, data: { state: 'running' } }),
    );
    return ids;
  };
  const settle = (database: Database, ids: readonly number[]) => async () =>
    (await statesOf(database, ids)).every((state) => state === 'sent');

  it('copied back from before the sending sends nothing again, answers go on, and adopting ends it', async () => {
    const ids = await lifeOf('shop', async ({ database }) => database).then(async () => {
      const database = await open('shop');
      const made = await seedFifty(database);
      await database.close();
      return made;
    });
    copy(fileOf('shop'), join(folder, 'backup.db'));
    await lifeOf('shop', async ({ database, channel }) => {
      await until(settle(database, ids));
      expect(channel.sent).toHaveLength(50);
    });
    copy(join(folder, 'backup.db'), fileOf('shop', 'restored'));
    const secondLife: Parameters<typeof lifeOf<void>>[1] = async ({ database, channel, guard }) => {
      expect(guard.standing()).toEqual({ kind: 'doubtful', why: 'restored' });
      const [asker] = await seedPeople(database, { account: 'scripted', addresses: ['asker'] });
      if (asker === undefined) throw new Error('nobody asks');
      await dispatchDeps(database, []).deliveries.enqueue([
        {
          purpose: 'reply',
          dedupeKey: 'answer',
          customerId: asker.customerId,
          identityId: asker.identityId,
          channelAccount: 'scripted',
          content: { locale: 'en', blocks: [{ kind: 'text', text: 'an answer' }] },
          dueAt: Date.now(),
          deadlineAt: Date.now() + 60_000,
        },
      ]);
      await until(() => channel.sent.length > 0);
      expect(channel.sent.map(({ to }) => to)).toEqual(['asker']);
      expect(new Set(await statesOf(database, ids))).toEqual(new Set(['planned']));

      const adopted = await adoptInstance(guardDeps(database, [markOf('shop')]));
      expect(adopted).toMatchObject({ kind: 'adopted', why: 'restored', unknown: 50 });
      await until(() => guard.standing().kind === 'ours');
      const more = await seedFifty(database, 'new');
      await until(settle(database, more));
      expect(channel.sent).toHaveLength(51);
      expect(new Set(await statesOf(database, ids))).toEqual(new Set(['unknown']));
    };
    await lifeOf('shop', secondLife, 'restored');
  }, 30_000);

  it('copied with its whole folder while it runs does not send beside it', async () => {
    await lifeOf('shop', async ({ database }) => {
      // A first beat is on the disk.
      await database.query({ sql: 'PRAGMA wal_checkpoint(TRUNCATE)' } as never).catch(() => []);
      cpSync(join(folder, 'shop'), join(folder, 'clone'), { recursive: true });
    });
    await lifeOf('clone', async ({ database, channel, guard }) => {
      expect(guard.standing()).toEqual({ kind: 'doubtful', why: 'copied' });
      const ids = await seedFifty(database);
      await until(async () => (await statesOf(database, ids)).length === 50);
      expect(channel.sent).toEqual([]);
    });
  }, 30_000);
});
