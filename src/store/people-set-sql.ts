import { empty, join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { countsOrders, isEnough } from '../domain/segment/behaviour.js';
import type { BehaviourCondition, ProductFilter, SegmentRule } from '../domain/segment/rule.js';
import type { Dialect } from './database.js';
import { textsIn } from './dialect.js';
import { rangeSql } from './figure-sql.js';

/** People found by a SELECT of canonical ids, each once; the condition holds for them, or for everybody else. */
export interface PeopleSet {
  readonly people: Sql;
  readonly isComplement: boolean;
}

const personId = sql`COALESCE(m.canonical_customer_id, m.id)`;

/**
 * Who did it often enough. Where doing nothing is enough as well ("at most twice"), the set holds those who
 * did too much: who did nothing has no row to be found by.
 */
export function didSql(condition: BehaviourCondition, dialect: Dialect, asOf: number): PeopleSet {
  const { did, products, times, amountMinor, withinMs } = condition;
  const count = countsOrders(condition)
    ? sql`COUNT(DISTINCT COALESCE(i.order_id, -i.id))`
    : sql`COUNT(*)`;
  const isAmount =
    amountMinor === null
      ? empty
      : sql`AND ${rangeSql(sql`COALESCE(SUM(i.amount_minor), 0)`, amountMinor)}`;
  const holds = sql`(${rangeSql(count, times)} ${isAmount})`;
  const isComplement = isEnough({ times: 0, amountMinor: 0 }, condition);
  const isRecent =
    withinMs === null ? empty : sql`AND i.occurred_at > CAST(${asOf - withinMs} AS BIGINT)`;
  const people = sql`
    SELECT ${personId} AS id FROM interaction i JOIN customer m ON m.id = i.customer_id
    WHERE i.kind = ${interactionKindCode[did]} AND i.occurred_at <= CAST(${asOf} AS BIGINT)
      ${isRecent} ${products === null ? empty : sql`AND ${isAmong(products, dialect)}`}
    GROUP BY 1 HAVING ${isComplement ? sql`NOT ${holds}` : holds}`;
  return { people, isComplement };
}

function isAmong({ categories, brands, skus }: ProductFilter, dialect: Dialect): Sql {
  const lists = [
    categories === undefined ? [] : [sql`category IN ${textsIn(dialect, categories)}`],
    brands === undefined ? [] : [sql`brand IN ${textsIn(dialect, brands)}`],
    skus === undefined ? [] : [sql`sku IN ${textsIn(dialect, skus)}`],
  ].flat();
  // No list at all still asks for a product.
  const wanted = lists.length === 0 ? sql`1 = 1` : join(lists, ' AND ');
  return sql`i.product_id IN (SELECT id FROM product WHERE ${wanted})`;
}

/** Who has an active identity on the account, or one that agreed to the topic last. */
export function identitySql(rule: Extract<SegmentRule, { kind: 'consent' | 'channel' }>): Sql {
  const from = sql`SELECT DISTINCT ${personId} AS id
    FROM channel_identity ci JOIN customer m ON m.id = ci.customer_id`;
  if (rule.kind === 'channel') {
    const isAccount = rule.account === null ? empty : sql`AND ci.channel_account = ${rule.account}`;
    return sql`${from} WHERE ci.state = 'active' ${isAccount}`;
  }
  return sql`${from} JOIN consent_event e ON e.identity_id = ci.id
    WHERE ci.state = 'active' AND e.topic = ${rule.topic} AND e.kind = 'granted'
      AND NOT EXISTS (
        SELECT 1 FROM consent_event later
        WHERE later.identity_id = e.identity_id AND later.topic = e.topic
          AND later.sequence > e.sequence)`;
}
