import { sqltag as sql } from '@prisma/client/runtime/client';
import type { AuditProduct } from '../domain/promotion/worst-cart/trial-cart.js';
import type { AuditStore } from '../ports/audit-store.js';
import type { StoredPromotion } from '../ports/promotion-store.js';
import type { Database } from './database.js';
import { definitionOf } from './promotion-definition.js';

const pageSize = 5_000;

export function auditStore(database: Database): AuditStore {
  return {
    products: () => productPages(database),
    pinned: (at) => pinned(database, at),
  };
}

interface ProductRow extends Omit<AuditProduct, 'tags'> {
  readonly id: number;
  readonly tags: string;
}

async function* productPages(database: Database): AsyncIterable<readonly AuditProduct[]> {
  let after = 0;
  for (;;) {
    const rows = await database.query<ProductRow>(sql`
      SELECT id, sku, name, price_minor AS "priceMinor", cost_minor AS "costMinor", category, brand, tags
      FROM product WHERE id > ${after} AND active AND kind = 'product' AND price_minor > 0
      ORDER BY id LIMIT ${pageSize}`);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ id: _, tags, ...row }) => ({ ...row, tags: JSON.parse(tags) as string[] }));
    after = last.id;
  }
}

async function pinned(database: Database, at: number): Promise<StoredPromotion[]> {
  const rows = await database.query<
    Omit<StoredPromotion, 'definition'> & { readonly definition: string }
  >(sql`
    SELECT p.id AS "promotionId", v.id AS "versionId", p.key, p.state, v.definition
    FROM promotion_version v JOIN promotion p ON p.id = v.promotion_id
    WHERE (p.state <> 'active' OR v.id <> p.current_version_id) AND EXISTS (
      SELECT 1 FROM coupon c WHERE c.promotion_id = p.id AND c.promotion_version_id = v.id
        AND c.state IN ('issued', 'reserved') AND c.valid_until > ${at})
    ORDER BY v.id`);
  return rows.map((row) => ({ ...row, definition: definitionOf(row.definition) }));
}
