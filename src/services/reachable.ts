import { eligibilityOf } from '../domain/campaign/eligibility.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { Language } from '../domain/conversation/language.js';
import { fitMessage } from '../domain/message/fit-message.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { EligibilityStore } from '../ports/eligibility-store.js';
import type { DeliveryDraft } from '../ports/outbox.js';
import { languageFor } from './answer-chat.js';

export interface ReachDeps {
  readonly shop: Pick<Shop, 'timezone' | 'locales' | 'quietHours' | 'consent'>;
  readonly accounts: ReadonlyMap<string, ChannelAccount>;
  readonly eligibility: Pick<EligibilityStore, 'facts'>;
}

/** A person's chat in which something about their own shopping may be said unasked. */
export interface Reach {
  readonly language: Language;
  /** A message of this chat under the key, as its channel takes it. */
  draft(dedupeKey: string, said: OutboundMessage): DeliveryDraft;
}

/**
 * Where people who agreed to messages can be told something: where they wrote last, not in their quiet hours. Whoever may
 * not be written to is absent.
 */
export async function reachable(
  deps: ReachDeps,
  customerIds: readonly number[],
  { now, lifeMs }: { readonly now: number; readonly lifeMs: number },
): Promise<ReadonlyMap<number, Reach>> {
  if (customerIds.length === 0) return new Map();
  const query = { customerIds: [...new Set(customerIds)], topic: deps.shop.consent.topic, now };
  const facts = await deps.eligibility.facts(query);
  const rules = {
    // In no order of the shop's: the chat they wrote in last comes first among the facts.
    topic: deps.shop.consent.topic,
    timezone: deps.shop.timezone,
    quietHours: deps.shop.quietHours,
    dailyCap: null,
    deadlineAt: now + lifeMs,
  };
  const reached = [...facts].flatMap(([customerId, own]) => {
    const channels = own.routes
      .map((route) => route.channelAccount)
      .filter((name) => mayTell(deps.accounts.get(name)));
    const found = eligibilityOf({ ...own, maxPerWeek: null }, { ...rules, channels }, now);
    if (found.kind === 'out') return [];
    const { channelAccount, identityId, locale } = found.route;
    const account = deps.accounts.get(channelAccount);
    if (account === undefined) return [];
    const reach: Reach = {
      language: languageFor(deps, own.locale, locale),
      draft: (dedupeKey, said) => ({
        purpose: 'reply',
        dedupeKey,
        customerId,
        identityId,
        channelAccount,
        content: fitted(account, said),
        dueAt: found.dueAt,
        deadlineAt: found.dueAt + lifeMs,
      }),
    };
    return [[customerId, reach] as const];
  });
  return new Map(reached);
}

// Where a message would have to wait for the customer's next one, it would be an answer to something else.
function mayTell(account: ChannelAccount | undefined): boolean {
  return (
    account?.capabilities.proactive === 'free' || account?.capabilities.proactive === 'consent'
  );
}

function fitted({ capabilities: { buttons, image } }: ChannelAccount, said: OutboundMessage) {
  return fitMessage(said, { buttons, hasImages: image.length > 0 });
}
