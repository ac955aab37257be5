import type { CheckoutAnswer, CheckoutStore, Idempotency } from '../ports/checkout-store.js';
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
  const at = deps.clock.now();
  return deps.checkout.reserve({
    id: deps.random.uuid(),
    quoteId,
    orderRef,
    expiresAt: at + ttlMs,
    at,
    quotedSince: at - quoteLifeMs,
    idempotency: idempotencyOf('reserve', idempotencyKey, [quoteId, orderRef, ttlMs]),
  });
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

function idempotencyOf(
  scope: string,
  key: string | undefined,
  request: readonly unknown[],
): Idempotency | null {
  return key === undefined ? null : { scope, key, request: JSON.stringify(request) };
}
