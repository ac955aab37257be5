import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { boundOf } from '../domain/segment/evaluate.js';
import type { ClusterCondition } from '../domain/segment/rule.js';
import { clusterModelKind } from '../ports/model-store.js';
import type { Database, Dialect } from './database.js';

/** By version: the byte at a customer's id is the place of their cluster, 0 for in none. */
export type ClusterCodes = ReadonlyMap<number, Uint8Array>;

/** @throws Error if one of them is gone */
export async function clusterCodes(
  database: Database,
  versions: readonly number[],
): Promise<ClusterCodes> {
  const codes = new Map<number, Uint8Array>();
  for (const version of versions) {
    const row = await database.models.modelSnapshot.findUnique({
      where: { kind_version: { kind: clusterModelKind, version } },
      select: { bytes: true },
    });
    if (row === null) throw new Error(`version ${version} of the clusters is gone`);
    codes.set(version, row.bytes);
  }
  return codes;
}

/**
 * In `customer c`. The bytes go along as a parameter, a megabyte for a million customers: a look-up in them is a step,
 * where a list of ids would have to be read into a set first.
 */
export function clusterSql(rule: ClusterCondition, clusters: ClusterCodes, dialect: Dialect): Sql {
  const { version, code } = boundOf(rule);
  const codes = clusters.get(version);
  if (codes === undefined) throw new Error(`version ${version} of the clusters was not read`);
  if (dialect === 'sqlite') return sql`(substr(${codes}, c.id + 1, 1) = ${Uint8Array.of(code)})`;
  return sql`(CASE WHEN c.id < CAST(${codes.length} AS BIGINT)
    THEN get_byte(${codes}::bytea, c.id) ELSE 0 END = CAST(${code} AS INTEGER))`;
}
