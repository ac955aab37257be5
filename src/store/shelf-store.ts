import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ShelfItem } from '../domain/catalogue/interest.js';
import type { SearchedProduct } from '../domain/catalogue/search-rank.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import type { Database } from './database.js';
import { jsonRows } from './dialect.js';

export function shelfStore(database: Database): ShelfStore {
  return {
    async stamp() {
      const [row] = await database.query<{ stamp: string }>(sql`
        SELECT count(*) || ':' || COALESCE(max(updated_at), 0) || ':' || COALESCE(sum(stock), 0) AS stamp
        FROM product WHERE active`);
      return row?.stamp ?? '';
    },
    shelf: () => shelf(database),
    search: (terms, limit) => search(database, terms, limit),
    async productId(sku) {
      const row = await database.models.product.findUnique({
        where: { sku },
        select: { id: true },
      });
      return row?.id ?? null;
    },
  };
}

const isOnShelf = sql`p.active AND (p.stock IS NULL OR p.stock > 0)`;

async function shelf(database: Database): Promise<ShelfItem[]> {
  const rows = await database.query<Omit<ShelfItem, 'tags'> & { tags: string }>(sql`
    SELECT p.id AS "productId", p.name, p.category, p.brand, p.tags FROM product p WHERE ${isOnShelf}`);
  return rows.map((row) => ({ ...row, tags: row.tags === '[]' ? [] : JSON.parse(row.tags) }));
}

/** What stands between percent signs. A plural in -ies has only the letters before its y in common with the singular. */
function patternOf(term: string): string {
  const stem = /^[a-z]{3,}y$/.test(term) ? term.slice(0, -1) : term;
  return `%${stem.replace(/[!%_]/g, (special) => `!${special}`)}%`;
}

function search(database: Database, terms: readonly string[], limit: number) {
  const patterns = terms.map((term) => [patternOf(term)]);
  const about = sql`lower(p.name || ' ' || COALESCE(p.category, '') || ' ' || COALESCE(p.brand, '') || ' ' || p.sku)`;
  return database.query<SearchedProduct>(sql`
    SELECT p.id AS "productId", p.sku, p.name, p.category, p.brand
    FROM ${jsonRows(database.dialect, patterns, { pattern: 'text' })}
    JOIN product p ON ${isOnShelf} AND ${about} LIKE r.pattern ESCAPE '!'
    GROUP BY p.id, p.sku, p.name, p.category, p.brand
    ORDER BY count(*) DESC, p.id LIMIT ${limit}`);
}
