import { sqltag as sql } from '@prisma/client/runtime/client';
import type { SegmentStore } from '../ports/segment-store.js';
import type { Database } from './database.js';
import { integerList, parseIntegerLists } from './integer-list.js';
import { customerFacts } from './segment-facts.js';
import { membersSql } from './segment-sql.js';
import { wordsOf } from './segment-words.js';

/** @param timezone the shop's, in which birthdays fall on a day */
export function segmentStore(database: Database, timezone: string): SegmentStore {
  const contextAt = (asOf: number) => ({ dialect: database.dialect, asOf, timezone });
  return {
    async members(rule, named, asOf) {
      const { ctes, select } = membersSql(rule, named, contextAt(asOf));
      // A million rows of one number would fill half a gigabyte on their way; one text of them fills eight megabytes.
      const list = integerList(database.dialect, 'member.id');
      const [found] = await database.query<{ list: string | null }>(
        sql`${ctes} SELECT ${list} AS list FROM (${select}) AS member`,
      );
      return parseIntegerLists([found?.list ?? '']).sort();
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
