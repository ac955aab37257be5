import { randomBytes, randomUUID } from 'node:crypto';
import { type Promotion, promotionDefaults } from '../../../src/domain/promotion/promotion.js';
import { quote } from '../../../src/domain/promotion/quote.js';
import type { DemoDeps, DemoProduct, SampleCustomer } from '../../../src/http/demo/deps.js';
import type { DemoCart, DemoPurchase, DemoTill } from '../../../src/services/pay-demo-cart.js';
import { keyring, quietLog } from './parts.js';

// A demo shop of nine products whose till is the real calculator over a coupon that can be spent once.

const product = (
  sku: string,
  name: string,
  priceMinor: number,
  more: Partial<DemoProduct> = {},
): DemoProduct => ({
  sku,
  name,
  priceMinor,
  category: null,
  imageUrl: null,
  stock: null,
  reason: null,
  ...more,
});

const demoProducts: readonly DemoProduct[] = [
  product('85123A', 'White hanging heart T-light holder', 295, {
    reason: 'because you bought Red hanging heart T-light holder',
  }),
  product('22423', 'Regency cakestand 3 tier', 1275, {
    reason: 'because you bought Roses Regency teacup',
  }),
  product('85099B', 'Jumbo bag red retrospot', 208, { reason: 'popular just now' }),
  product('47566', 'Party bunting', 495),
  product('84879', 'Assorted colour bird ornament', 169),
  product('22720', 'Set of 3 cake tins pantry design', 495),
  product('21212', 'Pack of 72 retrospot cake cases', 55),
  product('22457', 'Natural slate heart chalkboard', 295, { stock: 0 }),
  product('22727', 'Alarm clock bakelike red', 375),
];

export const customerChatId = `${'0'.repeat(31)}1`;
const at = Date.UTC(2026, 10, 20, 15, 30);

const person = (
  externalId: string,
  name: string,
  scores: readonly [number, number, number],
  more: Partial<SampleCustomer> = {},
): SampleCustomer => ({
  externalId,
  name,
  country: 'United Kingdom',
  recencyScore: scores[0],
  frequencyScore: scores[1],
  monetaryScore: scores[2],
  orders: 7,
  spentMinor: 431_000,
  lastBoughtAt: at,
  favourites: ['Hearts and holders', 'Baking', 'Jumbo bags'],
  hasMessage: true,
  ...more,
});

const demoCustomers: readonly SampleCustomer[] = [
  person('12347', 'Amelia K.', [5, 5, 5], { country: 'Iceland' }),
  person('12748', '李娜 W.', [3, 4, 2], { orders: 1, spentMinor: 1_875, favourites: ['Party'] }),
  person('17841', 'Noah F.', [1, 2, 3], { hasMessage: false }),
  person('14646', 'Zofia M.', [4, 3, 5], { orders: 73, spentMinor: 27_948_902 }),
];

const couponPromotion: Promotion = {
  ...promotionDefaults,
  id: 'regulars-15',
  phase: 'order',
  effect: { type: 'percent_off', bps: 1_500, capMinor: null, rounding: 'line', basis: 'remaining' },
  conditions: [{ type: 'subtotal_at_least', amountMinor: 2_000, scope: {}, basis: 'original' }],
  code: 'SAVE-7KQ2-M4',
};

export interface DemoShop {
  readonly deps: DemoDeps;
  readonly purchases: DemoPurchase[];
}

