import { expect, it } from 'vitest';
import { commandOfAction, couponAction } from '../../src/domain/conversation/action.js';
import { converse } from '../../src/domain/conversation/converse.js';
import { freshState } from '../../src/domain/conversation/state.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { chatCards } from '../../src/services/chat-cards.js';
import { issueCoupons } from '../../src/services/coupons.js';
import { applyPromotions } from '../../src/services/promotions.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import { groupBuyStore } from '../../src/store/group-buy-store.js';
import { membershipStore } from '../../src/store/membership-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { pointsStore } from '../../src/store/points-store.js';
import { renderStore } from '../../src/store/render-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import { keyring, newCustomer } from '../support/chat-shop.js';
import { viewWith } from '../support/conversation-view.js';
import { onEachDatabase } from '../support/databases.js';
import { definition, startAt, tillOn } from '../support/promotions.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

onEachDatabase('chat cards', (test) => {
  it('are this customer’s coupons and today’s products, in words', async () => {
    const database = test.database();
    const clock = { at: startAt };
    const till = tillOn(database, clock);
    const product = (sku: string, stock: number | null, url: string | null) => ({
      sku,
      name: `Lantern ${sku}`,
      priceMinor: 1_250n,
      stock,
      url,
      createdAt: 0n,
      updatedAt: 0n,
    });
    await database.write(2, (tx) =>
      tx.models.product.createMany({
        data: [
          product('L1', null, 'https://shop.example/L1'),
          product('L2', 0, null),
          product('L3', 4, null),
        ],
      }),
    );
    const ids = await database.models.product.findMany({ select: { id: true, sku: true } });
    const [ada, bob] = [await newCustomer(database, 'ada'), await newCustomer(database, 'bob')];
    await behaviourStore(database, till.clock).recordOrders([
      {
        source: 'shop',
        externalId: 'o1',
        customerId: bob,
        kind: 'sale',
        discountMinor: 0,
        occurredAt: startAt - 1_000,
        lines: ids.map(({ id, sku }) => ({
          kind: 'product' as const,
          productId: id,
          sku,
          quantity: 1,
          unitPriceMinor: 1_250,
          amountMinor: 1_250,
          key: sku,
        })),
      },
    ]);
    await applyPromotions(till, [definition({ id: 'five' })]);
    const [code = ''] = await issueCoupons(till, {
      promotionKey: 'five',
      customerIds: [ada],
      validFrom: startAt,
      validUntil: startAt + 1_000,
    });
    const cards = chatCards({
      promotions: till.promotions,
      checkout: till.checkout,
      guesses: till.guesses,
      keyring,
      groupBuys: groupBuyStore(database),
      random: systemRandom,
      clock: till.clock,
      shop: { ...till.shop, timezone: 'Europe/London', locales: ['en'] },
      points: pointsStore(database),
      members: membershipStore(database),
      models: modelStore(database),
      pickFacts: pickStore(database),
      rendering: renderStore(database, keyring),
      shelves: shelfStore(database),
      log: quiet,
      pages: {
        shopUrl: 'https://shop.example',
        productUrl: (sku) => `https://shop.example/?p=${sku}`,
        checkoutUrl: (held) => `https://shop.example/?code=${held}`,
        groupUrl: () => null,
      },
    });

    const picks = await cards.picksFor(ada, 5, 'en');
    expect(picks.map(({ name }) => name).sort()).toEqual(['Lantern L1', 'Lantern L3']);
    expect(picks.map(({ url }) => url).sort()).toEqual([
      'https://shop.example/?p=L3',
      'https://shop.example/L1',
    ]);
    expect(picks[0]).toMatchObject({ price: '£12.50', reason: 'popular right now' });
    expect((await cards.picksFor(ada, 1, 'zh-CN'))[0]).toMatchObject({ reason: '近期热销' });

    const coupons = await cards.couponsOf(ada, 'en');
    expect(coupons).toHaveLength(1);
    expect(coupons[0]).toMatchObject({
      validUntil: startAt + 1_000,
      useUrl: `https://shop.example/?code=${coupons[0]?.code}`,
    });
    expect(await cards.couponsOf(bob, 'en')).toEqual([]);

    // The button of a campaign carries the stored code, the list shows it in groups: both are the same coupon.
    for (const action of [couponAction(code), couponAction(coupons[0]?.code ?? '')]) {
      expect(commandOfAction(action)).not.toBeNull();
      expect(Buffer.byteLength(action)).toBeLessThanOrEqual(64);
      const { reply } = converse(freshState, { kind: 'action', action }, viewWith({ coupons }));
      expect(JSON.stringify(reply)).toContain(`Your code: ${coupons[0]?.code}`);
    }
    clock.at = startAt + 1_000;
    expect(await cards.couponsOf(ada, 'en')).toEqual([]);
  });
});
