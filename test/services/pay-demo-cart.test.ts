import { expect, it } from 'vitest';
import type { Receipt } from '../../src/domain/promotion/receipt.js';
import type { CheckoutAnswer } from '../../src/ports/checkout-store.js';
import { type DemoTill, payDemoCart } from '../../src/services/pay-demo-cart.js';

const receipt = {
  currency: 'GBP',
  at: 5,
  lines: [],
  discountMinor: 1,
  payableMinor: 9,
} as unknown as Receipt;
const cart = { customerId: 3, lines: [], codes: ['A'], typist: {} };
const ok = { kind: 'ok', reservation: { id: 'r1' } } as CheckoutAnswer;
const spent: CheckoutAnswer = { kind: 'refused', reason: 'ALREADY_REDEEMED' };

function till(answers: { reserve: CheckoutAnswer; commit: CheckoutAnswer }) {
  const steps: string[] = [];
  const fake: DemoTill = {
    quote: async () => ({ quoteId: 'q1', receipt, names: {}, codes: [], seatRefusal: null }),
    reserve: async (quoteId, orderRef) => {
      steps.push(`reserve ${quoteId} ${orderRef}`);
      return answers.reserve;
    },
    commit: async (id) => {
      steps.push(`commit ${id}`);
      return answers.commit;
    },
    recordPurchase: async ({ orderRef, totalMinor }) => {
      steps.push(`record ${orderRef} ${totalMinor}`);
    },
  };
  return { fake, steps };
}

it('reserves, commits, then tells of the purchase, all under one order', async () => {
  const { fake, steps } = till({ reserve: ok, commit: ok });
  expect((await payDemoCart(fake, cart, 'o1')).kind).toBe('paid');
  expect(steps).toEqual(['reserve q1 o1', 'commit r1', 'record o1 9']);
});

it('tells of no purchase when the price could not be held or the coupon was gone', async () => {
  const held = till({ reserve: spent, commit: ok });
  expect(await payDemoCart(held.fake, cart, 'o1')).toMatchObject({
    kind: 'refused',
    reason: 'ALREADY_REDEEMED',
  });
  expect(held.steps).toEqual(['reserve q1 o1']);
  const gone = till({ reserve: ok, commit: spent });
  expect((await payDemoCart(gone.fake, cart, 'o1')).kind).toBe('refused');
  expect(gone.steps).toEqual(['reserve q1 o1', 'commit r1']);
});
