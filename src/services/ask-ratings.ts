import type { Shop } from '../domain/campaign/shop.js';
import { rateRows } from '../domain/conversation/buttons.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import { textMessage } from '../domain/message/message.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryDraft, Outbox } from '../ports/outbox.js';
import { questionKey, type RatingStore, type Redeemed } from '../ports/rating-store.js';
import { type ReachDeps, reachable } from './reachable.js';

export interface AskDeps extends ReachDeps {
  readonly shop: ReachDeps['shop'] & Pick<Shop, 'name' | 'askRatingAfterMs'>;
  readonly ratings: Pick<RatingStore, 'unasked'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

const dayMs = 86_400_000;
// After so long nobody remembers how it was.
const staleMs = 3 * dayMs;
const lifeMs = dayMs;
const mostAtOnce = 500;

/**
 * Asks how it was, once for each redemption, of customers who agreed to messages: where they wrote last, not in their
 * quiet hours. Who may not be asked is passed over, and looked at again at the next start only.
 */
export function ratingRound(deps: AskDeps): () => Promise<number> {
  let through = 0;
  return async () => {
    const { askRatingAfterMs } = deps.shop;
    if (askRatingAfterMs === undefined) return 0;
    const now = deps.clock.now();
    const until = now - askRatingAfterMs;
    const since = Math.max(through, until - staleMs);
    const redeemed = await deps.ratings.unasked(since, until, mostAtOnce);
    const asked = await deps.outbox.enqueue(await questionsFor(deps, redeemed, now));
    // A full page may have more of the same instant behind it; who was asked does not come again.
    through = redeemed.length < mostAtOnce ? until : (redeemed.at(-1)?.redeemedAt ?? until);
    return asked;
  };
}

async function questionsFor(
  deps: AskDeps,
  redeemed: readonly Redeemed[],
  now: number,
): Promise<DeliveryDraft[]> {
  const customerIds = redeemed.map(({ customerId }) => customerId);
  const reached = await reachable(deps, customerIds, { now, lifeMs });
  return redeemed.flatMap(({ reservationId, customerId }) => {
    const reach = reached.get(customerId);
    if (reach === undefined) return [];
    const asked = textsIn[reach.language].askRating(deps.shop.name);
    const said = textMessage(reach.language, asked, rateRows(reservationId));
    return [reach.draft(questionKey(reservationId), said)];
  });
}
