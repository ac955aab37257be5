import type { Command } from '../domain/conversation/action.js';
import { type ConversationInput, commandOf } from '../domain/conversation/command.js';
import { languageOf } from '../domain/conversation/language.js';
import type { ConversationState } from '../domain/conversation/state.js';
import type { CodeOutcome } from '../domain/conversation/view.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { ChatIdentity, ChatSpeaker } from '../ports/customer-store.js';
import type { ClaimedEvent, EventEffects, InboxStore } from '../ports/inbox-store.js';
import type { DeliveryDraft } from '../ports/outbox.js';
import { answerChat, type ChatTurn, grantsConsent } from './answer-chat.js';
import { type CarryDeps, carryOut } from './carry-out.js';
import { type InteractionDeps, interactionsOf } from './chat-interactions.js';
import { fitReply } from './fit-reply.js';
import { enterLinkCode } from './link-codes.js';
import { type OpenedChat, openLink } from './open-link.js';
import { openWindows, type WindowDeps } from './open-windows.js';

export interface HearDeps extends CarryDeps, InteractionDeps, WindowDeps {
  readonly keyring: CarryDeps['keyring'];
  readonly ratings: CarryDeps['ratings'];
}

const replyLifeMs = 3_600_000;
// What somebody says within three days of a campaign message is taken for an answer to it.
const answerWindowMs = 3 * 86_400_000;
// "Why did I get this" may be asked of an older one.
const whyWindowMs = 90 * 86_400_000;

export type Said = Extract<InboundEvent, { kind: 'start' | 'message' | 'action' }>;

/**
 * One turn of the dialogue. Each effect has a key made from the event, so that doing it again after a crash changes
 * nothing; consent comes first, the answer and what the dialogue remembers last, with the event's end.
 *
 * @returns what is to be kept when the event is settled; null for a yes that came too late
 */
export async function hearCustomer(
  deps: HearDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
  event: Said,
): Promise<EventEffects | null> {
  const opened = await openLink(
    deps,
    speakerOf(account, event, claimed.receivedAt),
    event.kind === 'start' ? event.payload : null,
  );
  // Before the answer, which may use it.
  await openWindows(deps, account, opened.chat.id, event);
  const memory = await deps.inboxEvents.memory(opened.chat.id);
  const spoken = await turnToSpeak(deps, account, { claimed, event, opened, memory });
  // A yes that failed at first and is tried again must not undo a stop that was handled meanwhile.
  if (claimed.isLate && grantsConsent(spoken)) return null;
  const turn = await answerChat(deps, spoken);
  await carryOut(deps, spoken, turn.intents);
  const deliveryId = await deliveryBehind(deps.inboxEvents, spoken.chat, event);
  const heard = { event, intents: turn.intents, hasJoined: opened.hasJoined, deliveryId };
  return {
    memory: claimed.isLate ? null : { identityId: spoken.chat.id, state: turn.state },
    replies: turn.reply === null ? [] : [replyTo(deps, spoken, turn.reply)],
    interactions: await interactionsOf(deps, spoken, heard),
  };
}

interface Speaking {
  readonly claimed: ClaimedEvent;
  readonly event: Said;
  readonly opened: OpenedChat;
  readonly memory: ConversationState;
}

async function turnToSpeak(
  deps: HearDeps,
  account: ChannelAccount,
  { claimed, event, opened, memory }: Speaking,
): Promise<ChatTurn> {
  const at = claimed.receivedAt;
  const eventKey = `${account.name}:${event.key}`;
  const input = inputOf(event, opened);
  const hasStaff = deps.shop.staff !== undefined;
  const open = hasStaff ? await deps.support.openCaseOf(opened.chat.id, eventKey) : null;
  const talk = open === null ? null : { caseId: open.id };
  const command = commandOf(memory, input, talk !== null);
  const entered =
    command.kind === 'enter-code'
      ? await joinChats(deps, opened.chat, event, { code: command.code, at })
      : { chat: opened.chat, codeOutcome: null };
  const aboutDelivery = command.kind === 'why' ? await explained(deps, entered.chat, event) : null;
  const code = codeAskedIn(command);
  const askedCode = code === null ? null : await deps.codes.ask(code, entered.chat);
  const name = event.name ?? null;
  const found = { aboutDelivery, askedCode };
  return { account, ...entered, memory, input, talk, ...found, name, eventKey, at };
}

/** A code that was typed or pressed, and may be anybody's. */
function codeAskedIn(command: Command): string | null {
  switch (command.kind) {
    case 'why-code':
    case 'use-coupon':
    case 'how-to-use':
      return command.code;
    default:
      return null;
  }
}

// Afterwards the chat is another person's: all that follows is theirs.
async function joinChats(
  deps: HearDeps,
  chat: ChatIdentity,
  event: Said,
  entered: { readonly code: string; readonly at: number },
): Promise<{ readonly chat: ChatIdentity; readonly codeOutcome: CodeOutcome }> {
  const codeOutcome = await enterLinkCode(deps, chat.id, entered);
  const now = await deps.customers.chat(chat.channelAccount, event.from);
  return { chat: now ?? chat, codeOutcome };
}

export function speakerOf(account: ChannelAccount, event: InboundEvent, at: number): ChatSpeaker {
  return {
    channelAccount: account.name,
    address: event.from,
    locale: languageOf(event.locale) ?? event.locale ?? null,
    name: event.name ?? null,
    at,
  };
}

function inputOf(event: Said, { link, groupBuyId }: OpenedChat): ConversationInput {
  switch (event.kind) {
    case 'start':
      return { kind: 'start', link, groupBuyId: groupBuyId ?? null };
    case 'message':
      return { kind: 'text', text: event.text };
    case 'action':
      return { kind: 'action', action: event.action };
  }
}

function replyTo(
  { clock }: HearDeps,
  { account, chat, eventKey }: ChatTurn,
  said: OutboundMessage,
): DeliveryDraft {
  const now = clock.now();
  return {
    purpose: 'reply',
    dedupeKey: `reply:${eventKey}:0`,
    customerId: chat.customerId,
    identityId: chat.id,
    channelAccount: account.name,
    content: fitReply(account, said),
    dueAt: now,
    deadlineAt: now + replyLifeMs,
  };
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

// The message whose button was pressed, if it is a campaign's; else the last one.
async function explained(
  { inboxEvents: inbox, sentMessages }: HearDeps,
  chat: ChatIdentity,
  event: Said,
): Promise<number | null> {
  const last = await inbox.lastCampaignDelivery(chat.id, event.at - whyWindowMs);
  if (event.kind !== 'action' || event.ref === undefined) return last;
  const pressed = await inbox.deliveryOf(chat.id, event.ref);
  const isCampaign = pressed !== null && (await sentMessages.message(pressed)) !== null;
  return isCampaign ? pressed : last;
}
