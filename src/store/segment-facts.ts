import { sqltag as sql } from '@prisma/client/runtime/client';
import { type InteractionKind, interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { ClusterModel } from '../domain/segment/cluster/cluster-model.js';
import type {
  ClusterFact,
  CustomerFacts,
  IdentityFact,
  InteractionFact,
} from '../domain/segment/customer-facts.js';
import { clusterModelKind } from '../ports/model-store.js';
import { clusterCodes } from './cluster-sql.js';
import type { Database } from './database.js';
import { numbersIn } from './dialect.js';
import { isLiving } from './living-sql.js';
import { profileStore } from './profile-store.js';

const kindOfCode = new Map(
  Object.entries(interactionKindCode).map(([kind, code]) => [
    code as number,
    kind as InteractionKind,
  ]),
);

/** All that the evaluator asks about a few people: for explaining, not for whole segments. */
export async function customerFacts(
  database: Database,
  customerIds: readonly number[],
  clusterVersions: readonly number[] = [],
): Promise<CustomerFacts[]> {
  if (customerIds.length === 0) return [];
  const people = await peopleOf(database, customerIds);
  const profiles = await profileStore(database).find(customerIds);
  const profileOf = new Map(profiles.map((profile) => [profile.customerId, profile]));
  const interactions = await interactionsOf(database, customerIds);
  const identities = await identitiesOf(database, customerIds);
  const clustersOf = await clusterFacts(database, clusterVersions);
  const found = new Map(
    people.map(({ attributes, ...person }) => [
      person.customerId,
      {
        ...person,
        attributes: JSON.parse(attributes) as Record<string, unknown>,
        profile: profileOf.get(person.customerId) ?? null,
        clusters: clustersOf(person.customerId),
        interactions: interactions.get(person.customerId) ?? [],
        identities: identities.get(person.customerId) ?? [],
      },
    ]),
  );
  return customerIds.flatMap((id) => found.get(id) ?? []);
}

/** Which cluster somebody is in, in each of these clusterings. */
async function clusterFacts(database: Database, versions: readonly number[]) {
  const codes = await clusterCodes(database, versions);
  const rows = await database.models.modelSnapshot.findMany({
    where: { kind: clusterModelKind, version: { in: [...versions] } },
    select: { version: true, metrics: true },
  });
  const keysOf = new Map(
    rows.map(({ version, metrics }) => {
      const { clusters } = JSON.parse(metrics) as Pick<ClusterModel, 'clusters'>;
      return [version, clusters.map(({ key }) => key)];
    }),
  );
  return (customerId: number): ClusterFact[] =>
    versions.map((version) => {
      const code = codes.get(version)?.[customerId] ?? 0;
      return { version, code, name: keysOf.get(version)?.[code - 1] ?? null };
    });
}

interface PersonRow
  extends Pick<CustomerFacts, 'customerId' | 'externalId' | 'locale' | 'memberTier' | 'birthday'> {
  readonly attributes: string;
}

function peopleOf(database: Database, ids: readonly number[]): Promise<PersonRow[]> {
  return database.query<PersonRow>(sql`
    SELECT c.id AS "customerId", c.external_id AS "externalId", c.locale,
      c.member_tier AS "memberTier", c.birthday, c.attributes
    FROM customer c WHERE c.id IN ${numbersIn(database.dialect, ids)} AND ${isLiving}`);
}

interface InteractionRow extends Omit<InteractionFact, 'kind' | 'product'> {
  readonly personId: number;
  readonly kind: number;
  readonly sku: string | null;
  readonly category: string | null;
  readonly brand: string | null;
}

async function interactionsOf(database: Database, ids: readonly number[]) {
  const people = numbersIn(database.dialect, ids);
  const rows = await database.query<InteractionRow>(sql`
    SELECT COALESCE(m.canonical_customer_id, m.id) AS "personId", i.id, i.kind,
      i.occurred_at AS "occurredAt", i.amount_minor AS "amountMinor", i.order_id AS "orderId",
      p.sku, p.category, p.brand
    FROM customer m JOIN interaction i ON i.customer_id = m.id
    LEFT JOIN product p ON p.id = i.product_id
    WHERE (m.id IN ${people} AND m.canonical_customer_id IS NULL)
      OR m.canonical_customer_id IN ${people}
    ORDER BY i.occurred_at, i.id`);
  return grouped(rows, ({ personId, kind, sku, category, brand, ...fact }) => ({
    personId,
    value: {
      ...fact,
      kind: kindOf(kind),
      product: sku === null ? null : { sku, category, brand },
    },
  }));
}

function kindOf(code: number): InteractionKind {
  const kind = kindOfCode.get(code);
  if (kind === undefined) throw new Error(`no kind of interaction has the code ${code}`);
  return kind;
}

interface IdentityRow {
  readonly personId: number;
  readonly identityId: number;
  readonly channelAccount: string;
  readonly topic: string | null;
}

async function identitiesOf(database: Database, ids: readonly number[]) {
  const people = numbersIn(database.dialect, ids);
  const rows = await database.query<IdentityRow>(sql`
    SELECT COALESCE(m.canonical_customer_id, m.id) AS "personId", ci.id AS "identityId",
      ci.channel_account AS "channelAccount", e.topic
    FROM customer m JOIN channel_identity ci ON ci.customer_id = m.id
    LEFT JOIN consent_event e ON e.identity_id = ci.id AND e.kind = 'granted'
      AND e.sequence = (SELECT MAX(last.sequence) FROM consent_event last
        WHERE last.identity_id = e.identity_id AND last.topic = e.topic)
    WHERE ci.state = 'active' AND ((m.id IN ${people} AND m.canonical_customer_id IS NULL)
      OR m.canonical_customer_id IN ${people})
    ORDER BY ci.id`);
  const identities = new Map<number, { personId: number; value: IdentityFact }>();
  for (const { personId, identityId, channelAccount, topic } of rows) {
    const topics = identities.get(identityId)?.value.grantedTopics ?? [];
    const grantedTopics = topic === null ? topics : [...topics, topic];
    identities.set(identityId, { personId, value: { channelAccount, grantedTopics } });
  }
  return grouped([...identities.values()], (identity) => identity);
}

function grouped<Row, Value>(
  rows: readonly Row[],
  read: (row: Row) => { readonly personId: number; readonly value: Value },
): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const row of rows) {
    const { personId, value } = read(row);
    const group = groups.get(personId);
    if (group) group.push(value);
    else groups.set(personId, [value]);
  }
  return groups;
}
