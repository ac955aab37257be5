import { sqltag as sql } from '@prisma/client/runtime/client';
import type { CustomerDraft } from '../domain/behaviour/customer-draft.js';
import type { Clock } from '../ports/clock.js';
import type { CustomerRegistry } from '../ports/customer-registry.js';
import type { Keyring } from '../ports/keyring.js';
import type { Database, Tx } from './database.js';
import { type JsonColumns, jsonRows, textsIn } from './dialect.js';
import { writePriority } from './writer.js';

export function customerRegistry(
  database: Database,
  keyring: Keyring,
  clock: Clock,
): CustomerRegistry {
  return {
    saveCustomers: (drafts, options = {}) => {
      // Encrypted before the one writer is taken.
      const rows = merged(drafts).map((draft) => toRow(draft, keyring));
      return database.write(options.bulk ? writePriority.bulk : writePriority.normal, (tx) =>
        saveCustomers(tx, rows, clock.now()),
      );
    },
    customerIds: async (externalIds) => {
      if (externalIds.length === 0) return new Map();
      const found = await database.query<{ externalId: string; id: number }>(sql`
        SELECT external_id AS "externalId", COALESCE(canonical_customer_id, id) AS id FROM customer
        WHERE external_id IN ${textsIn(database.dialect, externalIds)}`);
      return new Map(found.map(({ externalId, id }) => [externalId, id]));
    },
  };
}

function merged(drafts: readonly CustomerDraft[]): CustomerDraft[] {
  const byId = new Map<string, CustomerDraft>();
  for (const draft of drafts) {
    const earlier = byId.get(draft.externalId);
    const attributes = { ...earlier?.attributes, ...draft.attributes };
    byId.set(draft.externalId, { ...earlier, ...draft, attributes });
  }
  return [...byId.values()];
}

const columns: JsonColumns = {
  external_id: 'text',
  display_name: 'text',
  locale: 'text',
  timezone: 'text',
  birthday: 'text',
  member_tier: 'text',
  attributes: 'text',
};

function toRow(draft: CustomerDraft, keyring: Keyring): readonly unknown[] {
  return [
    draft.externalId,
    draft.displayName === undefined ? null : keyring.encrypt(draft.displayName),
    draft.locale ?? null,
    draft.timezone ?? null,
    draft.birthday ?? null,
    draft.memberTier ?? null,
    JSON.stringify(draft.attributes ?? {}),
  ];
}

async function saveCustomers(tx: Tx, rows: readonly (readonly unknown[])[], createdAt: number) {
  if (rows.length === 0) return { created: 0, updated: 0 };
  const created = await tx.execute(sql`
    INSERT INTO customer
      (external_id, display_name, locale, timezone, birthday, member_tier, attributes, created_at)
    SELECT r.external_id, r.display_name, r.locale, r.timezone, r.birthday, r.member_tier, r.attributes,
      ${createdAt}
    FROM ${jsonRows(tx.dialect, rows, columns)} WHERE true
    ON CONFLICT (external_id) DO NOTHING`);
  if (created === rows.length) return { created, updated: 0 };
  if (rows.some((row) => row[timezoneColumn] !== null)) await dropMovedProfiles(tx, rows);
  const updated = await update(tx, rows);
  return { created, updated };
}

const timezoneColumn = Object.keys(columns).indexOf('timezone');

// Active days are counted in the person's own zone; who has no profile gets one on the next pass.
async function dropMovedProfiles(tx: Tx, rows: readonly (readonly unknown[])[]): Promise<void> {
  await tx.execute(sql`
    DELETE FROM customer_profile WHERE customer_id IN (
      SELECT customer.id FROM customer
      JOIN ${jsonRows(tx.dialect, rows, columns)} ON customer.external_id = r.external_id
      WHERE r.timezone IS NOT NULL AND r.timezone IS DISTINCT FROM customer.timezone)`);
}

// A cipher text is new each time, so a given name always counts as a change.
function update(tx: Tx, rows: readonly (readonly unknown[])[]): Promise<number> {
  const attributes =
    tx.dialect === 'sqlite'
      ? sql`json_patch(customer.attributes, r.attributes)`
      : sql`(customer.attributes::jsonb || r.attributes::jsonb)::text`;
  const isChanged =
    tx.dialect === 'sqlite'
      ? sql`json_patch(customer.attributes, r.attributes) <> json(customer.attributes)`
      : sql`NOT customer.attributes::jsonb @> r.attributes::jsonb`;
  return tx.execute(sql`
    UPDATE customer SET
      display_name = COALESCE(r.display_name, customer.display_name),
      locale = COALESCE(r.locale, customer.locale), timezone = COALESCE(r.timezone, customer.timezone),
      birthday = COALESCE(r.birthday, customer.birthday),
      member_tier = COALESCE(r.member_tier, customer.member_tier),
      attributes = ${attributes}
    FROM ${jsonRows(tx.dialect, rows, columns)}
    WHERE customer.external_id = r.external_id AND customer.erased_at IS NULL AND (
      r.display_name IS NOT NULL
      OR (r.locale IS NOT NULL AND r.locale IS DISTINCT FROM customer.locale)
      OR (r.timezone IS NOT NULL AND r.timezone IS DISTINCT FROM customer.timezone)
      OR (r.birthday IS NOT NULL AND r.birthday IS DISTINCT FROM customer.birthday)
      OR (r.member_tier IS NOT NULL AND r.member_tier IS DISTINCT FROM customer.member_tier)
      OR ${isChanged})`);
}
