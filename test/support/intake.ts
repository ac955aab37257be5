import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { afterAll } from 'vitest';
import type { Finding } from '../../src/domain/behaviour/finding.js';
import { OccurrenceCounter } from '../../src/domain/behaviour/occurrence-counter.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { recordReader } from '../../src/runtime/record-reader.js';
import type { ImportInput, ImportResult, RowsImported } from '../../src/services/import-rows.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import { catalogueStore } from '../../src/store/catalogue-store.js';
import { customerRegistry } from '../../src/store/customer-registry.js';
import type { Database } from '../../src/store/database.js';

export const intakeNow = Date.UTC(2026, 10, 21, 12);
export const testKeyring = keyringOf(new Uint8Array(32).fill(7));

/** What imports and the API need of a database, at a fixed instant. */
export function intakeDeps(database: Database) {
  const clock = { now: () => intakeNow };
  return {
    clock,
    behaviour: behaviourStore(database, clock),
    catalogue: catalogueStore(database, clock),
    registry: customerRegistry(database, testKeyring, clock),
  };
}

/** Files in a folder that goes away with the suite. */
export function testFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'hawker-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let made = 0;
  return (content: string | Uint8Array, name = 'file.csv'): string => {
    const path = join(folder, `${made++}-${name}`);
    writeFileSync(path, content);
    return path;
  };
}

export async function inputOf(
  path: string,
  change: Partial<ImportInput> = {},
): Promise<ImportInput> {
  return {
    file: await recordReader.open(path, {}),
    source: 'test',
    mapping: new Map(),
    occurrences: new OccurrenceCounter(),
    ...change,
  };
}

export function done(outcome: RowsImported): ImportResult {
  if (outcome.kind === 'done') return outcome.result;
  throw new Error(JSON.stringify(outcome.problems));
}

export function droppedLines(findings: readonly Finding[]): number[] {
  return findings.filter(({ action }) => action === 'dropped').map(({ line }) => line);
}

/** How many rows each table of behaviour has, and the money in it. */
export async function totals(database: Database) {
  const [row] = await database.query<Record<string, number>>(sql`
    SELECT (SELECT count(*) FROM customer) AS customers, (SELECT count(*) FROM product) AS products,
      (SELECT count(*) FROM shop_order) AS orders, (SELECT count(*) FROM order_line) AS lines,
      (SELECT count(*) FROM interaction) AS interactions,
      (SELECT COALESCE(sum(total_minor), 0) FROM shop_order) AS "moneyMinor"`);
  return row;
}
