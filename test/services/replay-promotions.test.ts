import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Condition } from '../../src/domain/promotion/condition.js';
import type { Effect } from '../../src/domain/promotion/effect.js';
import type { PromotionDefinition } from '../../src/domain/promotion/offer.js';
import type { ReplayReport } from '../../src/domain/promotion/replay/replay-report.js';
import type { ReplayCodes } from '../../src/domain/promotion/replay/scenario.js';
import { everyone } from '../../src/domain/segment/rule.js';
import { commitReservation } from '../../src/services/checkout.js';
import { replayPromotions } from '../../src/services/replay-promotions.js';
import type { Database } from '../../src/store/database.js';
import { replayStore } from '../../src/store/replay-store.js';
import { segmentStore } from '../../src/store/segment-store.js';
import { onEachDatabase } from '../support/databases.js';
import {
  addCustomer,
  type Definition,
  definition,
  reservationOf,
  startAt,
  tillOn,
} from '../support/promotions.js';

const dayMs = 86_400_000;
const shop = { currency: 'GBP', timezone: 'Europe/London' };

// A bag for 20.00 that costs 12.00, a lamp for 35.00 that costs 30.00; of a cup and a pen no cost is known.
const products = [
  { id: 1, sku: 'bag', priceMinor: 2_000n, costMinor: 1_200n },
  { id: 2, sku: 'lamp', priceMinor: 3_500n, costMinor: 3_000n },
  { id: 3, sku: 'cup', priceMinor: 800n },
  { id: 4, sku: 'pen', priceMinor: 200n },
].map((each) => ({ ...each, name: each.sku, createdAt: 0n, updatedAt: 0n }));

interface Order {
  readonly ref: string;
  readonly customerId?: number | null;
  readonly daysAgo: number;
  readonly lines: readonly (readonly [sku: string, quantity: number])[];
  readonly postageMinor?: number;
}

async function sell(database: Database, orders: readonly Order[]): Promise<void> {
  await database.write(2, async ({ models }) => {
    for (const { ref, customerId = null, daysAgo, lines, postageMinor } of orders) {
      const occurredAt = BigInt(startAt - daysAgo * dayMs);
      const order = await models.shopOrder.create({
        data: {
          source: 't',
          externalId: ref,
          customerId,
          kind: 'sale',
          occurredAt,
          recordedAt: 0n,
        },
      });
      const rows = lines.map(([sku, quantity]) => {
        const product = products.find((each) => each.sku === sku);
        const unitPriceMinor = product?.priceMinor ?? 100n;
        return { kind: 'product', sku, quantity, unitPriceMinor, productId: product?.id ?? null };
      });
      const postage = { kind: 'charge', sku: 'POST', quantity: 1, productId: null };
      const charges =
        postageMinor === undefined ? [] : [{ ...postage, unitPriceMinor: BigInt(postageMinor) }];
      await models.orderLine.createMany({
        data: [...rows, ...charges].map((row, i) => ({
          ...row,
          orderId: order.id,
          amountMinor: row.unitPriceMinor * BigInt(row.quantity),
          sourceKey: Buffer.from(String(i).padStart(16, '0')),
        })),
      });
    }
  });
}

const percent = (bps: number): Effect => ({
  type: 'percent_off',
  bps,
  capMinor: null,
  rounding: 'line',
  basis: 'remaining',
});

function automatic(given: Definition, conditions: readonly Condition[] = []): PromotionDefinition {
  const made = definition({ trigger: 'automatic', ...given });
  return {
    ...made,
    promotion: { ...made.promotion, conditions: [...made.promotion.conditions, ...conditions] },
  };
}

const fiveFromForty = automatic({ id: 'five', minimumMinor: 4_000 });
const tenForVip = automatic({ id: 'vip-ten', effect: percent(1_000) }, [
  { type: 'customer_tag', tag: 'vip' },
]);

