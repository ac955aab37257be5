import type { BehaviourStore } from '../ports/behaviour-store.js';
import type { ChannelAccount, InboundEvent } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { ClaimedEvent, EventEffects, InboxStore } from '../ports/inbox-store.js';
import type { Outbox } from '../ports/outbox.js';
import { draftOf } from './chat-interactions.js';
import { leaveChat, noteDelivery } from './end-chat.js';
import { type EngagementDeps, handleEngagement } from './handle-engagement.js';
import { type HearDeps, hearCustomer, speakerOf } from './hear-customer.js';
import { hearNoticeConsent } from './open-windows.js';
import { hearStaff } from './staff-chat.js';
import { isStaffChat } from './support-desk.js';

export interface HandleDeps extends HearDeps {
  readonly engagements: EngagementDeps['engagements'];
  readonly behaviour: Pick<BehaviourStore, 'record'>;
  readonly clock: Clock;
  /** One that wakes the dispatcher, so that an answer goes out at once. */
  readonly inboxEvents: InboxStore;
  /** Wakes it too: what goes between customers and staff. */
  readonly outbox: Outbox;
}

/** Does what an event calls for; doing it again after a crash changes nothing. */
export async function handleEvent(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
): Promise<void> {
  const effects = await effectsOf(deps, account, claimed);
  await deps.inboxEvents.settle(claimed.id, deps.clock.now(), effects ?? noEffects);
}

const noEffects: EventEffects = { memory: null, replies: [], interactions: [] };

async function effectsOf(
  deps: HandleDeps,
  account: ChannelAccount,
  claimed: ClaimedEvent,
): Promise<EventEffects | null> {
  const { event } = claimed;
  if (isStaffChat(deps.shop.staff, account.name, event)) {
    await hearStaff(deps, account, event);
    return null;
  }
  switch (event.kind) {
    case 'start':
    case 'message':
    case 'action':
      // Among many we are silent: what one says there is no word to us, and an answer would be read by all.
      return event.group === undefined ? hearCustomer(deps, account, claimed, event) : null;
    case 'opt_out':
      return event.group === undefined ? leaveChat(deps, account.name, claimed, event) : null;
    case 'reaction':
      return event.group === undefined ? react(deps, account, claimed, event) : null;
    case 'moved':
      return move(deps, account, event.from, event.to);
    case 'delivery':
      return noteDelivery(deps, account.name, claimed, event);
    case 'notice_consent':
      return hearNoticeConsent(deps, account, claimed, event);
    case 'engagement':
      return handleEngagement(deps, account.name, claimed, event);
    default:
      return event satisfies never;
  }
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
