import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sqltag } from '@prisma/client/runtime/client';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type * as engineModule from '@prisma/schema-engine-wasm';
import { dialectOf, openDatabase, postgresqlAdapter, sqliteConnection } from './client.js';
import type { Dialect } from './database.js';
import { sqliteDriver, withFileLock } from './sqlite-driver.js';

export interface MigrationState {
  readonly pending: readonly string[];
  readonly failed: readonly string[];
  /** Applied here, but changed in the folder since. */
  readonly edited: readonly string[];
  /** Applied here, but not in the folder: this program is older than its database. */
  readonly unknown: readonly string[];
}

// Node has it; the `es2023` library does not declare it.
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const filters = { externalTables: [], externalEnums: [] };

interface MigrationRow {
  readonly name: string;
  readonly checksum: string;
  readonly isDone: number;
  readonly isUndone: number;
}

/**
 * Read from the engine's own table: to load the engine takes longer and more memory than most commands.
 *
 * @param root the program's own folder, which holds `prisma/`
 */
export async function migrationState(url: string, root: string): Promise<MigrationState> {
  const folder = migrationsIn(root, dialectOf(url)).migrationDirectories;
  const rows = (await migrationRows(url)).filter(({ isUndone }) => isUndone === 0);
  const done = new Map(rows.filter(({ isDone }) => isDone === 1).map((row) => [row.name, row]));
  const names = new Set(folder.map(({ path }) => path));
  const failed = rows.filter(({ isDone }) => isDone === 0).map(({ name }) => name);
  const isEdited = ({ path, migrationFile }: (typeof folder)[number]) => {
    const applied = done.get(path);
    return applied !== undefined && applied.checksum !== sha256(migrationFile.content.value);
  };
  return {
    pending: folder
      .map(({ path }) => path)
      .filter((path) => !done.has(path) && !failed.includes(path)),
    failed,
    edited: folder.filter(isEdited).map(({ path }) => path),
    unknown: [...done.keys()].filter((name) => !names.has(name)),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @returns the names of the migrations it applied, oldest first */
export async function applyMigrations(url: string, root: string): Promise<string[]> {
  if (dialectOf(url) === 'postgresql') return apply(url, root);
  return withFileLock(`${sqliteConnection(url, 'write').file}.migrating`, () => apply(url, root));
}

async function apply(url: string, root: string): Promise<string[]> {
  const engine = await openEngine(url);
  try {
    const migrationsList = migrationsIn(root, dialectOf(url));
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  } finally {
    engine.free();
  }
}

/**
 * The SQL that leads from one schema text to another.
 *
 * @param url only tells the dialect and lends a connection; nothing is written there
 * @param before null for an empty database
 */
export async function migrationDraft(
  url: string,
  before: string | null,
  after: string,
): Promise<string> {
  const engine = await openEngine(url);
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
  });
  try {
    const from = before === null ? { tag: 'empty' as const } : target(before);
    const drafted = await engine.diff({
      from,
      to: target(after),
      script: true,
      exitCode: null,
      filters,
    });
    return drafted.stdout ?? '';
  } finally {
    engine.free();
  }
}

async function migrationRows(url: string): Promise<MigrationRow[]> {
  const database = openDatabase(url);
  try {
    const tables =
      database.dialect === 'sqlite'
        ? sqltag`SELECT name FROM sqlite_master WHERE name = '_prisma_migrations'`
        : sqltag`SELECT table_name AS name FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_name = '_prisma_migrations'`;
    if ((await database.query(tables)).length === 0) return [];
    return await database.query<MigrationRow>(sqltag`
      SELECT migration_name AS name, checksum,
        CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS "isDone",
        CASE WHEN rolled_back_at IS NULL THEN 0 ELSE 1 END AS "isUndone"
      FROM _prisma_migrations ORDER BY started_at`);
  } finally {
    await database.close();
  }
}

function migrationsIn(root: string, dialect: Dialect) {
  const baseDir = join(
    root,
    'prisma',
    dialect === 'sqlite' ? 'migrations' : 'postgresql/migrations',
  );
  const folders = existsSync(baseDir)
    ? readdirSync(baseDir).filter((name) => /^\d/.test(name))
    : [];
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: `provider = "${dialect}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: folders.sort().map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8'),
        },
      },
    })),
  };
}

async function openEngine(url: string): Promise<engineModule.SchemaEngine> {
  const { SchemaEngine } = await loadEngine();
  const adapter: SqlMigrationAwareDriverAdapterFactory =
    dialectOf(url) === 'sqlite'
      ? sqliteDriver({ ...sqliteConnection(url, 'write'), busyTimeoutMs: 10_000 })
      : postgresqlAdapter(url);
  const ignoreLog = () => undefined;
  return SchemaEngine.new(
    { datamodels: undefined },
    ignoreLog,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}

let loading: Promise<typeof engineModule> | undefined;

// The package imports its .wasm as a module, which Node 20 cannot; so it is instantiated by hand, once.
function loadEngine(): Promise<typeof engineModule> {
  loading ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const glue = bindings as unknown as typeof engineModule & {
      __wbg_set_wasm(wasm: unknown): void;
    };
    const entry = createRequire(import.meta.url).resolve(
      '@prisma/schema-engine-wasm/schema_engine_bg',
    );
    const bytes = await readFile(entry.replace(/\.js$/, '.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': glue,
    });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports['__wbindgen_start'] as () => void)();
    return glue;
  })();
  return loading;
}
