// A till of its own process: reads one request per line, answers one line each, many at a time.
import { createInterface } from 'node:readline';
import { systemRandom } from '../../dist/src/runtime/system-random.js';
import {
  commitReservation,
  releaseReservation,
  reserveQuote,
  sweepReservations,
} from '../../dist/src/services/checkout.js';
import { endGroups } from '../../dist/src/services/group-round.js';
import { checkoutStore } from '../../dist/src/store/checkout-store.js';
import { openDatabase } from '../../dist/src/store/client.js';
import { groupBuyStore } from '../../dist/src/store/group-buy-store.js';

const database = openDatabase(process.argv[2]);
const checkout = checkoutStore(database);
const groupBuys = groupBuyStore(database);

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
  async redeem(deps, request) {
    const held = await steps.reserve(deps, request);
    if (held.kind === 'refused') return held;
    return commitReservation(deps, { reservationId: held.reservation.id });
  },
};

async function answer(line) {
  const { id, step, at, ...request } = JSON.parse(line);
  const deps = { checkout, groupBuys, random: systemRandom, clock: { now: () => at } };
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
