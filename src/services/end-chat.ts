import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { InboundEvent } from '../ports/channel.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { ChatIdentity, CustomerStore } from '../ports/customer-store.js';
import type { ClaimedEvent, InboxStore } from '../ports/inbox-store.js';

export interface EndChatDeps {
  readonly shop: Pick<Shop, 'consent'>;
  readonly customers: Pick<CustomerStore, 'chat' | 'setChatState'>;
  readonly consents: Pick<ConsentStore, 'append'>;
  readonly inboxEvents: Pick<
    InboxStore,
    'deliveryNamed' | 'deliveryOf' | 'lastCampaignDelivery' | 'noteDelivery'
  >;
  readonly behaviour: Pick<BehaviourStore, 'record'>;
}

type OptOut = Extract<InboundEvent, { kind: 'opt_out' }>;
type Delivery = Extract<InboundEvent, { kind: 'delivery' }>;

// What somebody does within three days of a campaign message is taken for an answer to it.
const answerWindowMs = 3 * 86_400_000;

/**
 * Somebody does not want our messages here; their other chats are their own. Who pressed "unsubscribe" may still be
 * answered; who shut us out, or complained, is not written to at all.
 */
export async function leaveChat(
  deps: EndChatDeps,
  account: string,
  claimed: ClaimedEvent,
  event: OptOut,
): Promise<null> {
  const chat = await deps.customers.chat(account, event.from);
  if (chat === null) return null;
  const isParting = event.via === 'one-click' || event.via === 'unsubscribe';
  if (!isParting && !claimed.isLate) await deps.customers.setChatState(chat.id, 'blocked');
  const source = isParting ? `link:${event.via}` : 'platform:blocked';
  await withdraw(deps, account, claimed, { chat, source });
  const since = event.at - answerWindowMs;
  const deliveryId = await deps.inboxEvents.lastCampaignDelivery(chat.id, since);
  const kind = isParting ? 'unsubscribed' : 'blocked';
  await record(deps, account, event, { chat, kind, deliveryId });
  return null;
}

/** A platform tells later what became of a message: kept with its delivery, and learnt from. */
export async function noteDelivery(
  deps: EndChatDeps,
  account: string,
  claimed: ClaimedEvent,
  event: Delivery,
): Promise<null> {
  const chat = await deps.customers.chat(account, event.from);
  const deliveryId = event.ref === '' ? null : await toldOf(deps, account, chat, event.ref);
  if (deliveryId !== null) await deps.inboxEvents.noteDelivery(deliveryId, event.state, event.at);
  if (chat === null) return null;
  if (event.state === 'complained')
    return complain(deps, account, claimed, { chat, event, deliveryId });
  const { outcome } = event;
  const isGone = outcome?.kind === 'undeliverable' && outcome.recipient === 'suppress';
  if (event.state !== 'failed' || !isGone || claimed.isLate) return null;
  const state = outcome.why.startsWith('blocked') ? 'blocked' : 'unreachable';
  await deps.customers.setChatState(chat.id, state);
  return null;
}

function toldOf(
  { inboxEvents }: EndChatDeps,
  account: string,
  chat: ChatIdentity | null,
  ref: string,
): Promise<number | null> {
  return chat === null
    ? inboxEvents.deliveryNamed(account, ref)
    : inboxEvents.deliveryOf(chat.id, ref);
}

async function complain(
  deps: EndChatDeps,
  account: string,
  claimed: ClaimedEvent,
  about: {
    readonly chat: ChatIdentity;
    readonly event: Delivery;
    readonly deliveryId: number | null;
  },
): Promise<null> {
  const { chat, event, deliveryId } = about;
  if (!claimed.isLate) await deps.customers.setChatState(chat.id, 'blocked');
  await withdraw(deps, account, claimed, { chat, source: 'platform:complaint' });
  await record(deps, account, event, { chat, kind: 'blocked', deliveryId });
  return null;
}

async function withdraw(
  { shop, consents }: EndChatDeps,
  account: string,
  { event, receivedAt }: ClaimedEvent,
  { chat, source }: { readonly chat: ChatIdentity; readonly source: string },
): Promise<void> {
  const { topic, noticeVersion } = shop.consent;
  const proof = `event:${account}:${event.key}`;
  const draft = { identityId: chat.id, topic, source, proof, noticeVersion, at: receivedAt };
  await consents.append({ ...draft, kind: 'withdrawn' });
}

async function record(
  { behaviour }: EndChatDeps,
  account: string,
  event: InboundEvent,
  done: {
    readonly chat: ChatIdentity;
    readonly kind: 'blocked' | 'unsubscribed';
    readonly deliveryId: number | null;
  },
): Promise<void> {
  const { chat, kind, deliveryId } = done;
  const draft: InteractionDraft = {
    customerId: chat.customerId,
    kind,
    source: 'chat',
    key: `${account}:${event.key}:${kind}`,
    context: { channel: account },
    occurredAt: event.at,
  };
  await behaviour.record([deliveryId === null ? draft : { ...draft, deliveryId }]);
}
