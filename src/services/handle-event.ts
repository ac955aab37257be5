import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import type { InteractionKind } from '../domain/behaviour/interaction-kind.js';
import type { ConversationInput } from '../domain/conversation/command.js';
import type { Turn } from '../domain/conversation/converse.js';
import { languageOf } from '../domain/conversation/language.js';
import { plainMessage } from '../domain/message/plain-message.js';
import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { ChatIdentity, ChatSpeaker } from '../ports/customer-store.js';
import type { ChatMemory, ClaimedEvent, InboxStore } from '../ports/inbox-store.js';
import type { Outbox } from '../ports/outbox.js';
import {
  type AnswerDeps,
  answerChat,
  type ChatTurn,
  carryOut,
  grantsConsent,
} from './answer-chat.js';
import { leaveChat, noteDelivery } from './end-chat.js';
import { type OpenedChat, openLink } from './open-link.js';

export interface HandleDeps extends AnswerDeps {
  readonly clock: Clock;
  readonly inboxEvents: InboxStore;
  /** One that wakes the dispatcher, so that an answer goes out at once. */
  readonly outbox: Outbox;
  readonly behaviour: Pick<BehaviourStore, 'record'>;
}

const replyLifeMs = 3_600_000;
// What somebody says within three days of a campaign message is taken for an answer to it.
const answerWindowMs = 3 * 86_400_000;

type Said = Extract<InboundEvent, { kind: 'start' | 'message' | 'action' }>;

/**
 * Does what an event calls for. Each effect has a key made from the event, so that doing it again after a crash changes
 * nothing; consent comes first, the answer after, what the dialogue remembers last.
 */
export async function handleEvent(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
): Promise<void> {
  const memory = await effectsOf(deps, account, claimed);
  await deps.inboxEvents.settle(claimed.id, deps.clock.now(), memory);
}

async function effectsOf(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
): Promise<ChatMemory | null> {
  const { event } = claimed;
  switch (event.kind) {
    case 'start':
    case 'message':
    case 'action':
      return answer(deps, account, claimed, event);
    case 'opt_out':
      return leaveChat(deps, account.name, claimed, event);
    case 'reaction':
      return react(deps, account, claimed, event);
    case 'moved':
      return move(deps, account, event.from, event.to);
    case 'delivery':
      return noteDelivery(deps, account.name, claimed, event);
    case 'engagement':
    case 'notice_consent':
      return null;
    default:
      return event satisfies never;
  }
}

async function answer(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
  event: Said,
): Promise<ChatMemory | null> {
  const { receivedAt: at } = claimed;
  const speaker = speakerOf(account, event, at);
  const opened = await openLink(deps, speaker, event.kind === 'start' ? event.payload : null);
  const { chat } = opened;
  const memory = await deps.inboxEvents.memory(chat.id);
  const input = inputOf(event, opened);
  const proof = `event:${account.name}:${event.key}`;
  const spoken: ChatTurn = { account, chat, memory, input, name: speaker.name, proof, at };
  // A yes that failed at first and is tried again must not undo a stop that was handled meanwhile.
  if (claimed.isLate && grantsConsent(spoken)) return null;
  const turn = await answerChat(deps, spoken);
  await carryOut(deps, spoken, turn.intents);
  await deps.behaviour.record(await interactionsOf(deps, spoken, event, { opened, turn }));
  await reply(deps, account, spoken, { event, turn });
  return claimed.isLate ? null : { identityId: chat.id, state: turn.state };
}

function speakerOf(account: ChannelAccount, event: InboundEvent, at: number): ChatSpeaker {
  return {
    channelAccount: account.name,
    address: event.from,
    locale: languageOf(event.locale) ?? event.locale ?? null,
    name: event.name ?? null,
    at,
  };
}

