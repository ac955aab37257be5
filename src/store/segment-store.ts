import { sqltag as sql } from '@prisma/client/runtime/client';
import type { SegmentStore } from '../ports/segment-store.js';
import type { Database } from './database.js';
import { customerFacts } from './segment-facts.js';
import { membersSql } from './segment-sql.js';
import { wordsOf } from './segment-words.js';

/** @param timezone the shop's, in which birthdays fall on a day */
export function segmentStore(database: Database, timezone: string): SegmentStore {
  const contextAt = (asOf: number) => ({ dialect: database.dialect, asOf, timezone });
  return {
    async members(rule, named, asOf) {
      const { ctes, select } = membersSql(rule, named, contextAt(asOf));
      const found = await database.query<{ id: number }>(sql`${ctes} ${select} ORDER BY c.id`);
      return Int32Array.from(found, ({ id }) => id);
    },
    async size(rule, named, asOf) {
      const { ctes, select } = membersSql(rule, named, contextAt(asOf));
      const found = await database.query<{ size: number }>(
        sql`${ctes} SELECT COUNT(*) AS size FROM (${select}) AS member`,
      );
      return found[0]?.size ?? 0;
    },
    words: (matter) => wordsOf(database, matter),
    facts: (customerIds) => customerFacts(database, customerIds),
  };
}
