import { groupEndRows } from '../domain/conversation/buttons.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import { textMessage } from '../domain/message/message.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import type { Clock } from '../ports/clock.js';
import { type GroupBuyStore, type GroupNews, groupNewsKey } from '../ports/group-buy-store.js';
import type { DeliveryDraft, Outbox } from '../ports/outbox.js';
import { type ReachDeps, reachable } from './reachable.js';

export interface TellGroupDeps extends ReachDeps {
  readonly shop: ReachDeps['shop'] & { readonly currency: string };
  readonly groupBuys: Pick<GroupBuyStore, 'news' | 'group'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

const dayMs = 86_400_000;
const lifeMs = dayMs;
const mostAtOnce = 500;

/**
 * Tells members and openers once how their group ended, where they agreed to messages and wrote last. Who may not be told
 * is passed over: the group's card says it, whenever they look.
 */
export function groupNewsRound(deps: TellGroupDeps): () => Promise<number> {
  let through = 0;
  return async () => {
    const now = deps.clock.now();
    const news = await deps.groupBuys.news(Math.max(through, now - dayMs), mostAtOnce);
    const told = await deps.outbox.enqueue(await draftsOf(deps, news, now));
    // Instants are written by several clocks: the last minutes are looked at again.
    const settled = now - 5 * 60_000;
    through = news.length < mostAtOnce ? settled : (news.at(-1)?.endedAt ?? settled) - 1;
    return told;
  };
}

async function draftsOf(
  deps: TellGroupDeps,
  news: readonly GroupNews[],
  now: number,
): Promise<DeliveryDraft[]> {
  const customerIds = news.map(({ customerId }) => customerId);
  const reached = await reachable(deps, customerIds, { now, lifeMs });
  const groups = new Map<string, Awaited<ReturnType<GroupBuyStore['group']>>>();
  for (const { groupBuyId } of news)
    if (!groups.has(groupBuyId))
      groups.set(groupBuyId, await deps.groupBuys.group(groupBuyId, now));
  return news.flatMap(({ groupBuyId, customerId, state }) => {
    const reach = reached.get(customerId);
    const group = groups.get(groupBuyId) ?? null;
    if (reach === undefined || group === null) return [];
    const { language } = reach;
    const { name } = offerWords(group.promotion.definition, deps.shop.currency, language);
    const texts = textsIn[language];
    const text = texts.groupEnded[state](name);
    const said = textMessage(language, text, groupEndRows(texts, groupBuyId));
    return [reach.draft(groupNewsKey(groupBuyId, customerId), said)];
  });
}
