import type { RefundPolicy } from '../domain/promotion/offer.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { RefundAnswer, RefundStore } from '../ports/refund-store.js';
import { idempotencyOf } from './checkout.js';

export interface RefundDeps {
  readonly refunds: RefundStore;
  readonly random: Random;
  readonly clock: Clock;
}

export interface RefundRequest {
  readonly reservationId: string;
  /** Pieces by line; all that are left unless given. */
  readonly lines?: ReadonlyMap<string, number>;
  /** As the promotions have it unless given. */
  readonly policy?: RefundPolicy;
  readonly idempotencyKey?: string;
}

/** Gives back the money for some pieces of a paid order, and what its promotions used for them. */
export function refundPieces(
  deps: RefundDeps,
  { reservationId, lines, policy, idempotencyKey }: RefundRequest,
): Promise<RefundAnswer> {
  const request = [reservationId, lines === undefined ? null : [...lines].sort(), policy ?? null];
  return deps.refunds.refund({
    id: deps.random.uuid(),
    reservationId,
    what: { kind: 'partial', lines: lines ?? null, policy: policy ?? null },
    at: deps.clock.now(),
    idempotency: idempotencyOf('refund', idempotencyKey, request),
  });
}

/** The order is off: all that is left of the payment goes back, shipping included, and all that its promotions used. */
export function cancelOrder(
  deps: RefundDeps,
  {
    reservationId,
    idempotencyKey,
    isShopsDoing = false,
  }: Pick<RefundRequest, 'reservationId' | 'idempotencyKey'> & {
    /** Then even what a promotion does not give back after a cancellation is free again. */
    readonly isShopsDoing?: boolean;
  },
): Promise<RefundAnswer> {
  return deps.refunds.refund({
    id: deps.random.uuid(),
    reservationId,
    what: { kind: 'cancel', isShopsDoing },
    at: deps.clock.now(),
    idempotency: idempotencyOf('cancel', idempotencyKey, [reservationId]),
  });
}
