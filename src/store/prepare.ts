import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../domain/user-error.js';
import { dialectOf } from './client.js';
import { applyMigrations, type MigrationState, migrationState } from './migrate.js';

/**
 * Makes sure that the database can be used: SQLite is created and migrated by itself, PostgreSQL is only looked at.
 *
 * @param root the program's own folder
 * @throws UserError that says what to do: pending migrations, a damaged file, a folder that cannot be written, no server
 */
export async function prepareDatabase(url: string, root: string): Promise<void> {
  if (dialectOf(url) === 'sqlite') makeFolder(url);
  const state = await explained(url, () => migrationState(url, root));
  refuseStrangeHistory(url, state);
  if (state.pending.length === 0) return;
  if (dialectOf(url) === 'postgresql') {
    throw new UserError(
      `${shown(url)} is not migrated: ${state.pending.length} pending (${state.pending.join(', ')})`,
      {
        hint: 'run: hawker migrate',
      },
    );
  }
  await explained(url, () => applyMigrations(url, root));
}

/** What `hawker migrate` does, on either database. */
export async function migrateDatabase(url: string, root: string): Promise<string[]> {
  if (dialectOf(url) === 'sqlite') makeFolder(url);
  refuseStrangeHistory(url, await explained(url, () => migrationState(url, root)));
  return explained(url, () => applyMigrations(url, root));
}

function refuseStrangeHistory(url: string, state: MigrationState): void {
  if (state.unknown.length > 0) {
    throw new UserError(
      `${shown(url)} was made by a newer hawker (it has ${state.unknown.join(', ')})`,
      {
        hint: 'update this program, or open another database with DATABASE_URL',
      },
    );
  }
  if (state.failed.length > 0) {
    throw new UserError(
      `${shown(url)} is half-migrated: ${state.failed.join(', ')} did not finish`,
      {
        hint: 'restore the backup taken before the update; for a demo, delete the file and start again',
      },
    );
  }
}

function makeFolder(url: string): void {
  const file = url.replace(/^file:/, '');
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK | constants.R_OK);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${(error as Error).message}`, {
      hint: `give this user the right to write ${folder}, or set DATABASE_URL=file:/another/place/hawker.db`,
      cause: error,
    });
  }
}

async function explained<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw explain(url, error as Error);
  }
}

function explain(url: string, error: Error): Error {
  const text = `${error.message} ${JSON.stringify((error as { cause?: unknown }).cause ?? '')}`;
  if (/not a database|malformed|NOTADB|disk image/i.test(text)) {
    return new UserError(`${shown(url)} is damaged or no database`, {
      hint: 'restore a backup; or move the file away and start again with an empty one',
      cause: error,
    });
  }
  if (dialectOf(url) === 'postgresql') {
    const reason = /ECONNREFUSED|ENOTFOUND|Can't reach|P1001|DatabaseNotReachable/i.test(text)
      ? 'no server answers there'
      : (error.message.trim().split('\n').at(-1) ?? 'unknown reason');
    return new UserError(`cannot use ${shown(url)}: ${reason}`, {
      hint: 'check DATABASE_URL (postgresql://user:password@host:5432/database) and that the database exists',
      cause: error,
    });
  }
  if (/SQLITE_FULL|disk is full|ENOSPC/i.test(text)) {
    return new UserError(`the disk is full: ${shown(url)} cannot grow`, {
      hint: 'free some space',
      cause: error,
    });
  }
  return error;
}

/** The URL without its password. */
function shown(url: string): string {
  return url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:***@');
}