function inputOf(event: Said, { link }: OpenedChat): ConversationInput {
  switch (event.kind) {
    case 'start':
      return { kind: 'start', link };
    case 'message':
      return { kind: 'text', text: event.text };
    case 'action':
      return { kind: 'action', action: event.action };
  }
}

async function reply(
  { outbox, clock }: HandleDeps,
  account: ChannelAccount,
  { chat }: ChatTurn,
  { event, turn }: { readonly event: Said; readonly turn: Turn },
): Promise<void> {
  const now = clock.now();
  const { buttons, image } = account.capabilities;
  const can = { hasButtons: buttons !== null, hasImages: image.length > 0 };
  const draft = {
    purpose: 'reply' as const,
    dedupeKey: `reply:${account.name}:${event.key}:0`,
    customerId: chat.customerId,
    identityId: chat.id,
    channelAccount: account.name,
    content: plainMessage(turn.reply, can),
    dueAt: now,
    deadlineAt: now + replyLifeMs,
  };
  await outbox.enqueue([draft]);
}

async function interactionsOf(
  { inboxEvents }: HandleDeps,
  { account, chat, at }: ChatTurn,
  event: Said,
  { opened, turn }: { readonly opened: OpenedChat; readonly turn: Turn },
): Promise<InteractionDraft[]> {
  const draft = draftOf(account, chat, event);
  const deliveryId = await deliveryBehind(inboxEvents, chat, event);
  const tied = deliveryId === null ? {} : { deliveryId };
  const recorded = turn.intents.flatMap((intent) =>
    intent.kind === 'record' ? [{ ...draft(intent.interaction), ...tied }] : [],
  );
  if (event.kind === 'message') return [{ ...draft('reply'), ...tied }, ...recorded];
  if (event.kind === 'action')
    return [
      { ...draft('click'), ...tied, context: { action: actionName(event.action) } },
      ...recorded,
    ];
  // Once in a chat's life, however often it is opened in its first moment.
  const first = (kind: 'follow' | 'join') => ({ ...draft(kind), key: `chat:${chat.id}:${kind}` });
  const joined = opened.hasJoined ? [first('join')] : [];
  return chat.linkedAt === at ? [first('follow'), ...joined] : joined;
}

// A coupon's code stays out of the behaviour store.
function actionName(action: string): string {
  return action.startsWith('coupon:use:') ? 'coupon:use' : action.slice(0, 64);
}

async function deliveryBehind(
  inbox: InboxStore,
  chat: ChatIdentity,
  event: Said,
): Promise<number | null> {
  if (event.kind === 'action' && event.ref !== undefined)
    return inbox.deliveryOf(chat.id, event.ref);
  if (event.kind === 'start') return null;
  return inbox.lastCampaignDelivery(chat.id, event.at - answerWindowMs);
}

function draftOf(account: ChannelAccount, chat: ChatIdentity, event: InboundEvent) {
  return (kind: InteractionKind): InteractionDraft => ({
    customerId: chat.customerId,
    kind,
    source: 'chat',
    key: `${account.name}:${event.key}:${kind}`,
    context: { channel: account.name },
    occurredAt: event.at,
  });
}

async function react(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
  event: Extract<InboundEvent, { kind: 'reaction' }>,
): Promise<null> {
  const speaker = speakerOf(account, event, claimed.receivedAt);
  const chat = await deps.customers.recogniseChat(speaker);
  const deliveryId = await deps.inboxEvents.deliveryOf(chat.id, event.ref);
  const context = { channel: account.name, emoji: event.emoji.slice(0, 16) };
  const draft = { ...draftOf(account, chat, event)('react'), context };
  await deps.behaviour.record([deliveryId === null ? draft : { ...draft, deliveryId }]);
  return null;
}

async function move(
  { customers }: HandleDeps,
  account: ChannelAccount,
  from: string,
  to: string,
): Promise<null> {
  const chat = await customers.chat(account.name, from);
  if (chat !== null) await customers.moveChat(chat.id, to);
  return null;
}
