import type { InteractionKind } from '../domain/behaviour/interaction-kind.js';
import type { Shop } from '../domain/campaign/shop.js';
import { languageOf } from '../domain/conversation/language.js';
import { type OutboundMessage, textMessage } from '../domain/message/message.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { InboundEvent } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { EngagementStore, KeptEngagement } from '../ports/engagement-store.js';
import type { ClaimedEvent } from '../ports/inbox-store.js';
import type { Outbox } from '../ports/outbox.js';

export interface EngagementDeps {
  readonly shop: Pick<Shop, 'locales'> & Partial<Pick<Shop, 'channels'>>;
  readonly clock: Clock;
  readonly customers: Pick<CustomerStore, 'chat'>;
  readonly engagements: EngagementStore;
  readonly behaviour: Pick<BehaviourStore, 'record'>;
  readonly outbox: Outbox;
}

type Engagement = Extract<InboundEvent, { kind: 'engagement' }>;

// A public answer that comes later than this looks odd under a post.
const answerLifeMs = 86_400_000;

const interactionOf: Readonly<Record<Engagement['what'], InteractionKind>> = {
  comment: 'comment',
  repost: 'share',
  like: 'like',
};

/**
 * Counts what is done under a public post. Of somebody we know it is also an interaction; of a stranger nothing else is
 * kept, and a comment makes nobody a customer. Where the account has an answer to comments, each person gets it once
 * under a post.
 */
export async function handleEngagement(
  deps: EngagementDeps,
  accountName: string,
  { attempt }: Pick<ClaimedEvent, 'attempt'>,
  event: Engagement,
): Promise<null> {
  const chat = await deps.customers.chat(accountName, event.from);
  const { key, post, what, from, at } = event;
  const identityId = chat?.id ?? null;
  const kept = await deps.engagements.keep({
    channelAccount: accountName,
    key,
    post,
    what,
    from,
    identityId,
    at,
  });
  if (chat !== null) {
    const kind = interactionOf[what];
    const tied = kept.deliveryId === null ? {} : { deliveryId: kept.deliveryId };
    await deps.behaviour.record([
      {
        customerId: chat.customerId,
        kind,
        source: 'chat',
        key: `${accountName}:${key}:${kind}`,
        context: { channel: accountName },
        occurredAt: at,
        ...tied,
      },
    ]);
  }
  // Told before and handled: somebody's answer may have been taken away since. A second attempt makes up for a first.
  const isDue = kept.isNew || attempt > 1;
  if (isDue) await answer(deps, accountName, event, { kept, customerId: chat?.customerId ?? null });
  return null;
}

async function answer(
  { shop, outbox, clock }: EngagementDeps,
  accountName: string,
  event: Engagement,
  { kept, customerId }: { readonly kept: KeptEngagement; readonly customerId: number | null },
): Promise<void> {
  const settings = shop.channels?.find(({ name }) => name === accountName)?.settings;
  const content = answerIn(settings?.['comment_answer'], event, shop.locales);
  if (content === null || event.what !== 'comment' || event.place === undefined) return;
  const now = clock.now();
  await outbox.enqueue([
    {
      purpose: 'reply',
      // One for each person under each post, whatever else they write there.
      dedupeKey: `comment:${accountName}:${event.post}:${kept.person}`,
      customerId,
      identityId: null,
      channelAccount: accountName,
      place: event.place,
      content,
      dueAt: now,
      deadlineAt: now + answerLifeMs,
    },
  ]);
}

/** By language: theirs, else the shop's first, else any. */
function answerIn(
  texts: unknown,
  { locale }: Engagement,
  shopLocales: readonly string[],
): OutboundMessage | null {
  if (typeof texts !== 'object' || texts === null) return null;
  const byLocale = texts as Readonly<Record<string, string>>;
  const wanted = [locale, languageOf(locale), ...shopLocales, ...Object.keys(byLocale)];
  const found = wanted.find(
    (each): each is string => each !== undefined && each !== null && Object.hasOwn(byLocale, each),
  );
  return found === undefined ? null : textMessage(found, byLocale[found] ?? '');
}
