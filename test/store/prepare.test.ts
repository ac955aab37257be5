import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/domain/user-error.js';
import { openDatabase } from '../../src/store/client.js';
import { claimInstance } from '../../src/store/instance.js';
import { migrationState } from '../../src/store/migrate.js';
import { migrateDatabase, prepareDatabase } from '../../src/store/prepare.js';
import { onEachDatabase, postgresqlUrl, programRoot } from '../support/databases.js';
import { postgresqlServer } from '../support/servers.js';

const server = postgresqlServer();

describe('prepareDatabase on SQLite', () => {
  it('makes and migrates a database where there is none, and again does nothing', async () => {
    const url = `file:${join(folder(), 'deep', 'hawker.db')}`;
    await prepareDatabase(url, programRoot);
    await prepareDatabase(url, programRoot);
    const database = openDatabase(url);
    expect(await database.models.customer.count()).toBe(0);
    await database.close();
  });

  it('lets two processes start at once on a new file', async () => {
    const url = `file:${join(folder(), 'hawker.db')}`;
    await Promise.all([prepareDatabase(url, programRoot), prepareDatabase(url, programRoot)]);
    await expect(prepareDatabase(url, programRoot)).resolves.toBeUndefined();
  });

  it('says plainly that a file is no database', async () => {
    const file = join(folder(), 'hawker.db');
    writeFileSync(file, 'half a download, certainly not a database'.repeat(100));
    const refused = await refusal(prepareDatabase(`file:${file}`, programRoot));
    expect(refused.message).toContain('is damaged or no database');
    expect(refused.hint).toContain('backup');
  });

  it('says plainly that a folder is a file', async () => {
    const file = join(folder(), 'data');
    writeFileSync(file, '');
    const refused = await refusal(prepareDatabase(`file:${file}/hawker.db`, programRoot));
    expect(refused.message).toContain('cannot write');
    expect(refused.hint).toContain('DATABASE_URL');
  });

  it('knows the migrations that the engine applied by their own checksums', async () => {
    const url = `file:${join(folder(), 'hawker.db')}`;
    await prepareDatabase(url, programRoot);
    const nothing = { pending: [], failed: [], edited: [], unknown: [] };
    expect(await migrationState(url, programRoot)).toEqual(nothing);
  });

  it('refuses a database whose migration did not finish', async () => {
    const url = `file:${join(folder(), 'hawker.db')}`;
    await prepareDatabase(url, programRoot);
    const { default: Database } = await import('libsql');
    const file = new Database(url.replace(/^file:/, ''));
    file.exec('UPDATE _prisma_migrations SET finished_at = NULL');
    file.close();
    expect((await refusal(prepareDatabase(url, programRoot))).message).toContain(
      'is half-migrated',
    );
  });

  it('refuses a database of a newer program', async () => {
    const url = `file:${join(folder(), 'hawker.db')}`;
    await prepareDatabase(url, programRoot);
    await rename(url, '99990101000000_future');
    const refused = await refusal(prepareDatabase(url, programRoot));
    expect(refused.message).toContain('newer hawker');
  });
});

describe.skipIf(server === null)('prepareDatabase on PostgreSQL', () => {
  it('migrates nothing by itself, and names the command that does', async () => {
    const { url, drop } = await postgresqlUrl(server ?? '');
    const refused = await refusal(prepareDatabase(url, programRoot));
    expect(refused.message).toMatch(/is not migrated: 1 pending|is not migrated: \d+ pending/);
    expect(refused.hint).toBe('run: hawker migrate');
    expect((await migrateDatabase(url, programRoot)).length).toBeGreaterThan(0);
    await prepareDatabase(url, programRoot);
    await drop();
  });

  it('says that no server answers, without showing the password', async () => {
    const refused = await refusal(
      prepareDatabase('postgresql://shop:secret@127.0.0.1:1/x', programRoot),
    );
    expect(refused.message).toContain('no server answers there');
    expect(refused.message).not.toContain('secret');
  });
});

onEachDatabase('claimInstance', (test) => {
  const demo = { shop: 'demo', currency: 'GBP', keyFingerprint: 'aa' };

  it('takes the first claim and knows it again', async () => {
    await claimInstance(test.database(), demo);
    await expect(claimInstance(test.database(), demo)).resolves.toBeUndefined();
  });

  it.each([
    [{ ...demo, shop: 'corner-shop' }, 'belongs to shop "demo"'],
    [{ ...demo, currency: 'EUR' }, 'is in GBP'],
    [{ ...demo, keyFingerprint: 'bb' }, 'another key'],
  ])('refuses %j', async (other, message) => {
    const refused = await refusal(claimInstance(test.database(), other));
    expect(refused.message).toContain(message);
  });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'hawker-prepare-'));
  chmodSync(made, 0o700);
  return made;
}

async function refusal(work: Promise<unknown>): Promise<UserError> {
  const outcome = await work.then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  );
  if (outcome instanceof UserError) return outcome;
  throw outcome;
}

async function rename(url: string, name: string): Promise<void> {
  const { default: Database } = await import('libsql');
  const file = new Database(url.replace(/^file:/, ''));
  file.prepare('UPDATE _prisma_migrations SET migration_name = ?').run([name]);
  file.close();
}
