import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { derivePostgresql } from '../../scripts/derive-postgresql.mjs';
import { migrationDraft } from '../../src/store/migrate.js';
import { onEachDatabase, programRoot } from '../support/databases.js';

const sqlite = readFileSync('prisma/schema.prisma', 'utf8');

it('the PostgreSQL schema is the SQLite one but for provider and output', () => {
  expect(readFileSync('prisma/postgresql/schema.prisma', 'utf8')).toBe(derivePostgresql(sqlite));
});

it('every model carries its table’s name, and every odd column a comment stands above', () => {
  const models = [...sqlite.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)];
  for (const [, name = '', body = ''] of models) {
    const table = name.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
    expect(body, name).toContain(`@@map("${table}")`);
  }
  expect(models.length).toBeGreaterThan(30);
});

onEachDatabase('migrations', (test) => {
  it('make exactly the tables that the schema names', async () => {
    const tables = [...sqlite.matchAll(/@@map\("(\w+)"\)/g)].map(([, table]) => table ?? '');
    const { models } = test.database();
    const counts = await Promise.all(
      Object.values(models)
        .filter((model) => typeof model === 'object' && model !== null && 'count' in model)
        .map((model) => (model as { count(): Promise<number> }).count()),
    );
    expect(counts).toHaveLength(tables.length);
    expect(new Set(counts)).toEqual(new Set([0]));
  });

  it('lead from nothing to the schema with nothing left over', async () => {
    const schema =
      test.name === 'sqlite' ? 'prisma/schema.prisma' : 'prisma/postgresql/schema.prisma';
    const content = readFileSync(`${programRoot}/${schema}`, 'utf8');
    const drafted = await migrationDraft(test.url(), null, content);
    const folder = test.name === 'sqlite' ? 'migrations' : 'postgresql/migrations';
    const written = allMigrations(`${programRoot}/prisma/${folder}`);
    // The migrations may make a table in several steps; what the schema makes at once must all be in them.
    for (const name of namesIn(drafted)) expect(namesIn(written)).toContain(name);
  });
});

function namesIn(sql: string): string[] {
  return [...sql.matchAll(/CREATE (?:UNIQUE INDEX|INDEX|TABLE) "(\w+)"/g)].map(
    ([, name]) => name ?? '',
  );
}

function allMigrations(folder: string): string {
  return readdirSync(folder)
    .filter((name) => /^\d/.test(name))
    .map((name) => readFileSync(`${folder}/${name}/migration.sql`, 'utf8'))
    .join('\n');
}
