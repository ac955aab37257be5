import type { ChannelAccount, InboundEvent, ReplyWindow } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { CustomerStore } from '../ports/customer-store.js';
import type { ClaimedEvent } from '../ports/inbox-store.js';
import type { SendRights, WindowDraft } from '../ports/send-rights.js';

export interface WindowDeps {
  readonly sendRights: SendRights;
  readonly clock: Clock;
}

type Said = Extract<InboundEvent, { kind: 'message' | 'start' | 'action' }>;

/** What somebody said opens: windows to answer in, and the way for what was waiting until they write. */
export async function openWindows(
  { sendRights, clock }: WindowDeps,
  account: ChannelAccount,
  identityId: number,
  event: Said,
): Promise<void> {
  // Now, not when it came: what looked for a window in between must hear of this one.
  await sendRights.heardFrom(identityId, windowsOf(account, identityId, event), clock.now());
}

/** The windows an event opens; one that opens several kinds at once counts the widest. */
function windowsOf(
  { capabilities }: Pick<ChannelAccount, 'capabilities'>,
  identityId: number,
  event: Said,
): WindowDraft[] {
  const kind = event.opens ?? event.kind;
  const place = event.group === undefined ? 'private' : 'group';
  const opened = (capabilities.windows ?? []).filter(
    ({ opensOn, chats }) => opensOn.includes(kind) && (chats ?? place) === place,
  );
  const [widest] = [...opened].sort(wider);
  if (widest === undefined) return [];
  return [
    {
      identityId,
      ref: event.replyRef ?? event.key,
      closesAt: event.at + widest.ttlMs,
      most: widest.maxMessages,
    },
  ];
}

function wider(a: ReplyWindow, b: ReplyWindow): number {
  return b.ttlMs - a.ttlMs || b.maxMessages - a.maxMessages;
}

export interface NoticeDeps extends WindowDeps {
  readonly customers: Pick<CustomerStore, 'recogniseChat'>;
}

/** Somebody agreed to one notice of a template, or refused any more. */
export async function hearNoticeConsent(
  { sendRights, customers, clock }: NoticeDeps,
  account: ChannelAccount,
  { receivedAt }: ClaimedEvent,
  event: Extract<InboundEvent, { kind: 'notice_consent' }>,
): Promise<null> {
  const { template, isGranted, key, locale = null, name = null } = event;
  const speaker = {
    channelAccount: account.name,
    address: event.from,
    locale,
    name,
    at: receivedAt,
  };
  const chat = await customers.recogniseChat(speaker);
  const proof = `event:${account.name}:${key}`;
  await sendRights.noticeConsent({ identityId: chat.id, template, isGranted, proof }, clock.now());
  return null;
}
