import type {
  CheckoutAnswer,
  CheckoutStore,
  Idempotency,
  ReserveDraft,
  Unsettled,
} from '../ports/checkout-store.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';

export interface CheckoutDeps {
  readonly checkout: CheckoutStore;
  readonly random: Random;
  readonly clock: Clock;
}

/** How long a quote can be held on to; after that the cart is asked for again. */
const quoteLifeMs = 60 * 60_000;

export const reservationTtl = { leastMs: 1_000, defaultMs: 15 * 60_000, mostMs: 24 * 3_600_000 };

export interface ReserveRequest {
  readonly quoteId: string;
  /** The shop's own number of the order or checkout; what it already holds is let go first. */
  readonly orderRef: string;
  readonly ttlMs?: number;
  /** The same key and request give the same answer again. */
  readonly idempotencyKey?: string;
}

/** Holds a quote's price, coupons and limits while the customer pays. */
export function reserveQuote(
  deps: CheckoutDeps,
  { quoteId, orderRef, ttlMs = reservationTtl.defaultMs, idempotencyKey }: ReserveRequest,
): Promise<CheckoutAnswer> {
  const idempotency = idempotencyOf('reserve', idempotencyKey, [quoteId, orderRef, ttlMs]);
  return deps.checkout.reserve({ ...draftOf(deps, { quoteId, orderRef, ttlMs }), idempotency });
}

function draftOf(
  deps: CheckoutDeps,
  { quoteId, orderRef, ttlMs }: { quoteId: string; orderRef: string; ttlMs: number },
): Omit<ReserveDraft, 'idempotency'> {
  const at = deps.clock.now();
  const [expiresAt, quotedSince] = [at + ttlMs, at - quoteLifeMs];
  return { id: deps.random.uuid(), quoteId, orderRef, expiresAt, at, quotedSince };
}

export interface ReservationRequest {
  readonly reservationId: string;
  readonly idempotencyKey?: string;
}

/** Paid: coupons are used up, redemptions written. Refused once the reservation has lapsed or was let go. */
export function commitReservation(
  deps: CheckoutDeps,
  { reservationId, idempotencyKey }: ReservationRequest,
): Promise<CheckoutAnswer> {
  const at = deps.clock.now();
  const idempotency = idempotencyOf('commit', idempotencyKey, [reservationId]);
  return deps.checkout.commit({ reservationId, at, idempotency });
}

/** The payment is under way: from here on the hold does not lapse, it waits for commit or release. */
export function markPaying(
  deps: CheckoutDeps,
  { reservationId, idempotencyKey }: ReservationRequest,
): Promise<CheckoutAnswer> {
  const at = deps.clock.now();
  const idempotency = idempotencyOf('paying', idempotencyKey, [reservationId]);
  return deps.checkout.markPaying({ reservationId, at, idempotency });
}

/** A presale's deposit is paid: the hold stays until the rest is due; paying that is the commit. */
export function markDepositPaid(
  deps: CheckoutDeps,
  { reservationId, idempotencyKey }: ReservationRequest,
): Promise<CheckoutAnswer> {
  const at = deps.clock.now();
  const idempotency = idempotencyOf('deposit', idempotencyKey, [reservationId]);
  return deps.checkout.markDepositPaid({ reservationId, at, idempotency });
}

/** Reserve and commit in one, at a till where the money is there already. */
export function redeemQuote(
  deps: CheckoutDeps,
  { quoteId, orderRef, idempotencyKey }: Omit<ReserveRequest, 'ttlMs'>,
): Promise<CheckoutAnswer> {
  const idempotency = idempotencyOf('redeem', idempotencyKey, [quoteId, orderRef]);
  return deps.checkout.redeem({
    ...draftOf(deps, { quoteId, orderRef, ttlMs: reservationTtl.leastMs }),
    idempotency,
  });
}

const forfeitedForMs = 30 * 86_400_000;

/** Payments that nobody told the end of for so long, and deposits of the last 30 days whose rest was not paid. */
export function unsettledReservations(
  deps: Pick<CheckoutDeps, 'checkout' | 'clock'>,
  olderThanMs: number,
): Promise<Unsettled> {
  const at = deps.clock.now();
  return deps.checkout.unsettled({
    payingBefore: at - olderThanMs,
    forfeitedSince: at - forfeitedForMs,
  });
}

/** Not paid: coupons and limits are free again. */
export function releaseReservation(
  deps: CheckoutDeps,
  { reservationId, idempotencyKey }: ReservationRequest,
): Promise<CheckoutAnswer> {
  const at = deps.clock.now();
  const idempotency = idempotencyOf('release', idempotencyKey, [reservationId]);
  return deps.checkout.release({ reservationId, at, idempotency });
}

const sweepChunk = 500;

/** Lets go of what checkouts left behind; `hawker serve` calls it every minute. @returns how many */
export async function sweepReservations(deps: CheckoutDeps): Promise<number> {
  let swept = 0;
  for (;;) {
    const now = await deps.checkout.sweep(deps.clock.now(), sweepChunk);
    swept += now;
    if (now < sweepChunk) return swept;
  }
}

export function idempotencyOf(
  scope: string,
  key: string | undefined,
  request: readonly unknown[],
): Idempotency | null {
  return key === undefined ? null : { scope, key, request: JSON.stringify(request) };
}
