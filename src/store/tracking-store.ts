import { sqltag as sql } from '@prisma/client/runtime/client';
import type { TrackedLink, TrackingStore } from '../ports/tracking-store.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

type LinkRow = Parameters<TrackingStore['saveLinks']>[0][number];

export function trackingStore(database: Database): TrackingStore {
  return {
    async saveLinks(drafts, at) {
      if (drafts.length === 0) return [];
      await database.write(writePriority.intent, (tx) => insertLinks(tx, drafts, at));
      const saved = await tokensOf(database, drafts);
      return drafts.map(({ deliveryId, label }) => saved.get(`${deliveryId} ${label}`) ?? '');
    },
    async linkOf(token) {
      const [row] = await database.query<TrackedLink>(sql`
        SELECT l.id, l.target, l.delivery_id AS "deliveryId", d.customer_id AS "customerId", l.product_id AS "productId"
        FROM tracked_link l JOIN delivery d ON d.id = l.delivery_id WHERE l.token = ${token}`);
      return row ?? null;
    },
    async recordClick({ linkId, at, actor, rule }) {
      return database.write(writePriority.normal, async (tx) => {
        const made = await tx.models.click.create({
          data: { linkId, at: BigInt(at), actor, rule },
        });
        return made.id;
      });
    },
  };
}

async function insertLinks(tx: Tx, drafts: readonly LinkRow[], at: number): Promise<void> {
  const rows = JSON.stringify(
    drafts.map((draft) => ({ ...draft, productId: draft.productId ?? null })),
  );
  await tx.execute(
    tx.dialect === 'sqlite'
      ? sql`INSERT INTO tracked_link (token, delivery_id, label, product_id, target, created_at)
            SELECT value->>'token', value->>'deliveryId', value->>'label', value->>'productId', value->>'target', ${at}
            FROM json_each(${rows}) WHERE true ON CONFLICT (delivery_id, label) DO NOTHING`
      : sql`INSERT INTO tracked_link (token, delivery_id, label, product_id, target, created_at)
            SELECT token, "deliveryId", label, "productId", target, ${at}::bigint
            FROM jsonb_to_recordset(${rows}::jsonb)
              AS r(token text, "deliveryId" int, label text, "productId" int, target text)
            ON CONFLICT (delivery_id, label) DO NOTHING`,
  );
}

async function tokensOf(
  database: Database,
  drafts: readonly LinkRow[],
): Promise<Map<string, string>> {
  const deliveryIds = [...new Set(drafts.map(({ deliveryId }) => deliveryId))];
  const rows = await database.models.trackedLink.findMany({
    where: { deliveryId: { in: deliveryIds } },
    select: { deliveryId: true, label: true, token: true },
  });
  return new Map(rows.map(({ deliveryId, label, token }) => [`${deliveryId} ${label}`, token]));
}
