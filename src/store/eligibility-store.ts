import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { CustomerFacts, Route } from '../domain/campaign/eligibility.js';
import type { DeliveryFacts, EligibilityStore, FactsQuery } from '../ports/eligibility-store.js';
import type { Database } from './database.js';
import { notIndexed, numbersIn } from './dialect.js';
import { integerList } from './integer-list.js';

const dayMs = 86_400_000;

export function eligibilityStore(database: Database): EligibilityStore {
  return {
    facts: (query) =>
      factsOf(
        database,
        query,
        sql`${notIndexed(database.dialect, 'd.state')} IN ('planned', 'claimed', 'sending', 'sent', 'unknown')`,
      ),
    deliveryFacts: (ids, topic, now) => deliveryFacts(database, ids, topic, now),
  };
}

interface PersonRow {
  id: number;
  timezone: string | null;
  locale: string | null;
  isErased: boolean;
}

/** @param counted which deliveries (`d`) count as messages */
async function factsOf(
  database: Database,
  { customerIds, topic, now }: FactsQuery,
  counted: Sql,
): Promise<Map<number, CustomerFacts>> {
  const ids = numbersIn(database.dialect, customerIds);
  const people = await database.query<PersonRow>(sql`
    SELECT id, timezone, locale, erased_at IS NOT NULL AS "isErased" FROM customer WHERE id IN ${ids}`);
  const routes = group(await routesOf(database, ids, topic));
  const messages = group(await messagesOf(database, ids, counted, now));
  const preferences = new Map((await preferencesOf(database, ids)).map((row) => [row.person, row]));
  return new Map(
    people.map((person) => {
      const facts: CustomerFacts = {
        customerId: person.id,
        isErased: Boolean(person.isErased),
        timezone: person.timezone,
        locale: person.locale,
        routes: (routes.get(person.id) ?? []).map(routeOf),
        messagesAt: instantsOf(messages.get(person.id)),
        ...preferenceOf(preferences.get(person.id)),
      };
      return [person.id, facts];
    }),
  );
}

/** Rows of customers and whom they are: themselves, or the one they were merged into. */
function personOf(ids: Sql): Sql {
  return sql`(SELECT id, id AS person FROM customer WHERE id IN ${ids}
              UNION ALL
              SELECT id, canonical_customer_id AS person FROM customer
              WHERE canonical_customer_id IN ${ids}) p`;
}

interface RouteRow extends Omit<Route, 'hasConsent'> {
  person: number;
  consent: string | null;
}

function routesOf(database: Database, ids: Sql, topic: string): Promise<RouteRow[]> {
  return database.query<RouteRow>(sql`
    SELECT p.person, i.id AS "identityId", i.channel_account AS "channelAccount", i.state, i.locale,
      (SELECT e.kind FROM consent_event e WHERE e.identity_id = i.id AND e.topic = ${topic}
       ORDER BY e.sequence DESC LIMIT 1) AS consent
    FROM ${personOf(ids)} JOIN channel_identity i ON i.customer_id = p.id
    ORDER BY coalesce(i.last_inbound_at, i.linked_at) DESC, i.id DESC`);
}

function routeOf({ person: _person, consent, ...route }: RouteRow): Route {
  return { ...route, hasConsent: consent === 'granted' };
}

interface MessagesRow {
  person: number;
  /** Instants, separated by commas. */
  list: string;
}

// A select for each person, not a join: a fresh PostgreSQL, which has not counted the million rows just planned, would
// begin the join with every delivery in these states.
function messagesOf(database: Database, ids: Sql, counted: Sql, now: number) {
  const list = integerList(database.dialect, 'coalesce(d.sent_at, d.due_at)');
  return database.query<MessagesRow>(sql`
    SELECT person, list FROM (
      SELECT p.person, (SELECT ${list} FROM delivery d WHERE d.customer_id = p.id AND d.purpose = 'campaign'
        AND ${counted} AND coalesce(d.sent_at, d.due_at) > ${now - 8 * dayMs}) AS list
      FROM ${personOf(ids)}) counted WHERE list IS NOT NULL`);
}

