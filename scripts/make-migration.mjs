// After editing prisma/schema.prisma: `node scripts/make-migration.mjs NAME` writes the migration for both databases.
// It compares with the schema of the last commit. PostgreSQL's dialect wants a server to ask: HAWKER_TEST_POSTGRESQL.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
spawnSync(process.execPath, [`${root}scripts/derive-postgresql.mjs`], {
  cwd: root,
  stdio: 'inherit',
});
spawnSync(process.execPath, [`${root}scripts/build.mjs`], { cwd: root, stdio: 'inherit' });
const { migrationDraft } = await import('../dist/src/store/migrate.js');
const name = process.argv[2] ?? 'change';
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const targets = [
  { schema: 'prisma/schema.prisma', folder: 'migrations', url: 'file:/tmp/hawker-draft.db' },
  {
    schema: 'prisma/postgresql/schema.prisma',
    folder: 'postgresql/migrations',
    url: process.env.HAWKER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres',
  },
];
for (const { schema, folder, url } of targets) {
  const committed = spawnSync('git', ['show', `HEAD:${schema}`], { cwd: root, encoding: 'utf8' });
  const before = committed.status === 0 ? committed.stdout : null;
  const sql = await migrationDraft(url, before, readFileSync(root + schema, 'utf8'));
  if (sql.trim() === '' || /This is an empty migration/.test(sql)) continue;
  mkdirSync(`${root}prisma/${folder}/${stamp}_${name}`, { recursive: true });
  writeFileSync(`${root}prisma/${folder}/${stamp}_${name}/migration.sql`, sql);
}
process.exit(0);
