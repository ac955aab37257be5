import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/client.js';
import type { Database } from '../../src/store/database.js';
import { TelegramServer } from '../fakes/telegram-server.js';
import { resolved, saveRun, testCampaign } from '../support/campaigns.js';
import { hawker } from '../support/hawker-process.js';
import { seedDeliveries, seedPeople, seedRun, statesOf } from '../support/outbox.js';

describe('hawker pause, resume, cancel and channels', () => {
  const shop = mkdtempSync(join(tmpdir(), 'hawker-control-'));
  let database: Database;
  let server: TelegramServer;
  const run = (...args: string[]) => hawker(['--shop', shop, ...args]);

  beforeAll(async () => {
    server = await new TelegramServer().start();
    mkdirSync(join(shop, 'campaigns'));
    writeFileSync(
      join(shop, 'campaigns', 'shop.yaml'),
      `id: corner\nname: Corner Shop\ncurrency: GBP\ntimezone: UTC\nlocales: [en]\nchannels:
  telegram:\n    token: "${server.token}"\n    api_root: ${server.url}
  here:\n    kind: console\n  later:\n    kind: telegram\n    token: env:NOT_SET\n    optional: true\n`,
    );
    // Makes and migrates the database.
    await run('runs');
    database = openDatabase(`file:${join(shop, 'data', 'hawker.db')}`);
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
    rmSync(shop, { recursive: true, force: true });
  });

  it('pauses, resumes and cancels by campaign or by run', async () => {
    const people = await seedPeople(database, { account: 'here', addresses: ['a', 'b', 'c'] });
    const runId = await seedRun(database, { campaignId: 'spring' });
    await seedRun(database, { campaignId: 'spring', state: 'done' });
    const ids = await seedDeliveries(database, { account: 'here', people, runId });

    const paused = await run('pause', 'spring');
    expect(paused.stdout).toBe(
      `Paused run ${runId} of spring: 0 sent, 3 to go. Go on with: hawker resume ${runId}\n`,
    );
    const again = await run('pause', String(runId));
    expect(again).toMatchObject({
      code: 1,
      stderr: `run ${runId} of spring is paused: there is nothing to pause\n`,
    });
    expect((await run('resume', String(runId))).stdout).toContain(`Resumed run ${runId}`);
    expect((await run('cancel', 'spring')).stdout).toBe(
      `Cancelled run ${runId} of spring: 3 messages are not sent\n`,
    );
    expect(new Set(await statesOf(database, ids))).toEqual(new Set(['cancelled']));
    const over = await run('cancel', 'spring');
    expect(over.code).toBe(1);
    expect(over.stderr).toContain('no run of "spring" is planning or running or paused');
  });

  it('tells of a customer whose run is paused that it is, why, and how it goes on', async () => {
    const runId = (await saveRun(database, resolved({ ...testCampaign, id: 'waiting' }))).id;
    const people = await seedPeople(database, { account: 'here', addresses: ['d'] });
    await seedDeliveries(database, { account: 'here', people, runId });
    const id = people[0]?.customerId ?? -1;
    await database.write(2, ({ models }) =>
      models.customer.update({ where: { id }, data: { externalId: 'late' } }),
    );
    expect((await run('why', 'late', 'waiting')).stdout).toMatch(/ waits to be sent \(here\)$/m);
    await database.write(2, ({ models }) =>
      models.run.update({
        where: { id: runId },
        data: { state: 'paused', stateReason: '6 of 10 failed' },
      }),
    );
    expect((await run('why', 'late', 'waiting')).stdout).toContain(
      `is not sent (here): the run is paused, 6 of 10 failed; go on with: hawker resume ${runId}`,
    );
  });

  it('says what to do when there is no such run', async () => {
    const ended = await run('pause', 'sprong');
    expect(ended).toMatchObject({
      code: 1,
      stderr:
        'no run and no campaign with runs is called "sprong"\n  → see them with: hawker runs\n',
    });
  });

  it('lists the accounts with their pace, and their health when asked', async () => {
    const { stdout } = await run('channels', '--probe');
    expect(stdout).toMatch(
      /telegram +telegram +works as @hawker_test_bot +who opted in, posts +0 +0 +0/,
    );
    expect(stdout).toContain('telegram keeps to 25 a second; one per 1 s in a chat');
    expect(stdout).toContain('here keeps to 100 a second');
    expect(stdout).toContain('later is off: NOT_SET is not set');
    expect(stdout).not.toContain(server.token);
    const json = JSON.parse((await run('channels', '--json')).stdout);
    expect(json).toMatchObject({
      accounts: [{ name: 'telegram', health: { state: 'works' } }, { name: 'here' }],
      switchedOff: [{ name: 'later' }],
    });
  });

  it('fails a probe that an account fails, and names the page that explains it', async () => {
    server.isRevoked = true;
    const revoked = await run('channels', '--probe');
    server.isRevoked = false;
    expect(revoked.code).toBe(1);
    expect(revoked.stdout).toMatch(/telegram +telegram +credentials: 401 Unauthorized/);
    expect(revoked.stderr).toContain('not working: telegram\n  → adapters/telegram.md');
  });

  it('sends one test line, or says why not', async () => {
    server.knows(5);
    const sent = await run('channels', 'test', 'telegram', '--to', '5');
    expect(sent.stdout).toBe('Sent to 5 by telegram.\n');
    expect(server.messages).toMatchObject([
      { chatId: 5, payload: { text: 'A test line from Corner Shop.' } },
    ]);
    const stranger = await run('channels', 'test', 'telegram', '--to', '6');
    expect(stranger).toMatchObject({ code: 1, stdout: '' });
    expect(stranger.stderr).toContain('telegram: cannot be written to (chat not found)');
    expect(stranger.stderr).toContain('press Start');
    const nowhere = await run('channels', 'test', 'telegrem', '--to', '6');
    expect(nowhere.stderr).toContain('no channel account is called "telegrem"');
  });
});
