// A till of its own process: reads one request per line, answers one line each, many at a time.
import { createInterface } from 'node:readline';
import { keyringOf } from '../../dist/src/runtime/keyring.js';
import { systemRandom } from '../../dist/src/runtime/system-random.js';
import {
  commitReservation,
  releaseReservation,
  reserveQuote,
  sweepReservations,
} from '../../dist/src/services/checkout.js';
import { endGroups } from '../../dist/src/services/group-round.js';
import { quoteCart } from '../../dist/src/services/quote-cart.js';
import { checkoutStore } from '../../dist/src/store/checkout-store.js';
import { openDatabase } from '../../dist/src/store/client.js';
import { codeGuessStore } from '../../dist/src/store/code-guess-store.js';
import { groupBuyStore } from '../../dist/src/store/group-buy-store.js';
import { promotionStore } from '../../dist/src/store/promotion-store.js';
import { refundStore } from '../../dist/src/store/refund-store.js';
import { segmentStore } from '../../dist/src/store/segment-store.js';

const database = openDatabase(process.argv[2]);
const checkout = checkoutStore(database);
const shop = {
  promotions: promotionStore(database),
  segments: segmentStore(database, 'Europe/London'),
  guesses: codeGuessStore(database),
  keyring: keyringOf(Buffer.alloc(32, 7)),
  shop: { currency: 'GBP', timezone: 'Europe/London' },
};
const groupBuys = groupBuyStore(database);
const refunds = refundStore(database);

const steps = {
  reserve: (deps, { quoteId, orderRef, ttlMs, idempotencyKey }) =>
    reserveQuote(deps, { quoteId, orderRef, ttlMs, ...(idempotencyKey && { idempotencyKey }) }),
  commit: commitReservation,
  release: releaseReservation,
  async sweep(deps) {
    await sweepReservations(deps);
    return { kind: 'ok' };
  },
  async endGroups(deps) {
    await endGroups(deps);
    return { kind: 'ok' };
  },
  // Wants the flash price or nothing: asks for a price, holds it, and only then pays.
  async buy(deps, request) {
    const { customerId, quantity, orderRef } = request;
    const lines = [{ id: 'lamp', unitPriceMinor: 10_000, quantity }];
    const cart = { lines, shippingMinor: 0, codes: [], customerId, orderRef };
    const { quoteId, receipt } = await quoteCart(deps, cart);
    const [flash] = receipt.applied;
    if (flash === undefined) return { kind: 'refused', reason: receipt.rejected[0].reason };
    if (flash.unitCount < quantity)
      return steps.buy(deps, { ...request, quantity: flash.unitCount });
    const held = await steps.reserve(deps, { ...request, quoteId });
    // Others were faster: what the price is now is asked again, as a shop's page would.
    if (held.kind === 'refused')
      return held.reason === 'SOLD_OUT' ? steps.buy(deps, request) : held;
    return commitReservation(deps, { reservationId: held.reservation.id });
  },
  async redeem(deps, request) {
    const held = await steps.reserve(deps, request);
    if (held.kind === 'refused') return held;
    return commitReservation(deps, { reservationId: held.reservation.id });
  },
};

async function answer(line) {
  const { id, step, at, ...request } = JSON.parse(line);
  const deps = {
    ...shop,
    checkout,
    groupBuys,
    refunds,
    random: systemRandom,
    clock: { now: () => at },
  };
  const found = await steps[step](deps, request).catch((error) => ({
    kind: 'failed',
    reason: String(error.message).slice(0, 300),
  }));
  process.stdout.write(`${JSON.stringify({ id, answer: found })}\n`);
}

const input = createInterface({ input: process.stdin });
input.on('line', answer);
// Open the connection before the race begins.
await checkout.shopper(0);
process.stdout.write('{"id":0}\n');
