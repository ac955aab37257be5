import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Keyring } from '../ports/keyring.js';
import type { CouponFacts, PersonFacts, ProductFacts, RenderStore } from '../ports/render-store.js';
import type { Database } from './database.js';
import { numbersIn } from './dialect.js';

export function renderStore(database: Database, keyring: Pick<Keyring, 'decrypt'>): RenderStore {
  const { dialect } = database;
  return {
    async products(productIds) {
      const rows = await database.query<ProductFacts & { stock: number | null; active: boolean }>(
        sql`SELECT id AS "productId", sku, name, category, price_minor AS "priceMinor",
              image_url AS "imageUrl", url, stock, active
            FROM product WHERE id IN ${numbersIn(dialect, productIds)}`,
      );
      return new Map(
        rows.map(({ stock, active, ...facts }) => [
          facts.productId,
          { ...facts, isAvailable: active && (stock === null || stock > 0) },
        ]),
      );
    },
    async coupons(couponIds) {
      const rows = await database.query<Omit<CouponFacts, 'definition'> & { definition: string }>(
        sql`SELECT c.id AS "couponId", c.code, c.valid_until AS "validUntil", v.definition
            FROM coupon c JOIN promotion_version v ON v.id = c.promotion_version_id
            WHERE c.id IN ${numbersIn(dialect, couponIds)}`,
      );
      return new Map(
        // Written by `apply` from the same type.
        rows.map((row) => [row.couponId, { ...row, definition: JSON.parse(row.definition) }]),
      );
    },
    async people(customerIds) {
      const rows = await database.query<PersonFacts & { name: string | null }>(
        sql`SELECT id AS "customerId", external_id AS "externalId", display_name AS name, timezone
            FROM customer WHERE id IN ${numbersIn(dialect, customerIds)}`,
      );
      return new Map(
        rows.map((row) => [
          row.customerId,
          { ...row, name: row.name === null ? null : keyring.decrypt(row.name) },
        ]),
      );
    },
    async versionsOfRuns(runIds) {
      const rows = await database.query<{ id: number; versionId: number }>(
        sql`SELECT id, version_id AS "versionId" FROM run WHERE id IN ${numbersIn(dialect, runIds)}`,
      );
      return new Map(rows.map(({ id, versionId }) => [id, versionId]));
    },
  };
}
