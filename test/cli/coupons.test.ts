import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { couponsCommand } from '../../src/cli/commands/coupons.js';
import type { CliContext } from '../../src/cli/context.js';
import type { UserError } from '../../src/domain/user-error.js';
import { couponBatchStore } from '../../src/store/coupon-batch-store.js';
import { customerRegistry } from '../../src/store/customer-registry.js';
import { customerStore } from '../../src/store/customer-store.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, startAt, tillOn } from '../support/promotions.js';

let opened = 0;

onEachDatabase('hawker coupons', (test) => {
  let folder = '';
  let printed: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hawker-coupons-'));
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      printed.push(line);
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open() {
    opened += 1;
    const id = `cli-${test.name}-${opened}`;
    const database = test.database();
    const till = tillOn(database);
    await till.apply([{ id, limits: { uses: 40 } }]);
    const app = {
      promotions: till.promotions,
      checkout: till.checkout,
      keyring: till.keyring,
      random: till.random,
      clock: till.clock,
      couponBatches: couponBatchStore(database),
      registry: customerRegistry(database, till.keyring, till.clock),
      customers: customerStore(database, till.keyring),
      shop: { currency: 'GBP', timezone: 'Asia/Shanghai' },
    } as unknown as App;
    const context = { app: async () => app } as CliContext;
    const run = async (...words: string[]) => {
      printed.length = 0;
      const command = couponsCommand(context).exitOverride();
      for (const each of command.commands)
        each.exitOverride().configureOutput({ writeErr: () => undefined });
      await command.parseAsync(words, { from: 'user' });
      return printed.join('\n');
    };
    const refused = async (...words: string[]) => {
      const error = await run(...words).then(
        () => null,
        (thrown: unknown) => thrown as UserError,
      );
      return `${error?.message}`;
    };
    return { id, till, run, refused };
  }

  it('issues a batch, writes it for its owner only, lists it and takes it back', async () => {
    const { id, till, run } = await open();
    const file = join(folder, 'flyer.csv');
    const issued = await run(
      ...['issue', id, '--count', '30', '--batch', id, '--until', '2026-12-31', '--out', file],
    );
    expect(issued).toContain(`Batch ${id}: 30 coupons, good until 31 December 2026.`);
    const [header, first = '', ...more] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(header).toBe('code,promotion,customer,state,from,until,order');
    // The last day ends at midnight in Shanghai, which is UTC+8.
    expect(first).toMatch(
      new RegExp(
        `^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]{5},${id},,issued,${new Date(startAt).toISOString()},2026-12-31T16:00:00.000Z,$`,
      ),
    );
    expect(more).toHaveLength(29);
    expect(statSync(file).mode & 0o077).toBe(0);
    const code = first.split(',')[0] ?? '';
    expect((await till.quote([code], null)).codes[0]?.outcome).toBe('applied');
    expect(await run('batches')).toMatch(
      new RegExp(`${id} +${id} +2026-11-21 +2026-12-31 +30 +0 +0 +0`),
    );
    expect(await run('find', '--batch', id)).toContain(code);
    await run('revoke', '--batch', id);
    expect(await run('batches')).toMatch(
      new RegExp(`${id} +${id} +2026-11-21 +2026-12-31 +0 +0 +0 +30`),
    );
  });

  it('issues for one customer, and for those of a file with or without a heading', async () => {
    const { id, run, refused } = await open();
    const names = ['ann', 'bob'].map((name) => `${name}-${id}`);
    for (const name of names) await addCustomer(test.database(), name);
    const [ann = '', bob = ''] = names;
    const one = await run('issue', id, '--customer', ann, '--valid-for', '3d');
    expect(one).toMatch(
      new RegExp(`Batch ${id}-2026-11-21-200000: 1 coupon, good until 24 November 2026.`),
    );
    expect(one).toMatch(new RegExp(`  [0-9A-Z-]{20}  ${ann}`));
    const file = join(folder, 'winners.csv');
    writeFileSync(file, `\uFEFFcustomer,prize\r\n"${ann}",1\r\n${bob},2\r\n\r\n`);
    expect(await run('issue', id, '--customers', file, '--batch', `w-${id}`)).toContain(
      '2 coupons',
    );
    writeFileSync(file, `${bob}\n`);
    const again = await run('issue', id, '--customers', file, '--batch', `w-${id}`);
    expect(again).toContain('2 coupons (2 were there before)');
    expect(await run('find', '--customer', bob)).toContain(id);
    writeFileSync(file, 'customer\n');
    expect(await refused('issue', id, '--customers', file)).toContain('names no customer');
    expect(await refused('issue', id, '--customers', 'nowhere.csv')).toContain('cannot be read');
  });

  it('says what is wrong before it issues anything', async () => {
    const { id, run, refused } = await open();
    expect(await refused('issue', id)).toContain('say for whom');
    expect(await refused('issue', id, '--count', '1', '--customer', 'x')).toContain('say for whom');
    expect(await refused('issue', id, '--count', '1.5')).toContain('a whole number from 1');
    expect(await refused('issue', id, '--count', '1', '--until', '2026-11-20')).toContain(
      'is no day to come',
    );
    expect(await refused('issue', id, '--count', '1', '--valid-for', '2 dayz')).toContain(
      'is not a duration',
    );
    expect(await refused('issue', id, '--count', '41')).toContain('only 40 more coupons');
    expect(await refused('export', '--out', join(folder, 'x.csv'))).toContain('say which coupons');
    expect(
      await refused('export', '--promotion', id, '--out', join(folder, 'no', 'x.csv')),
    ).toContain('cannot write');
    expect(await refused('revoke', '--batch', 'nothing')).toContain('there is no batch "nothing"');
    expect(await refused('revoke')).toContain('say either codes or --batch');
    expect(await refused('find', '--order', 'A', '--customer', 'B')).toContain('say one of');
    expect(await run('batches')).not.toContain(id);
  });
});