onEachDatabase('a replay', (test) => {
  let [ann, bob] = [0, 0];

  beforeAll(async () => {
    const database = test.database();
    await database.write(2, ({ models }) => models.product.createMany({ data: products }));
    ann = await addCustomer(database, 'ann');
    bob = await addCustomer(database, 'bob');
    await database.write(2, ({ models }) =>
      models.customer.update({ where: { id: bob }, data: { attributes: '{"tags":["vip"]}' } }),
    );
  });

  beforeEach(() =>
    test.database().write(2, async ({ models }) => {
      await models.orderLine.deleteMany();
      await models.shopOrder.deleteMany();
    }),
  );

  async function replay(
    draft: readonly PromotionDefinition[],
    codes: ReplayCodes = 'all',
    only: ReadonlySet<string> | null = null,
  ): Promise<ReplayReport> {
    const database = test.database();
    const { promotions } = tillOn(database);
    const pastOrders = replayStore(database);
    const segments = segmentStore(database, shop.timezone);
    return replayPromotions(
      { pastOrders, promotions, segments, shop },
      {
        period: { from: startAt - 90 * dayMs, until: startAt },
        codes,
        draft,
        only,
        segments: new Map([['known', everyone]]),
        now: startAt,
        onProgress: () => undefined,
      },
    );
  }

  const fiveOrders = (): Order[] => [
    {
      ref: 'one',
      customerId: ann,
      daysAgo: 50,
      lines: [
        ['bag', 2],
        ['cup', 1],
      ],
    },
    { ref: 'two', daysAgo: 40, lines: [['cup', 1]] },
    { ref: 'three', customerId: bob, daysAgo: 30, lines: [['lamp', 1]] },
    {
      ref: 'four',
      customerId: ann,
      daysAgo: 20,
      lines: [
        ['bag', 1],
        ['lamp', 1],
      ],
    },
    {
      ref: 'five',
      daysAgo: 10,
      lines: [
        ['lamp', 1],
        ['pen', 1],
      ],
    },
    { ref: 'too old', daysAgo: 91, lines: [['lamp', 9]] },
  ];

  describe('of five orders summed by hand', () => {
    let report: ReplayReport;

    beforeEach(async () => {
      await sell(test.database(), fiveOrders());
      report = await replay([fiveFromForty, tenForVip]);
    });

    it('counts orders, goods, guests and lines without a cost', () => {
      // 48.00, 8.00, 35.00, 55.00 and 37.00; two cups and a pen have no cost.
      expect(report).toMatchObject({
        orders: 5,
        guestOrders: 2,
        goodsMinor: 18_300,
        lines: 8,
        linesWithoutCost: 3,
      });
    });

    it('adds up what each promotion gives', () => {
      // 5.00 each off 48.00 and 55.00; a tenth of 35.00.
      expect(report.draft).toMatchObject({ touched: 3, givenMinor: 1_350 });
      expect(report.promotions).toMatchObject([
        { id: 'five', draft: { orders: 2, givenMinor: 1_000 }, now: null },
        { id: 'vip-ten', draft: { orders: 1, givenMinor: 350 }, now: null },
      ]);
    });

    it('takes discounts from the margin of the lines whose cost is known', () => {
      // Without: 16.00, 5.00, 13.00, 5.00. With: 4.17 of the first 5.00 are the bags', 3.50 the lamp's, 5.00 of the fourth's.
      expect(report.marginBeforeMinor).toBe(3_900);
      expect(report.draft.marginMinor).toBe(3_900 - 417 - 350 - 500);
    });

    it('names the orders that were just short', () => {
      // 37.00 lacks 3.00 of 40.00; 31.50 for Bob and 8.00 lack more than a tenth.
      const none = { byMoney: 0, missingMinor: 0, byPiece: 0 };
      expect(report.promotions.map(({ justShort }) => justShort)).toEqual([
        { byMoney: 1, missingMinor: 300, byPiece: 0 },
        none,
      ]);
    });

    it('lists the orders that cost most', () => {
      const dear = report.dearest.map(({ ref, givenMinor, by }) => [ref, givenMinor, by]);
      expect(dear).toEqual([
        ['one', 500, ['five']],
        ['four', 500, ['five']],
        ['three', 350, ['vip-ten']],
      ]);
    });

    it('counts orders by their share: 9.1 and 10.4 and 10.0 %', () => {
      expect(report.shares).toEqual([
        { fromPercent: 0, orders: 0 },
        { fromPercent: 5, orders: 1 },
        { fromPercent: 10, orders: 2 },
      ]);
    });

    it('leaves out no week between the first and the last', () => {
      // 2 October to 11 November 2026: the weeks of 28 September to 9 November.
      const given = report.weeks.map(({ monday, draftMinor }) => [monday, draftMinor]);
      expect(given).toEqual([
        ['2026-09-28', 500],
        ['2026-10-05', 0],
        ['2026-10-12', 0],
        ['2026-10-19', 350],
        ['2026-10-26', 500],
        ['2026-11-02', 0],
        ['2026-11-09', 0],
      ]);
    });
  });

  it('of no promotion gives nothing and moves no margin', async () => {
    await sell(test.database(), fiveOrders());
    const report = await replay([]);
    expect(report.draft).toEqual({ touched: 0, givenMinor: 0, marginMinor: 3_900 });
  });

  it('counts what applies together, and what the two cost', async () => {
    await sell(test.database(), fiveOrders());
    const two = automatic({ id: 'two', effect: percent(200) });
    const { overlaps } = await replay([fiveFromForty, two]);
    // 5.00 and 2 % of 43.00 and of 50.00.
    expect(overlaps).toEqual([{ pair: ['five', 'two'], orders: 2, givenMinor: 1_000 + 86 + 100 }]);
  });

  it('stands beside the promotions in force, or for some of its own among them', async () => {
    const database = test.database();
    await sell(database, fiveOrders());
    await tillOn(database).apply([{ id: 'ten', effect: percent(1_000), trigger: 'automatic' }]);
    const instead = await replay([fiveFromForty]);
    expect(instead.now.givenMinor).toBe(1_830);
    expect(instead.draft.givenMinor).toBe(1_000);
    const beside = await replay([fiveFromForty, tenForVip], 'all', new Set(['five']));
    // 10 % first (it stands first): 43.20 and 49.50 are left of the two that reach 40.00.
    expect(beside.draft.givenMinor).toBe(1_830 + 1_000);
    await tillOn(database).apply([]);
  });

  describe('with limits', () => {
    it('stops at the uses, the money and the person', async () => {
      await sell(test.database(), fiveOrders());
      const all: Definition[] = [
        { id: 'uses', limits: { uses: 2 } },
        { id: 'money', limits: { budgetMinor: 1_200 } },
        { id: 'last-money', limits: { budgetMinor: 1_200, partialBudget: true } },
        { id: 'person', limits: { perCustomer: 1 } },
      ];
      for (const each of all) {
        const { draft, promotions } = await replay([automatic(each)]);
        const given = { uses: 1_000, money: 1_000, 'last-money': 1_200, person: 1_000 }[each.id];
        expect(draft.givenMinor, each.id).toBe(given);
        const refused = { uses: 3, money: 3, 'last-money': 2, person: 0 }[each.id];
        expect(promotions[0]?.refusedByLimit, each.id).toBe(refused);
      }
    });

    it('gives each known customer one coupon, used in the first order that it is good for', async () => {
      await sell(test.database(), fiveOrders());
      const coupon = definition({ id: 'coupon', minimumMinor: 5_000 });
      // Ann's second order alone reaches 50.00; guests hold no coupons.
      expect((await replay([coupon])).dearest.map(({ ref }) => ref)).toEqual(['four']);
      expect((await replay([coupon], 'none')).draft.givenMinor).toBe(0);
    });
  });

  it('counts which order of a person it is over all rows that are this person', async () => {
    const database = test.database();
    const other = await addCustomer(database, 'ann-on-telegram');
    await database.write(2, ({ models }) =>
      models.customer.update({ where: { id: other }, data: { canonicalCustomerId: ann } }),
    );
    await sell(database, [
      { ref: 'before', customerId: other, daysAgo: 200, lines: [['pen', 1]] },
      { ref: 'second', customerId: ann, daysAgo: 50, lines: [['bag', 1]] },
      { ref: 'first', customerId: bob, daysAgo: 40, lines: [['bag', 1]] },
      { ref: 'guest', daysAgo: 30, lines: [['bag', 1]] },
    ]);
    const nth = (from: number) =>
      automatic({ id: 'nth' }, [{ type: 'order_number', from, to: from }]);
    expect((await replay([nth(1)])).dearest.map(({ ref }) => ref)).toEqual(['first']);
    expect((await replay([nth(2)])).dearest.map(({ ref }) => ref)).toEqual(['second']);
  });

  it('knows who is in a segment today', async () => {
    await sell(test.database(), fiveOrders());
    const known = automatic({ id: 'known' }, [{ type: 'segment', segment: 'known' }]);
    const refs = (await replay([known])).dearest.map(({ ref }) => ref);
    expect(refs).toEqual(['one', 'three', 'four']);
  });

  it('takes charges as what shipping cost', async () => {
    await sell(test.database(), [
      { ref: 'sent', daysAgo: 9, lines: [['bag', 1]], postageMinor: 395 },
    ]);
    const free = automatic({ id: 'free', effect: { type: 'shipping_percent', bps: 10_000 } });
    const shipping = { ...free, promotion: { ...free.promotion, phase: 'shipping' as const } };
    const { draft } = await replay([shipping]);
    // 8.00 of margin less 3.95.
    expect(draft).toEqual({ touched: 1, givenMinor: 395, marginMinor: 405 });
  });

  it('sets dates aside, but not weekdays', async () => {
    await sell(test.database(), [
      { ref: 'saturday', daysAgo: 7, lines: [['bag', 1]] },
      { ref: 'sunday', daysAgo: 6, lines: [['bag', 1]] },
    ]);
    const soon = automatic({ id: 'soon', window: { fromAt: startAt + dayMs, untilAt: null } });
    const hours = { zone: 'Europe/London', days: [7], fromMinute: 0, untilMinute: 1_440 };
    const onSundays = { ...soon, promotion: { ...soon.promotion, recurring: hours } };
    expect((await replay([onSundays])).dearest.map(({ ref }) => ref)).toEqual(['sunday']);
  });

  it('of the promotions in force gives what an order quoted with them got', async () => {
    const database = test.database();
    const till = tillOn(database);
    const inForce: Definition[] = [
      { id: 'seventh', effect: percent(1_433), trigger: 'automatic' },
      { id: 'welcome', limits: { perCustomer: 1 } },
      { id: 'unused' },
    ];
    await till.apply(inForce);
    const [code = ''] = await till.issue('welcome', [ann]);
    // Two bags for 15.00.
    const { quoteId, receipt } = await till.quote([code], ann);
    const reservationId = reservationOf(await till.reserve(quoteId, 'quoted'));
    await commitReservation(till, { reservationId });
    await sell(database, [{ ref: 'quoted', customerId: ann, daysAgo: 1, lines: [['bag', 2]] }]);
    await database.write(2, ({ models }) =>
      models.orderLine.updateMany({ data: { unitPriceMinor: 1_500n } }),
    );
    const stored = await database.models.redemption.findMany();
    const storedMinor = stored.reduce((sum, each) => sum + Number(each.discountMinor), 0);
    const report = await replay([], 'observed');
    expect(storedMinor).toBe(receipt.discountMinor);
    expect(report.now).toMatchObject({ touched: 1, givenMinor: storedMinor });
    await till.apply([]);
  });
});
