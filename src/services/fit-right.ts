import { type OpenRight, rightsToTry } from '../domain/campaign/rights-to-try.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { Address, ChannelAccount, NativePart, Rendering } from '../ports/channel.js';
import type { InboundReason } from '../ports/delivery-store.js';

// A window that closes while the message is on its way is shut for the platform.
const slackMs = 5_000;

/** Whether anything said to a person on this account needs a right: they wrote lately, or agreed to a notice. */
export function needsRight({ capabilities }: ChannelAccount): boolean {
  const { proactive } = capabilities;
  return proactive !== 'free' && (keepsWindows(capabilities) || proactive === 'consent');
}

/** Whether rights are kept for this account at all; where none is needed they are used as long as one is open. */
export function mayUseRights({ capabilities }: ChannelAccount): boolean {
  return keepsWindows(capabilities) || capabilities.proactive === 'consent';
}

function keepsWindows({ windows }: ChannelAccount['capabilities']): boolean {
  return windows !== undefined && windows.length > 0;
}

export type Fitted =
  | {
      readonly kind: 'fits';
      readonly parts: readonly NativePart[];
      readonly right: OpenRight | null;
    }
  | { readonly kind: 'unfit'; readonly why: string }
  | { readonly kind: 'waits'; readonly reason: InboundReason };

/**
 * The platform calls of a message, with the right they will use up; pure.
 *
 * @param rights the person's open ones; the place of a post, which needs none
 */
export function fitRight(
  account: ChannelAccount,
  message: OutboundMessage,
  rights: readonly OpenRight[] | { readonly place: Address },
  now: number,
): Fitted {
  if ('place' in rights) return plain(account, message, rights.place);
  const { timeoutMs } = account.rate;
  let unfit: Fitted | null = null;
  for (const right of rightsToTry(rights, now, timeoutMs + slackMs)) {
    const rendering = account.render(message, { kind: right.kind, ref: right.ref });
    if (!rendering.ok) {
      // A notice holds a few words; who writes gets the longer message.
      if (right.kind === 'notice' && keepsWindows(account.capabilities)) continue;
      unfit ??= { kind: 'unfit', why: whyUnfit(rendering) };
    } else if (right.used + rendering.parts.length <= right.most)
      return { kind: 'fits', parts: rendering.parts, right };
  }
  if (!needsRight(account)) return plain(account, message);
  return unfit ?? { kind: 'waits', reason: reasonToWait(account) };
}

function plain(account: ChannelAccount, message: OutboundMessage, place?: Address): Fitted {
  const rendering = account.render(message, undefined, place);
  return rendering.ok
    ? { kind: 'fits', parts: rendering.parts, right: null }
    : { kind: 'unfit', why: whyUnfit(rendering) };
}

function reasonToWait({ capabilities }: ChannelAccount): InboundReason {
  return keepsWindows(capabilities) ? 'needs-inbound' : 'needs-consent';
}

function whyUnfit({ violations }: Extract<Rendering, { ok: false }>): string {
  return violations.map(({ message }) => message).join('; ');
}
