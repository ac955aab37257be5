import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ProductDraft } from '../domain/behaviour/product-draft.js';
import type { CatalogueStore, ProductsSaved } from '../ports/catalogue-store.js';
import type { Clock } from '../ports/clock.js';
import type { Database, Tx } from './database.js';
import { type JsonColumns, jsonRows, textsIn } from './dialect.js';
import { noteShelfChanges } from './shelf-changes.js';
import { writePriority } from './writer.js';

export function catalogueStore(database: Database, clock: Clock): CatalogueStore {
  return {
    saveProducts: (drafts, asOf, options = {}) =>
      database.write(options.bulk ? writePriority.bulk : writePriority.normal, (tx) =>
        saveProducts(tx, mergedBySku(drafts), { asOf, createdAt: clock.now() }),
      ),
    productIds: async (skus) => {
      if (skus.length === 0) return new Map();
      const found = await database.query<{ sku: string; id: number }>(
        sql`SELECT sku, id FROM product WHERE sku IN ${textsIn(database.dialect, skus)}`,
      );
      return new Map(found.map(({ sku, id }) => [sku, id]));
    },
  };
}

function mergedBySku(drafts: readonly ProductDraft[]): ProductDraft[] {
  const bySku = new Map<string, ProductDraft>();
  for (const draft of drafts) bySku.set(draft.sku, { ...bySku.get(draft.sku), ...draft });
  return [...bySku.values()];
}

const columns: JsonColumns = {
  sku: 'text',
  kind: 'text',
  name: 'text',
  description: 'text',
  category: 'text',
  brand: 'text',
  tags: 'text',
  price_minor: 'bigint',
  cost_minor: 'bigint',
  stock: 'int',
  image_url: 'text',
  url: 'text',
  active: 'boolean',
};

function toRow(draft: ProductDraft): readonly unknown[] {
  return [
    draft.sku,
    draft.kind ?? null,
    draft.name ?? null,
    draft.description ?? null,
    draft.category ?? null,
    draft.brand ?? null,
    draft.tags === undefined ? null : JSON.stringify(draft.tags),
    draft.priceMinor ?? null,
    draft.costMinor ?? null,
    draft.stock ?? null,
    draft.imageUrl ?? null,
    draft.url ?? null,
    draft.active ?? null,
  ];
}

async function saveProducts(
  tx: Tx,
  drafts: readonly ProductDraft[],
  at: { readonly asOf: number; readonly createdAt: number },
): Promise<ProductsSaved> {
  if (drafts.length === 0) return { created: 0, updated: 0, incomplete: [] };
  const rows = drafts.map(toRow);
  await lockProducts(tx, drafts);
  await noteShelfChanges(tx, jsonRows(tx.dialect, rows, columns), at.asOf);
  const created = await tx.execute(sql`
    INSERT INTO product (sku, kind, name, description, category, brand, tags, price_minor, cost_minor,
      stock, image_url, url, active, created_at, updated_at)
    SELECT r.sku, COALESCE(r.kind, 'product'), r.name, r.description, r.category, r.brand,
      COALESCE(r.tags, '[]'), r.price_minor, r.cost_minor, r.stock, r.image_url, r.url,
      COALESCE(r.active, true), ${at.createdAt}, ${at.asOf}
    FROM ${jsonRows(tx.dialect, rows, columns)}
    WHERE r.name IS NOT NULL AND r.price_minor IS NOT NULL
    ON CONFLICT (sku) DO NOTHING`);
  const updated = created === drafts.length ? 0 : await update(tx, rows, at.asOf);
  return { created, updated, incomplete: await missingSkus(tx, drafts) };
}

// What is noted as changed must be what is then changed; SQLite has one writer.
async function lockProducts(tx: Tx, drafts: readonly ProductDraft[]): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  const skus = drafts.map(({ sku }) => sku);
  await tx.query(sql`
    SELECT id FROM product WHERE sku IN ${textsIn(tx.dialect, skus)} ORDER BY id FOR UPDATE`);
}

function update(tx: Tx, rows: readonly (readonly unknown[])[], asOf: number): Promise<number> {
  return tx.execute(sql`
    UPDATE product SET
      kind = COALESCE(r.kind, product.kind), name = COALESCE(r.name, product.name),
      description = COALESCE(r.description, product.description),
      category = COALESCE(r.category, product.category), brand = COALESCE(r.brand, product.brand),
      tags = COALESCE(r.tags, product.tags), price_minor = COALESCE(r.price_minor, product.price_minor),
      cost_minor = COALESCE(r.cost_minor, product.cost_minor), stock = COALESCE(r.stock, product.stock),
      image_url = COALESCE(r.image_url, product.image_url), url = COALESCE(r.url, product.url),
      active = COALESCE(r.active, product.active), updated_at = ${asOf}
    FROM ${jsonRows(tx.dialect, rows, columns)}
    WHERE product.sku = r.sku AND product.updated_at <= ${asOf} AND (
      r.kind <> product.kind OR r.name <> product.name
      OR (r.description IS NOT NULL AND r.description IS DISTINCT FROM product.description)
      OR (r.category IS NOT NULL AND r.category IS DISTINCT FROM product.category)
      OR (r.brand IS NOT NULL AND r.brand IS DISTINCT FROM product.brand)
      OR r.tags <> product.tags OR r.price_minor <> product.price_minor
      OR (r.cost_minor IS NOT NULL AND r.cost_minor IS DISTINCT FROM product.cost_minor)
      OR (r.stock IS NOT NULL AND r.stock IS DISTINCT FROM product.stock)
      OR (r.image_url IS NOT NULL AND r.image_url IS DISTINCT FROM product.image_url)
      OR (r.url IS NOT NULL AND r.url IS DISTINCT FROM product.url)
      OR r.active <> product.active)`);
}

async function missingSkus(tx: Tx, drafts: readonly ProductDraft[]): Promise<string[]> {
  const partial = drafts.filter((d) => d.name === undefined || d.priceMinor === undefined);
  if (partial.length === 0) return [];
  const skus = partial.map(({ sku }) => sku);
  const found = await tx.query<{ sku: string }>(
    sql`SELECT sku FROM product WHERE sku IN ${textsIn(tx.dialect, skus)}`,
  );
  const known = new Set(found.map(({ sku }) => sku));
  return skus.filter((sku) => !known.has(sku));
}
