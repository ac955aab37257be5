import { sqltag as sql } from '@prisma/client/runtime/client';
import { type ProfileShelf, type ShelfProduct, shelfOf } from '../domain/profile/shelf.js';
import type { Statements } from './database.js';

const productsPerPage = 20_000;

interface ProductRow extends Omit<ShelfProduct, 'tags'> {
  readonly tags: string;
}

/** The catalogue as profiles look at it, read again only after a product was added, removed or changed. */
export class ShelfCache {
  readonly #database: Statements;
  #stamp = '';
  #shelf: Promise<ProfileShelf> | null = null;

  constructor(database: Statements) {
    this.#database = database;
  }

  async shelf(): Promise<ProfileShelf> {
    const stamp = await this.#currentStamp();
    if (this.#shelf === null || stamp !== this.#stamp) {
      this.#shelf = readShelf(this.#database);
      this.#stamp = stamp;
    }
    return this.#shelf;
  }

  // An import changes products in several transactions that share one `updated_at`: the sum tells them apart.
  async #currentStamp(): Promise<string> {
    const [row] = await this.#database.query<{ stamp: string | null }>(sql`
      SELECT cast(count(*) AS text) || ' ' || cast(max(id) AS text) || ' ' || cast(sum(updated_at) AS text)
        AS stamp FROM product`);
    return row?.stamp ?? '';
  }
}

async function readShelf(database: Statements): Promise<ProfileShelf> {
  const products: ShelfProduct[] = [];
  for (;;) {
    const rows = await database.query<ProductRow>(sql`
      SELECT id, category, brand, tags, price_minor AS "priceMinor" FROM product
      WHERE id > ${products.at(-1)?.id ?? 0} ORDER BY id LIMIT ${productsPerPage}`);
    for (const row of rows) products.push({ ...row, tags: tagsIn(row.tags) });
    if (rows.length < productsPerPage) return shelfOf(products);
  }
}

function tagsIn(json: string): readonly string[] {
  return json === '[]' ? [] : (JSON.parse(json) as string[]);
}
