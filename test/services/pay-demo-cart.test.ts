import { expect, it } from 'vitest';
import type { Receipt } from '../../src/domain/promotion/receipt.js';
import type { CheckoutAnswer } from '../../src/ports/checkout-store.js';
import { type DemoTill, payDemoBalance, payDemoCart } from '../../src/services/pay-demo-cart.js';

const receipt = {
  currency: 'GBP',
  at: 5,
  lines: [],
  applied: [],
  discountMinor: 1,
  payableMinor: 9,
  dueNowMinor: 9,
} as unknown as Receipt;
const cart = { customerId: 3, lines: [], codes: ['A'], typist: {}, paysWithPoints: false };
const ok = { kind: 'ok', reservation: { id: 'r1' } } as CheckoutAnswer;
const spent: CheckoutAnswer = { kind: 'refused', reason: 'ALREADY_REDEEMED' };
type Step = 'reserve' | 'paying' | 'deposit' | 'commit';

function till(refused: Partial<Record<Step, CheckoutAnswer>> = {}, quoted = receipt) {
  const steps: string[] = [];
  const step = (name: Step, what: string) => {
    steps.push(`${name} ${what}`);
    return refused[name] ?? ok;
  };
  const fake: DemoTill = {
    quote: async () => ({
      quoteId: 'q1',
      receipt: quoted,
      names: {},
      notes: {},
      codes: [],
      nearMisses: [],
      ownPoints: null,
      seatRefusal: null,
    }),
    reserve: async (quoteId, orderRef) => step('reserve', `${quoteId} ${orderRef}`),
    markPaying: async (id) => step('paying', id),
    markDepositPaid: async (id) => step('deposit', id),
    commit: async (id) => step('commit', id),
    reserved: async (id) =>
      id === 'r1' ? { customerId: 3, orderRef: 'o1', receipt: quoted } : null,
    recordPurchase: async ({ orderRef, totalMinor }) => {
      steps.push(`record ${orderRef} ${totalMinor}`);
    },
  };
  return { fake, steps };
}

it('reserves, says that it is being paid, commits, then tells of the purchase, all under one order', async () => {
  const { fake, steps } = till();
  expect((await payDemoCart(fake, cart, 'o1')).kind).toBe('paid');
  expect(steps).toEqual(['reserve q1 o1', 'paying r1', 'commit r1', 'record o1 9']);
});

it.each([
  { step: 'reserve' as const, steps: ['reserve q1 o1'] },
  { step: 'paying' as const, steps: ['reserve q1 o1', 'paying r1'] },
  { step: 'commit' as const, steps: ['reserve q1 o1', 'paying r1', 'commit r1'] },
])('tells of no purchase when $step is refused', async ({ step, steps }) => {
  const held = till({ [step]: spent });
  const payment = await payDemoCart(held.fake, cart, 'o1');
  expect(payment).toMatchObject({ kind: 'refused', reason: 'ALREADY_REDEEMED' });
  expect(held.steps).toEqual(steps);
});

it('takes the deposit of a presale first, and tells of the purchase once the rest is paid', async () => {
  const { fake, steps } = till({}, { ...receipt, dueNowMinor: 2 });
  const payment = await payDemoCart(fake, cart, 'o1');
  expect(payment).toMatchObject({ kind: 'deposit-paid', reservationId: 'r1' });
  expect(steps).toEqual(['reserve q1 o1', 'paying r1', 'deposit r1']);
  expect(await payDemoBalance(fake, 'r1')).toMatchObject({ kind: 'paid', orderRef: 'o1' });
  expect(steps.slice(3)).toEqual(['commit r1', 'record o1 9']);
});

it('takes no rest for an order that is not known, or is over', async () => {
  const { fake, steps } = till({ commit: { kind: 'refused', reason: 'RESERVATION_EXPIRED' } });
  expect(await payDemoBalance(fake, 'r2')).toEqual({
    kind: 'refused',
    reason: 'RESERVATION_UNKNOWN',
  });
  expect(await payDemoBalance(fake, 'r1')).toEqual({
    kind: 'refused',
    reason: 'RESERVATION_EXPIRED',
  });
  expect(steps).toEqual(['commit r1']);
});
