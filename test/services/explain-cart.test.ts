import { expect, it } from 'vitest';
import { explainCart } from '../../src/services/explain-cart.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, tillOn } from '../support/promotions.js';

const lines = [{ id: 'bag', unitPriceMinor: 1_000, quantity: 1 }];
const asked = { lines, shippingMinor: 0, codes: [], customerId: null };

onEachDatabase('an explained cart', (test) => {
  it('tells what the shop’s promotions give and nearly give, and keeps nothing', async () => {
    const till = tillOn(test.database());
    await till.apply([
      { id: 'five', trigger: 'automatic' },
      { id: 'more', trigger: 'automatic', minimumMinor: 2_000 },
    ]);
    const count = () => test.database().write(2, (tx) => tx.models.quote.count());
    const before = await count();
    const found = await explainCart(till, asked);
    expect(found).toMatchObject({
      receipt: { payableMinor: 500, applied: [{ id: 'five' }] },
      // 10.00 − 5.00 = 5.00 of 20.00; both then give 5.00.
      nearMisses: [{ promotion: 'more', kind: 'spend', missing: 1_500, savesMinor: 500 }],
      definitions: [{ promotion: { id: 'five' } }, { promotion: { id: 'more' } }],
    });
    expect(await count()).toBe(before);
  });

  it('says of a code why it is refused, and locks nobody out for it', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'own' }]);
    const ann = await addCustomer(test.database(), `ann-${test.name}`);
    const [code = ''] = await till.issue('own', [ann]);
    for (let guess = 0; guess < 30; guess++) {
      const wrong = await explainCart(till, {
        ...asked,
        codes: [`WRONG${guess}`],
        customerId: ann,
      });
      expect(wrong).toMatchObject({ refusedCodes: [{ reason: 'NOT_VALID' }] });
    }
    const right = await explainCart(till, { ...asked, codes: [code], customerId: ann });
    expect(right).toMatchObject({ receipt: { payableMinor: 500 }, refusedCodes: [] });
  });

  it('refuses a line that has no price', async () => {
    const till = tillOn(test.database());
    const unknown = { ...asked, lines: [{ sku: 'nothing', quantity: 1 }] };
    expect(await explainCart(till, unknown)).toMatchObject({
      kind: 'refused',
      problems: [{ line: 0 }],
    });
  });
});
