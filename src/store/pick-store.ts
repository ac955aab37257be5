import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PickStore, ProductFacts, ProductKind } from '../ports/pick-store.js';
import { customerTraits } from './customer-traits.js';
import type { Database } from './database.js';
import { jsonRows, textsIn } from './dialect.js';
import { integerList, parseIntegerLists } from './integer-list.js';
import { pickWishes } from './pick-wishes.js';
import { dailyPurchases, purchaseSets, salesTo } from './purchase-sets.js';
import { recentSales } from './sales-sets.js';
import { customerFacts, shownProducts } from './shown-products.js';
import { viewSets } from './view-sets.js';

export function pickStore(database: Database): PickStore {
  return {
    pickable: (kinds) => pickable(database, kinds),
    boughtBy: (customerIds, asOf) => purchaseSets(database, customerIds, asOf),
    daysBought: (customerIds, asOf) => dailyPurchases(database, customerIds, asOf),
    lookedAt: (customerIds, time) => viewSets(database, customerIds, time),
    traitsOf: (people, asOf) =>
      customerTraits(database, { people, fewest: 1, year: new Date(asOf).getUTCFullYear() }),
    wishes: (customerIds) => pickWishes(database, customerIds),
    salesTo: (customerIds, time) => salesTo(database, customerIds, time),
    recentSales: (asOf) => recentSales(database, asOf),
    productFacts: (ids) => productFacts(database, ids),
    shownTo: (customerIds, since) => shownProducts(database, customerIds, since),
    customerFacts: (ids) => customerFacts(database, ids),
  };
}

async function pickable(database: Database, kinds: readonly ProductKind[]): Promise<Int32Array> {
  const [row] = await database.query<{ list: string | null }>(sql`
    SELECT ${integerList(database.dialect, 'id')} AS list FROM product
    WHERE active AND (stock IS NULL OR stock > 0) AND kind IN ${textsIn(database.dialect, kinds)}`);
  return parseIntegerLists([row?.list ?? '']).sort();
}

async function productFacts(database: Database, ids: readonly number[]) {
  const wanted = jsonRows(
    database.dialect,
    ids.map((id) => [id]),
    { id: 'int' },
  );
  const rows = await database.query<ProductFacts>(sql`
    SELECT p.id, p.sku, p.name, p.kind, p.price_minor AS "priceMinor", p.cost_minor AS "costMinor",
      p.category, p.stock
    FROM ${wanted} 
    JOIN product p ON p.id = r.id`);
  return new Map(rows.map((facts) => [facts.id, facts]));
}