export function demoShop(): DemoShop {
  const purchases: DemoPurchase[] = [];
  let isSpent = false;
  const quotes = new Map<string, boolean>();
  const receiptOf = (cart: DemoCart) => {
    const lines = cart.lines.map(({ sku, quantity }) => ({
      id: sku,
      sku,
      quantity,
      unitPriceMinor: demoProducts.find((each) => each.sku === sku)?.priceMinor ?? 0,
    }));
    const codes = isSpent ? [] : cart.codes.map((code) => code.toUpperCase());
    const context = { at, codes, customerTags: [] };
    return quote({ currency: 'GBP', lines, shippingMinor: 0 }, [couponPromotion], context);
  };
  const reservation = (id: string) => ({
    id,
    quoteId: id,
    orderRef: 'x',
    state: 'live' as const,
    discountMinor: 0,
    payableMinor: 0,
    currency: 'GBP',
    expiresAt: at,
    payingAt: null,
    depositMinor: 0,
    depositPaidAt: null,
    committedAt: null,
  });
  const till: DemoTill = {
    async quote(cart) {
      const receipt = receiptOf(cart);
      const quoteId = randomUUID();
      quotes.set(quoteId, receipt.applied.length > 0);
      const isApplied = receipt.applied.length > 0;
      const isKnown = couponPromotion.code === cart.codes[0]?.toUpperCase();
      const reason = isKnown ? 'SUBTOTAL_TOO_LOW' : 'NOT_VALID';
      const codes = cart.codes.map((code) => ({
        code,
        promotion: isKnown ? couponPromotion.id : null,
        outcome: isApplied ? ('applied' as const) : ('refused' as const),
        reason: isApplied ? null : reason,
      }));
      const names = { 'regulars-15': '15 % for regulars' };
      const none = { notes: {}, nearMisses: [], ownPoints: null, seatRefusal: null };
      return { quoteId, receipt, names, codes, ...none };
    },
    async reserve(quoteId) {
      if (quotes.get(quoteId) && isSpent) return { kind: 'refused', reason: 'ALREADY_REDEEMED' };
      return { kind: 'ok', reservation: reservation(quoteId) };
    },
    markPaying: async (id) => ({ kind: 'ok', reservation: reservation(id) }),
    markDepositPaid: async (id) => ({ kind: 'ok', reservation: reservation(id) }),
    reserved: async () => null,
    async commit(id) {
      if (quotes.get(id)) isSpent = true;
      return { kind: 'ok', reservation: reservation(id) };
    },
    async recordPurchase(purchase) {
      purchases.push(purchase);
    },
  };
  const deps: DemoDeps = {
    shopName: 'Lanterns & Co',
    currency: 'GBP',
    timezone: 'Europe/London',
    publicUrl: null,
    keyring,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)), uuid: randomUUID },
    log: quietLog,
    summary: async () => ({
      imported: {
        customers: 612,
        products: 1_284,
        orders: 2_918,
        interactions: 61_407,
        fromAt: Date.UTC(2026, 6, 2),
        untilAt: at,
      },
      model: { name: 'item-knn', products: 1_197, trainedAt: at },
      campaigns: [
        { id: 'autumn-picks', name: 'Autumn picks for regulars' },
        { id: 'we-miss-you', name: 'We miss you' },
      ],
      run: {
        campaignId: 'autumn-picks',
        occurrenceKey: 'manual:1',
        audience: 184,
        sent: 165,
        waiting: 0,
        holdout: 19,
        coupons: 165,
      },
      attribution: {
        text: 'Online Retail, D. Chen, UCI Machine Learning Repository, CC BY 4.0 (a slice, dates shifted, names made up)',
        href: 'https://archive.ics.uci.edu/dataset/352/online+retail',
      },
    }),
    customers: async () => demoCustomers,
    openChatAs: async (externalId) => (externalId === '12347' ? customerChatId : null),
    customerOfChat: async (chatId) =>
      chatId === customerChatId
        ? { id: 5, identityId: 8, externalId: '12347', name: 'Amelia K.' }
        : null,
    products: async () => demoProducts,
    productsBySku: async (skus) => demoProducts.filter(({ sku }) => skus.includes(sku)),
    offers: async () => [],
    offerProducts: async () => [],
    shelfPrices: async () => new Map(),
    giveGiftCard: async () => null,
    couponCodesOf: async () => (isSpent ? [] : ['SAVE-7KQ2-M4']),
    till,
  };
  return { deps, purchases };
}
