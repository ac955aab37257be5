import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import { interestsOf } from '../domain/catalogue/interest.js';
import type { PickWish } from '../ports/pick-store.js';
import type { Database } from './database.js';
import { numbersIn } from './dialect.js';

interface WishRow {
  readonly person: number;
  readonly only: string;
  readonly muted: string;
}

/**
 * Two statements whatever the number of customers; who was merged into one of them counts as them, and one of them that
 * was merged into another, as both.
 */
export async function pickWishes(
  database: Database,
  customerIds: readonly number[],
): Promise<Map<number, PickWish>> {
  const people = peopleSql(numbersIn(database.dialect, customerIds));
  const interests = await database.query<WishRow>(sql`
    SELECT p.person, f.only_interests AS "only", f.muted_interests AS muted
    FROM ${people} JOIN preference f ON f.customer_id = p.id
    ORDER BY p.nth`);
  const refusals = await database.query<{ person: number; productId: number }>(sql`
    SELECT DISTINCT p.person, i.product_id AS "productId"
    FROM ${people} JOIN interaction i ON i.customer_id = p.id AND i.kind = ${interactionKindCode.dislike}
    WHERE i.product_id IS NOT NULL`);
  const wishes = new Map<number, PickWish>();
  const none: PickWish = { only: [], muted: [], refused: [] };
  for (const { person, only, muted } of interests)
    if (only === '[]' && muted === '[]') wishes.delete(person);
    else
      wishes.set(person, {
        ...none,
        only: interestsOf(JSON.parse(only)),
        muted: interestsOf(JSON.parse(muted)),
      });
  for (const { person, productId } of refusals) {
    const wish = wishes.get(person) ?? none;
    wishes.set(person, { ...wish, refused: [...wish.refused, productId] });
  }
  return wishes;
}

function peopleSql(ids: Sql): Sql {
  // What the surviving one says comes last: it holds, also where it took an earlier wish back.
  return sql`(SELECT id, canonical_customer_id AS person, 0 AS nth FROM customer WHERE canonical_customer_id IN ${ids}
              UNION ALL
              SELECT id, id AS person, 1 AS nth FROM customer WHERE id IN ${ids}
              UNION ALL
              SELECT canonical_customer_id AS id, id AS person, 2 AS nth FROM customer
              WHERE id IN ${ids} AND canonical_customer_id IS NOT NULL) p`;
}
