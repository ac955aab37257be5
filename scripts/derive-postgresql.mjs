// prisma/schema.prisma → prisma/postgresql/schema.prisma: another provider, another output, else the same text.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** @param {string} sqlite the hand-edited schema */
export function derivePostgresql(sqlite) {
  const header =
    '// Derived from ../schema.prisma by scripts/derive-postgresql.mjs. Do not edit.\n\n';
  const body = sqlite
    .slice(sqlite.indexOf('generator client'))
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('../src/store/generated/sqlite', '../../src/store/generated/postgresql');
  return header + body;
}

if (import.meta.filename === process.argv[1]) {
  mkdirSync('prisma/postgresql', { recursive: true });
  writeFileSync(
    'prisma/postgresql/schema.prisma',
    derivePostgresql(readFileSync('prisma/schema.prisma', 'utf8')),
  );
}
