import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { InteractionKind } from '../domain/behaviour/interaction-kind.js';
import { actionName } from '../domain/conversation/action.js';
import type { Intent } from '../domain/conversation/topic.js';
import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { ChatIdentity } from '../ports/customer-store.js';
import type { Keyring } from '../ports/keyring.js';
import type { RatingStore } from '../ports/rating-store.js';
import type { ShelfStore } from '../ports/shelf-store.js';
import type { ChatTurn } from './answer-chat.js';

export interface InteractionDeps {
  readonly shelves: Pick<ShelfStore, 'productId'>;
  readonly ratings: Pick<RatingStore, 'redemption'>;
  readonly keyring: Pick<Keyring, 'encrypt'>;
}

export interface Heard {
  readonly event: Extract<InboundEvent, { kind: 'start' | 'message' | 'action' }>;
  readonly intents: readonly Intent[];
  /** Somebody new came through a friend's link. */
  readonly hasJoined: boolean;
  readonly deliveryId: number | null;
}

const queryMax = 100;

/** What a turn tells of the customer's behaviour. */
export async function interactionsOf(
  deps: InteractionDeps,
  spoken: ChatTurn,
  heard: Heard,
): Promise<InteractionDraft[]> {
  const { account, chat, at } = spoken;
  const { event, deliveryId } = heard;
  const plain = draftOf(account, chat, event);
  const tied = deliveryId === null ? {} : { deliveryId };
  const draft = (kind: InteractionKind) => ({ ...plain(kind), ...tied });
  const meant: InteractionDraft[] = [];
  for (const intent of heard.intents) meant.push(...(await meaningOf(deps, spoken, intent, draft)));
  if (event.kind === 'message') return [draft('reply'), ...meant];
  if (event.kind === 'action')
    return [{ ...draft('click'), context: { action: actionName(event.action) } }, ...meant];
  // Once in a chat's life, however often it is opened in its first moment.
  const first = (kind: 'follow' | 'join') => ({ ...plain(kind), key: `chat:${chat.id}:${kind}` });
  const joined = heard.hasJoined ? [first('join')] : [];
  return chat.linkedAt === at ? [first('follow'), ...joined] : joined;
}

async function meaningOf(
  deps: InteractionDeps,
  { chat, eventKey }: ChatTurn,
  intent: Intent,
  draft: (kind: InteractionKind) => InteractionDraft,
): Promise<InteractionDraft[]> {
  switch (intent.kind) {
    case 'record':
      return [draft(intent.interaction)];
    case 'searched':
      return [{ ...draft('search'), query: [...intent.words].slice(0, queryMax).join('') }];
    case 'judge': {
      const productId = await deps.shelves.productId(intent.sku);
      return productId === null ? [] : [{ ...draft(intent.verdict), productId }];
    }
    case 'rate':
    case 'review': {
      const about = await deps.ratings.redemption(intent.of, chat.customerId, eventKey);
      if (about === null) return [];
      const { orderId, couponId, deliveryId } = about;
      const tied = {
        ...(orderId === null ? {} : { orderId }),
        ...(couponId === null ? {} : { couponId }),
        ...(deliveryId === null ? {} : { deliveryId }),
      };
      // A customer's own words are unreadable in the behaviour store without the shop's key.
      const said =
        intent.kind === 'rate'
          ? { rating: intent.rating, context: { of: intent.of } }
          : { context: { of: intent.of, words: deps.keyring.encrypt(intent.words) } };
      const { deliveryId: _, ...bare } = draft(intent.kind);
      return [{ ...bare, ...tied, ...said }];
    }
    default:
      return [];
  }
}

export function draftOf(account: ChannelAccount, chat: ChatIdentity, event: InboundEvent) {
  return (kind: InteractionKind): InteractionDraft => ({
    customerId: chat.customerId,
    kind,
    source: 'chat',
    key: `${account.name}:${event.key}:${kind}`,
    context: { channel: account.name },
    occurredAt: event.at,
  });
}
