import { empty, join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { birthdaysOn, bornUntil, monthOf } from '../domain/segment/birthday.js';
import { neededNames, ruleNamed } from '../domain/segment/references.js';
import type { FieldCondition, NamedRules, Range, SegmentRule } from '../domain/segment/rule.js';
import { attributeSql } from './attribute-sql.js';
import { type ClusterCodes, clusterSql } from './cluster-sql.js';
import type { Dialect } from './database.js';
import { textsIn } from './dialect.js';
import { figureSql, interestSql, rfmSql } from './figure-sql.js';
import { isLiving } from './living-sql.js';
import { didSql, identitySql, type PeopleSet } from './people-set-sql.js';

export interface SegmentSqlContext {
  readonly dialect: Dialect;
  readonly asOf: number;
  /** The shop's, for birthdays. */
  readonly timezone: string;
  /** Of every clustering that the rule asks about. */
  readonly clusters: ClusterCodes;
}

/**
 * One statement for a whole segment: a chain of CTEs and a last SELECT of ids, canonical and living, each once.
 *
 *     WITH b0 AS (people who did something), s0 AS (a segment it refers to) …
 *     SELECT c.id FROM customer c LEFT JOIN customer_profile p … WHERE tree of conditions
 *
 * A condition about more than the person's own row becomes a set of people, computed once, and then one more
 * boolean in the tree: "is in the set". How that is asked differs, see `isIn`.
 *
 * Every condition must be true or false, never NULL: NOT of NULL would lose people.
 */
export function membersSql(
  rule: SegmentRule,
  named: NamedRules,
  context: SegmentSqlContext,
): { readonly ctes: Sql; readonly select: Sql } {
  const names = neededNames(rule, named);
  const compiler = new Compiler(names, context);
  const parts = names.map((name, i) => ({
    name: `s${i}`,
    select: compiler.select(ruleNamed(name, named)),
  }));
  const select = compiler.select(rule);
  const segments = parts.map((part) => sql`${raw(part.name)} AS (${part.select})`);
  const ctes = [...compiler.setCtes(), ...segments];
  return { ctes: ctes.length === 0 ? empty : sql`WITH ${join(ctes)}`, select };
}

class Compiler {
  readonly #segmentNames: readonly string[];
  readonly #context: SegmentSqlContext;
  /** By what they ask for: the same question in two segments is asked once. */
  readonly #sets = new Map<string, { readonly alias: string; readonly select: Sql }>();

  constructor(segmentNames: readonly string[], context: SegmentSqlContext) {
    this.#segmentNames = segmentNames;
    this.#context = context;
  }

  select(rule: SegmentRule): Sql {
    const joined = new Set<string>();
    const condition = this.#condition(rule, joined);
    const joins = [...joined].map((alias) => {
      const name = raw(alias);
      return sql`LEFT JOIN ${name} ON ${name}.id = c.id`;
    });
    return sql`
      SELECT c.id FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id
      ${joins.length === 0 ? empty : join(joins, ' ')}
      WHERE ${isLiving} AND ${condition}`;
  }

  setCtes(): Sql[] {
    return [...this.#sets.values()].map(({ alias, select }) => sql`${raw(alias)} AS (${select})`);
  }

  #condition(rule: SegmentRule, joined: Set<string>): Sql {
    const { dialect, asOf } = this.#context;
    switch (rule.kind) {
      case 'everyone':
        return sql`1 = 1`;
      case 'all':
      case 'any': {
        const parts = rule.rules.map((each) => this.#condition(each, joined));
        return parts.length === 0
          ? emptyTree(rule.kind)
          : sql`(${join(parts, rule.kind === 'all' ? ' AND ' : ' OR ')})`;
      }
      case 'not':
        return sql`NOT ${this.#condition(rule.rule, joined)}`;
      case 'segment':
        return isIn(`s${this.#segmentNames.indexOf(rule.name)}`, dialect, joined);
      case 'did':
        return this.#inSet(rule, didSql(rule, dialect, asOf), joined);
      case 'consent':
      case 'channel':
        return this.#inSet(rule, { people: identitySql(rule), isComplement: false }, joined);
      case 'cluster':
        return clusterSql(rule, this.#context.clusters, dialect);
      case 'attribute':
        return attributeSql(rule, dialect);
      case 'field':
        return fieldSql(rule, dialect);
      case 'birthday':
        return birthdaySql(rule.when, this.#context);
      case 'age':
        return ageSql(rule.years, this.#context);
      case 'figure':
        return figureSql(rule, asOf);
      case 'rfm':
        return rfmSql(rule);
      case 'interest':
        return interestSql(rule, dialect);
      case 'prefers-channel':
        return sql`(COALESCE(p.preferred_channel, '') = ${rule.account})`;
      default:
        return rule satisfies never;
    }
  }

  #inSet(rule: SegmentRule, { people, isComplement }: PeopleSet, joined: Set<string>): Sql {
    const key = JSON.stringify(rule);
    const known = this.#sets.get(key)?.alias;
    const alias = known ?? `b${this.#sets.size}`;
    if (known === undefined) this.#sets.set(key, { alias, select: people });
    const isMember = isIn(alias, this.#context.dialect, joined);
    return isComplement ? sql`NOT ${isMember}` : isMember;
  }
}

function emptyTree(kind: 'all' | 'any'): Sql {
  return kind === 'all' ? sql`1 = 1` : sql`1 = 0`;
}

// SQLite looks each customer up in an index of the set that it makes for IN; for a join it may compare each
// with each (measured: 400 times slower). PostgreSQL hashes a join, and compares each with each for an IN
// below OR or NOT once the set is larger than its work_mem.
function isIn(alias: string, dialect: Dialect, joined: Set<string>): Sql {
  if (dialect === 'sqlite') return sql`(c.id IN (SELECT id FROM ${raw(alias)}))`;
  joined.add(alias);
  return sql`(${raw(alias)}.id IS NOT NULL)`;
}

function fieldSql({ field, values }: FieldCondition, dialect: Dialect): Sql {
  if (field === 'memberTier')
    return sql`(COALESCE(c.member_tier, '') IN ${textsIn(dialect, values)} AND c.member_tier IS NOT NULL)`;
  const isLocale = values.map((value) => {
    const prefix = `${value}-`;
    // Not LIKE: SQLite's ignores case, and % in a value would be a wildcard.
    return sql`COALESCE(c.locale, '') = ${value} OR substr(COALESCE(c.locale, ''), 1, CAST(${[...prefix].length} AS INTEGER)) = ${prefix}`;
  });
  return sql`(c.locale IS NOT NULL AND (${join(isLocale, ' OR ')}))`;
}

function ageSql({ atLeast, atMost }: Range, { asOf, timezone }: SegmentSqlContext): Sql {
  const born = sql`substr(COALESCE(c.birthday, ''), 1, 10)`;
  const old = atLeast === undefined ? [] : [sql`${born} <= ${bornUntil(atLeast, asOf, timezone)}`];
  const young =
    atMost === undefined ? [] : [sql`${born} > ${bornUntil(atMost + 1, asOf, timezone)}`];
  return sql`(${join([sql`c.birthday IS NOT NULL`, ...old, ...young], ' AND ')})`;
}

function birthdaySql(
  when: 'today' | 'this_month',
  { asOf, timezone, dialect }: SegmentSqlContext,
): Sql {
  return when === 'today'
    ? sql`(substr(COALESCE(c.birthday, ''), 6, 5) IN ${textsIn(dialect, birthdaysOn(asOf, timezone))})`
    : sql`(substr(COALESCE(c.birthday, ''), 6, 2) = ${monthOf(asOf, timezone)})`;
}
