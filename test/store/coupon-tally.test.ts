import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import { CouponTally } from '../../src/store/coupon-tally.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('the tally of a promotion’s coupons', (test) => {
  let made = 0;
  beforeEach(async () => {
    await test.database().writeSql(2, (tx) => tx.execute(sql`DELETE FROM coupon`));
  });

  async function issue(count: number, promotionId = 1): Promise<void> {
    await test.database().write(2, async ({ models }) => {
      const data = Array.from({ length: count }, () => ({
        code: `CODE${made++}`,
        promotionId,
        promotionVersionId: 1,
        validFrom: 0n,
        validUntil: 1n,
        createdAt: 0n,
      }));
      await models.coupon.createMany({ data });
    });
  }

  const limit = { promotionId: 1, most: 100 };

  it('counts what was issued since it last looked, of this promotion only', async () => {
    const tally = new CouponTally();
    await issue(10);
    await test.database().writeSql(2, (tx) => tally.remember(tx, 1));
    await issue(7);
    await issue(50, 2);
    expect(await tally.left(test.database(), limit, 5)).toBe(83);
    await test.database().writeSql(2, (tx) => tally.remember(tx, 1));
    await issue(3);
    expect(await tally.left(test.database(), limit, 5)).toBe(80);
  });

  it('is exact where few are left, coupons taken back included', async () => {
    const tally = new CouponTally();
    await issue(95);
    await test.database().writeSql(2, (tx) => tally.remember(tx, 1));
    await test
      .database()
      .writeSql(2, (tx) =>
        tx.execute(
          sql`UPDATE coupon SET state = 'revoked' WHERE promotion_id = 1 AND code LIKE '%5'`,
        ),
      );
    const [row] = await test
      .database()
      .query<{ live: number }>(sql`SELECT count(*) AS live FROM coupon WHERE state = 'issued'`);
    expect(await tally.left(test.database(), limit, 5)).toBe(100 - (row?.live ?? 0));
  });

  it('never tells of more than there are, without having looked before', async () => {
    await issue(99);
    expect(await new CouponTally().left(test.database(), limit, 1)).toBe(1);
  });
});
