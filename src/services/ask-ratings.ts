import { eligibilityOf } from '../domain/campaign/eligibility.js';
import type { Shop } from '../domain/campaign/shop.js';
import { rateRows } from '../domain/conversation/buttons.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import { fitMessage } from '../domain/message/fit-message.js';
import { textMessage } from '../domain/message/message.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { EligibilityStore } from '../ports/eligibility-store.js';
import type { DeliveryDraft, Outbox } from '../ports/outbox.js';
import { questionKey, type RatingStore, type Redeemed } from '../ports/rating-store.js';
import { languageFor } from './answer-chat.js';

export interface AskDeps {
  readonly shop: Pick<
    Shop,
    'name' | 'timezone' | 'locales' | 'quietHours' | 'consent' | 'askRatingAfterMs'
  >;
  readonly accounts: ReadonlyMap<string, ChannelAccount>;
  readonly ratings: Pick<RatingStore, 'unasked'>;
  readonly eligibility: Pick<EligibilityStore, 'facts'>;
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
  if (redeemed.length === 0) return [];
  const customerIds = [...new Set(redeemed.map(({ customerId }) => customerId))];
  const query = { customerIds, topic: deps.shop.consent.topic, now };
  const facts = await deps.eligibility.facts(query);
  const rules = {
    // In no order of the shop's: the chat they wrote in last comes first among the facts.
    topic: deps.shop.consent.topic,
    timezone: deps.shop.timezone,
    quietHours: deps.shop.quietHours,
    dailyCap: null,
    deadlineAt: now + lifeMs,
  };
  return redeemed.flatMap(({ reservationId, customerId }) => {
    const own = facts.get(customerId);
    if (own === undefined) return [];
    const channels = own.routes
      .map((route) => route.channelAccount)
      .filter((name) => mayAsk(deps.accounts.get(name)));
    const found = eligibilityOf({ ...own, maxPerWeek: null }, { ...rules, channels }, now);
    if (found.kind === 'out') return [];
    const { channelAccount, identityId, locale } = found.route;
    const account = deps.accounts.get(channelAccount);
    return account === undefined
      ? []
      : [
          {
            purpose: 'reply' as const,
            dedupeKey: questionKey(reservationId),
            customerId,
            identityId,
            channelAccount,
            content: questionIn(deps, account, reservationId, [own.locale, locale]),
            dueAt: found.dueAt,
            deadlineAt: found.dueAt + lifeMs,
          },
        ];
  });
}

// Where a message would have to wait for the customer's next one, it would be an answer to something else.
function mayAsk(account: ChannelAccount | undefined): boolean {
  return (
    account?.capabilities.proactive === 'free' || account?.capabilities.proactive === 'consent'
  );
}

function questionIn(
  { shop }: AskDeps,
  { capabilities: { buttons, image } }: ChannelAccount,
  reservationId: string,
  [chosen = null, ofChat = null]: readonly (string | null)[],
) {
  const language = languageFor({ shop }, chosen, ofChat);
  const asked = textMessage(
    language,
    textsIn[language].askRating(shop.name),
    rateRows(reservationId),
  );
  return fitMessage(asked, { buttons, hasImages: image.length > 0 });
}
