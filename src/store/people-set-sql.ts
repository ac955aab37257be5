import { empty, join, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { countsOrders, isEnough } from '../domain/segment/behaviour.js';
import type {
  BehaviourCondition,
  FollowUp,
  ProductFilter,
  SegmentRule,
} from '../domain/segment/rule.js';
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
  const isKnown = sql`i.occurred_at <= CAST(${asOf} AS BIGINT) ${isRecent}`;
  const isDeed = deedSql({ did, products }, dialect);
  if (condition.followUp === undefined && decidesByOne(condition))
    return { people: didOnceSql(sql`${isDeed} AND ${isKnown}`), isComplement };
  const deeds =
    condition.followUp === undefined
      ? sql`SELECT ${personId} AS id FROM interaction i JOIN customer m ON m.id = i.customer_id
          WHERE ${isDeed} AND ${isKnown}`
      : sql`SELECT i.person_id AS id
          FROM (${followedSql({ condition, followUp: condition.followUp }, isKnown, dialect)}) i
          WHERE i.is_deed AND ${isFollowedSql(condition.followUp, asOf)}`;
  const people = sql`${deeds} GROUP BY 1 HAVING ${isComplement ? sql`NOT ${holds}` : holds}`;
  return { people, isComplement };
}

/** Whether one deed settles it: "at least once" is true by it, and "never" false. */
function decidesByOne({ times, amountMinor }: BehaviourCondition): boolean {
  const { atLeast = 0, atMost } = times;
  return (
    amountMinor === null && (atLeast === 1 ? atMost === undefined : atLeast < 1 && atMost === 0)
  );
}

// The first deed is found by the index, and the others are not read.
function didOnceSql(isDeed: Sql): Sql {
  return sql`SELECT DISTINCT ${personId} AS id FROM customer m
    WHERE EXISTS (SELECT 1 FROM interaction i WHERE i.customer_id = m.id AND ${isDeed})`;
}

function deedSql(
  { did, products }: Pick<BehaviourCondition, 'did' | 'products'>,
  dialect: Dialect,
): Sql {
  const isKind = sql`i.kind = ${interactionKindCode[did]}`;
  return products === null ? isKind : sql`${isKind} AND ${isAmong(products, dialect)}`;
}

// One pass over both kinds in order, latest first, carries the next deed of the second kind along; a look-up for each
// deed of the first would need an index by person, which merged customers do not have.
function followedSql(
  { condition, followUp }: { condition: BehaviourCondition; followUp: FollowUp },
  isKnown: Sql,
  dialect: Dialect,
): Sql {
  const isNext = followUp.isSameProduct
    ? sql`${deedSql(followUp, dialect)} AND i.product_id IS NOT NULL`
    : deedSql(followUp, dialect);
  const products = followUp.isSameProduct ? sql`, i.product_id` : empty;
  const kinds = [condition.did, followUp.did].map((kind) => interactionKindCode[kind]);
  return sql`
    SELECT ${personId} AS person_id, i.id, i.order_id, i.amount_minor, i.occurred_at,
      (${deedSql(condition, dialect)}) AS is_deed,
      MIN(CASE WHEN ${isNext} THEN i.occurred_at END) OVER (
        PARTITION BY ${personId} ${products} ORDER BY i.occurred_at DESC
        RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS next_at
    FROM interaction i JOIN customer m ON m.id = i.customer_id
    WHERE i.kind IN (${join(kinds)}) AND ${isKnown}`;
}

function isFollowedSql({ isWanted, withinMs }: FollowUp, asOf: number): Sql {
  if (withinMs === null) return isWanted ? sql`i.next_at IS NOT NULL` : sql`i.next_at IS NULL`;
  const until = sql`i.occurred_at + CAST(${withinMs} AS BIGINT)`;
  if (isWanted) return sql`i.next_at <= ${until}`;
  return sql`(i.next_at IS NULL OR i.next_at > ${until}) AND ${until} <= CAST(${asOf} AS BIGINT)`;
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
  return sql`${from}
    WHERE ci.state = 'active' AND 'granted' = (
      SELECT e.kind FROM consent_event e WHERE e.identity_id = ci.id AND e.topic = ${rule.topic}
      ORDER BY e.sequence DESC LIMIT 1)`;
}
