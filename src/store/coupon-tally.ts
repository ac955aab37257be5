import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Statements } from './database.js';

interface Known {
  readonly count: number;
  readonly throughId: number;
}

/**
 * How many coupons of a promotion are out or used. A run hands out a million of them chunk by chunk, and to count them all
 * before each chunk would take longer than everything else: what was counted once is remembered, and only what was issued since is
 * counted, as long as the limit is far. Coupons taken back meanwhile make the remembered number too high, never too low.
 */
export class CouponTally {
  readonly #known = new Map<number, Known>();

  /** @param wanted how many are to be issued: the answer is exact where fewer than twice as many are left */
  async left(
    tx: Statements,
    { promotionId, most }: { readonly promotionId: number; readonly most: number },
    wanted: number,
  ): Promise<number> {
    const known = this.#known.get(promotionId);
    if (known !== undefined) {
      const left = most - known.count - (await countFrom(tx, promotionId, known.throughId));
      if (left >= 2 * wanted) return left;
    }
    return most - (await couponCount(tx, promotionId));
  }

  /**
   * Remembers. Only under the lock that whoever issues this promotion's coupons takes, and before issuing: ids then
   * ascend in the order of the commits.
   */
  async remember(tx: Statements, promotionId: number): Promise<void> {
    const known = this.#known.get(promotionId);
    const [newest] = await tx.query<{ id: number | null }>(sql`SELECT max(id) AS id FROM coupon`);
    const throughId = newest?.id ?? 0;
    const count =
      known === undefined
        ? await couponCount(tx, promotionId)
        : known.count + (await countFrom(tx, promotionId, known.throughId));
    this.#known.set(promotionId, { count, throughId });
  }
}

// The greatest id there can be: a range with two ends PostgreSQL looks up by index even before it has counted the table; with one
// end it reads all coupons, for each chunk.
const lastId = 2_147_483_647;

async function countFrom(tx: Statements, promotionId: number, afterId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM coupon WHERE id BETWEEN ${afterId + 1} AND ${lastId} AND promotion_id + 0 = ${promotionId}`);
  return row?.count ?? 0;
}

export async function couponCount(tx: Statements, promotionId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*) AS count FROM coupon
    WHERE promotion_id = ${promotionId} AND state IN ('issued', 'reserved', 'redeemed')`);
  return row?.count ?? 0;
}
