import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/client.js';
import { applyMigrations } from '../../src/store/migrate.js';
import { type CrashTally, crashRun } from '../support/crash-run.js';
import { onEachDatabase, programRoot } from '../support/databases.js';
import { type DispatchProcess, startWorker } from '../support/dispatch-process.js';

const count = 500;
const timeout = 180_000;

onEachDatabase('a clock that jumps while 500 messages go out', (test) => {
  it.each([
    { jump: 'an hour forward', jumpMs: 3_600_000 },
    { jump: 'an hour back', jumpMs: -3_600_000 },
  ])('$jump: nobody twice, nobody lost', { timeout }, async ({ jumpMs }) => {
    const tally = await crashRun({
      database: test.database(),
      databaseUrl: test.url(),
      count,
      crashes: [],
      perSecond: 400,
      start: (settings) =>
        startWorker({ ...settings, clockJump: { jumpMs, afterSends: 150, backAfterSends: 320 } }),
    });
    expectWhole(tally);
    // A clock is no reason to doubt what was sent.
    expect(tally.unknown).toBe(0);
  });
});

describe('a disk that is full while 500 messages go out, on sqlite', () => {
  it('stops sending, and goes on when there is room again: nobody twice, nobody lost', {
    timeout,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hawker-disk-'));
    const url = `file:${folder}/hawker.db`;
    await applyMigrations(url, programRoot);
    const database = openDatabase(url);
    let worker: DispatchProcess | undefined;
    let sentWhileFull = -1;
    try {
      const tally = await crashRun({
        database,
        databaseUrl: url,
        count,
        crashes: [],
        perSecond: 400,
        start: async (settings) => {
          worker = await startWorker(settings);
          return worker;
        },
        meanwhile: async ({ server, arrived }) => {
          await arrived(100);
          // Whatever this process writes to a file fails, as on a full disk.
          limitFileSize(worker?.pid, 1);
          await sleep(1_000);
          const before = server.messages.length;
          await sleep(500);
          sentWhileFull = server.messages.length - before;
          limitFileSize(worker?.pid, null);
        },
      });
      // Without an intent on the disk nothing goes out.
      expect(sentWhileFull).toBe(0);
      expectWhole(tally);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function limitFileSize(pid: number | undefined, bytes: number | null): void {
  const soft = bytes === null ? 'unlimited' : String(bytes);
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:unlimited`]);
}

function expectWhole(tally: CrashTally): void {
  expect(tally).toMatchObject({ doubles: 0, unaccounted: 0, deliveries: count });
  expect(tally.sent + tally.unknown).toBe(count);
}