function instantsOf(rows: readonly MessagesRow[] | undefined): number[] {
  return (rows ?? []).flatMap(({ list }) => list.split(',').map(Number));
}

interface PreferenceRow {
  person: number;
  fromMinute: number | null;
  untilMinute: number | null;
  maxPerWeek: number | null;
  mutedTopics: string;
}

// A person's own row comes last and so wins over one of a row merged into it.
function preferencesOf(database: Database, ids: Sql): Promise<PreferenceRow[]> {
  return database.query<PreferenceRow>(sql`
    SELECT p.person, f.quiet_from_minute AS "fromMinute", f.quiet_until_minute AS "untilMinute",
      f.max_per_week AS "maxPerWeek", f.muted_topics AS "mutedTopics"
    FROM ${personOf(ids)} JOIN preference f ON f.customer_id = p.id
    ORDER BY CASE WHEN p.id = p.person THEN 1 ELSE 0 END, f.updated_at`);
}

function preferenceOf(row: PreferenceRow | undefined) {
  const { fromMinute = null, untilMinute = null, maxPerWeek = null } = row ?? {};
  const quietHours =
    fromMinute === null || untilMinute === null ? null : { fromMinute, untilMinute };
  return {
    quietHours,
    maxPerWeek,
    mutedTopics: row === undefined ? [] : (JSON.parse(row.mutedTopics) as string[]),
  };
}

function group<Row extends { person: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const own = groups.get(row.person);
    if (own) own.push(row);
    else groups.set(row.person, [row]);
  }
  return groups;
}

interface ClaimedRow {
  deliveryId: number;
  identityId: number | null;
  person: number;
  twins: number;
  claimedBefore: number;
}

async function deliveryFacts(
  database: Database,
  deliveryIds: readonly number[],
  topic: string,
  now: number,
): Promise<Map<number, DeliveryFacts>> {
  const rows = await claimedRows(database, deliveryIds);
  const customerIds = [...new Set(rows.map((row) => row.person))];
  const counted = sql`${notIndexed(database.dialect, 'd.state')} IN ('sending', 'sent', 'unknown')`;
  const people = await factsOf(database, { customerIds, topic, now }, counted);
  return new Map(
    rows.flatMap((row) => {
      const person = people.get(row.person);
      if (person === undefined) return [];
      const routes = person.routes.filter((route) => route.identityId === row.identityId);
      const found: DeliveryFacts = {
        deliveryId: row.deliveryId,
        facts: { ...person, routes },
        claimedBefore: row.claimedBefore,
        hasTwin: row.twins > 0,
      };
      return [[row.deliveryId, found]];
    }),
  );
}

function claimedRows(database: Database, deliveryIds: readonly number[]): Promise<ClaimedRow[]> {
  const ids = numbersIn(database.dialect, deliveryIds);
  const others = (
    which: Sql,
  ) => sql`(SELECT count(*) FROM customer oc JOIN delivery o ON o.customer_id = oc.id
    WHERE (oc.id = mine.person OR oc.canonical_customer_id = mine.person) AND o.id <> mine.id
      AND o.purpose = 'campaign' AND ${which})`;
  // By the person's few messages; a run has a million.
  const [run, state] = ['o.run_id', 'o.state'].map((name) => notIndexed(database.dialect, name));
  const goesFirst = sql`(${state} IN ('sending', 'sent', 'unknown')
    OR (${state} IN ('planned', 'claimed') AND o.id < mine.id))`;
  return database.query<ClaimedRow>(sql`
    SELECT mine.id AS "deliveryId", mine.identity_id AS "identityId", mine.person,
      ${others(sql`${run} = mine.run_id AND ${goesFirst}`)} AS twins,
      ${others(sql`${state} = 'claimed' AND o.id < mine.id AND o.id NOT IN ${ids}`)} AS "claimedBefore"
    FROM (SELECT d.id, d.run_id, d.identity_id, coalesce(c.canonical_customer_id, c.id) AS person
          FROM delivery d JOIN customer c ON c.id = d.customer_id WHERE d.id IN ${ids}) mine`);
}
