import type { Effect } from '../../src/domain/promotion/effect.js';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
  type PromotionLimits,
} from '../../src/domain/promotion/offer.js';
import { promotionDefaults } from '../../src/domain/promotion/promotion.js';
import type { CheckoutAnswer } from '../../src/ports/checkout-store.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { reserveQuote } from '../../src/services/checkout.js';
import { issueCoupons } from '../../src/services/coupons.js';
import { applyPromotions } from '../../src/services/promotions.js';
import { quoteCart } from '../../src/services/quote-cart.js';
import { checkoutStore } from '../../src/store/checkout-store.js';
import { codeGuessStore } from '../../src/store/code-guess-store.js';
import type { Database } from '../../src/store/database.js';
import { promotionStore } from '../../src/store/promotion-store.js';
import { refundStore } from '../../src/store/refund-store.js';
import { segmentStore } from '../../src/store/segment-store.js';

export const startAt = Date.parse('2026-11-21T12:00:00Z');
const dayMs = 86_400_000;

export interface Definition {
  readonly id: string;
  readonly effect?: Effect;
  readonly limits?: Partial<PromotionLimits>;
  readonly trigger?: PromotionDefinition['trigger'];
  readonly code?: string;
  readonly minimumMinor?: number;
  readonly groupBuy?: PromotionDefinition['groupBuy'];
  readonly window?: PromotionDefinition['promotion']['window'];
}

const fiveOff: Effect = { type: 'amount_off', amountMinor: 500, per: 'order' };

export function definition({
  id,
  effect = fiveOff,
  limits,
  trigger = 'coupon',
  ...more
}: Definition) {
  const { code = null, minimumMinor, groupBuy = null, window = promotionDefaults.window } = more;
  const condition = { type: 'subtotal_at_least', scope: {}, basis: 'remaining' } as const;
  const conditions =
    minimumMinor === undefined ? [] : [{ ...condition, amountMinor: minimumMinor }];
  return {
    ...definitionDefaults,
    groupBuy,
    promotion: { ...promotionDefaults, id, phase: 'order', effect, conditions, code, window },
    trigger,
    codePrefix: '',
    limits: { ...noLimits, ...limits },
    names: { en: id, 'zh-CN': `${id} 券` },
  } as const satisfies PromotionDefinition;
}

/** A till on one database, with a clock that a test moves. */
export function tillOn(database: Database, clock = { at: startAt }) {
  const deps = {
    promotions: promotionStore(database),
    checkout: checkoutStore(database),
    segments: segmentStore(database, 'Europe/London'),
    guesses: codeGuessStore(database),
    refunds: refundStore(database),
    keyring: keyringOf(Buffer.alloc(32, 7)),
    random: systemRandom,
    clock: { now: () => clock.at },
    shop: { currency: 'GBP', timezone: 'Europe/London' },
  };
  return {
    ...deps,
    apply: (definitions: readonly Definition[]) =>
      applyPromotions(
        deps,
        definitions.map((each) => definition(each)),
      ),
    issue: (promotionKey: string, customerIds: readonly (number | null)[], days = 30) =>
      issueCoupons(deps, {
        promotionKey,
        customerIds,
        validFrom: clock.at,
        validUntil: clock.at + days * dayMs,
      }),
    /** A cart of 30.00 with these codes. */
    async quote(codes: readonly string[], customerId: number | null, orderRef?: string) {
      const lines = [{ id: 'bag', unitPriceMinor: 1500, quantity: 2 }];
      const request = { lines, shippingMinor: 0, codes, customerId };
      const answer = await quoteCart(deps, {
        ...request,
        ...(orderRef !== undefined && { orderRef }),
      });
      if (answer.kind === 'refused') throw new Error('the cart was refused');
      return answer;
    },
    async reserve(quoteId: string, orderRef: string, more: { ttlMs?: number; key?: string } = {}) {
      const { ttlMs = 600_000, key } = more;
      return reserveQuote(deps, {
        quoteId,
        orderRef,
        ttlMs,
        ...(key !== undefined && { idempotencyKey: key }),
      });
    },
  };
}

/** `OK`, or why not. */
export function said(answer: CheckoutAnswer): string {
  return answer.kind === 'ok' ? 'OK' : answer.reason;
}

export function reservationOf(answer: CheckoutAnswer): string {
  if (answer.kind !== 'ok') throw new Error(`refused: ${answer.reason}`);
  return answer.reservation.id;
}

export async function addCustomer(database: Database, externalId: string): Promise<number> {
  const made = await database.write(2, (tx) =>
    tx.models.customer.create({ data: { externalId, createdAt: BigInt(startAt) } }),
  );
  return made.id;
}
