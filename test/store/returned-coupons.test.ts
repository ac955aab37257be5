import { expect, it } from 'vitest';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, tillOn } from '../support/promotions.js';

onEachDatabase('coupons that were taken back', (test) => {
  // What delivery-finish does with the coupon of a message that failed, was refused or was a test.
  it('leave their place in the limit to the next one', async () => {
    const database = test.database();
    const till = tillOn(database);
    const id = 'two-only';
    await till.apply([{ id, limits: { uses: 2 } }]);
    const customer = await addCustomer(database, 'ann');
    const [first = ''] = await till.issue(id, [customer, customer]);
    await expect(till.issue(id, [customer])).rejects.toThrow('two-only is limited to 2 uses');
    const [coupon] = await till.promotions.coupons([first]);
    expect(await till.promotions.revoke([coupon?.couponId ?? 0])).toBe(1);
    expect(await till.issue(id, [customer])).toHaveLength(1);
    await expect(till.issue(id, [customer])).rejects.toThrow('two-only is limited to 2 uses');
  });
});
