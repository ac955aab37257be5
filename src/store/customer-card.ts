import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Keyring } from '../ports/keyring.js';
import type { CustomerCard, SupportCase } from '../ports/support-store.js';
import type { Database } from './database.js';

interface PersonRow {
  readonly name: string | null;
  readonly externalId: string | null;
  readonly since: number;
  readonly locale: string | null;
  readonly channelAccount: string;
  readonly consent: CustomerCard['consent'];
  readonly coupons: number;
}

/** Read for one customer at a time, when somebody of the staff is about to answer. */
export async function customerCard(
  database: Database,
  keyring: Pick<Keyring, 'decrypt'>,
  { customerId, identityId }: SupportCase,
  { topic, now }: { readonly topic: string; readonly now: number },
): Promise<CustomerCard | null> {
  const people = sql`SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId}`;
  const [person] = await database.query<PersonRow>(sql`
    SELECT c.display_name AS name, c.external_id AS "externalId",
      COALESCE((SELECT min(o.occurred_at) FROM shop_order o WHERE o.customer_id IN (${people})
       AND o.kind = 'sale' AND o.occurred_at < c.created_at), c.created_at) AS since,
      COALESCE(c.locale, i.locale) AS locale, i.channel_account AS "channelAccount",
      (SELECT e.kind FROM consent_event e WHERE e.identity_id = i.id AND e.topic = ${topic}
       ORDER BY e.sequence DESC LIMIT 1) AS consent,
      (SELECT count(*) FROM coupon k WHERE k.customer_id IN (${people}) AND k.state = 'issued'
       AND k.valid_from <= ${now} AND k.valid_until > ${now}) AS coupons
    FROM customer c JOIN channel_identity i ON i.id = ${identityId} WHERE c.id = ${customerId}`);
  if (person === undefined) return null;
  const orders = await database.query<{ at: number; totalMinor: number }>(sql`
    SELECT occurred_at AS at, total_minor AS "totalMinor" FROM shop_order
    WHERE customer_id IN (${people}) AND kind = 'sale' ORDER BY occurred_at DESC LIMIT 3`);
  const [campaign] = await database.query<{ name: string; sentAt: number }>(sql`
    SELECT r.campaign_id AS name, d.sent_at AS "sentAt" FROM delivery d JOIN run r ON r.id = d.run_id
    WHERE d.customer_id IN (${people}) AND d.purpose = 'campaign' AND d.sent_at IS NOT NULL
    ORDER BY d.sent_at DESC LIMIT 1`);
  const name = person.name === null ? null : keyring.decrypt(person.name);
  return { ...person, name, orders, lastCampaign: campaign ?? null };
}
