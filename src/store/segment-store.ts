import { sqltag as sql } from '@prisma/client/runtime/client';
import { clusterVersionsIn } from '../domain/segment/bind-clusters.js';
import type { NamedRules, SegmentRule } from '../domain/segment/rule.js';
import type { SegmentStore } from '../ports/segment-store.js';
import { clusterCodes } from './cluster-sql.js';
import type { Database } from './database.js';
import { integerList, parseIntegerLists } from './integer-list.js';
import { customerFacts } from './segment-facts.js';
import { membersSql } from './segment-sql.js';
import { wordsOf } from './segment-words.js';

type Compile = (
  rule: SegmentRule,
  named: NamedRules,
  asOf: number,
) => Promise<ReturnType<typeof membersSql>>;

/** @param timezone the shop's, in which birthdays fall on a day */
export function segmentStore(database: Database, timezone: string): SegmentStore {
  const statementOf: Compile = async (rule, named, asOf) => {
    const clusters = await clusterCodes(database, clusterVersionsIn(rule, named));
    return membersSql(rule, named, { dialect: database.dialect, asOf, timezone, clusters });
  };
  return {
    async members(rule, named, asOf) {
      const { ctes, select } = await statementOf(rule, named, asOf);
      // A million rows of one number would fill half a gigabyte on their way; one text of them fills eight megabytes.
      const list = integerList(database.dialect, 'member.id');
      const [found] = await database.query<{ list: string | null }>(
        sql`${ctes} SELECT ${list} AS list FROM (${select}) AS member`,
      );
      return parseIntegerLists([found?.list ?? '']).sort();
    },
    async size(rule, named, asOf) {
      const { ctes, select } = await statementOf(rule, named, asOf);
      const found = await database.query<{ size: number }>(
        sql`${ctes} SELECT COUNT(*) AS size FROM (${select}) AS member`,
      );
      return found[0]?.size ?? 0;
    },
    words: (matter) => wordsOf(database, matter),
    facts: (customerIds, clusterVersions = []) =>
      customerFacts(database, customerIds, clusterVersions),
  };
}
