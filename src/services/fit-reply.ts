import { fitMessage } from '../domain/message/fit-message.js';
import type { OutboundMessage } from '../domain/message/message.js';
import type { ChannelAccount } from '../ports/channel.js';

/**
 * An answer as the channel takes it. A picture is an extra: it goes along where it costs no further message, for a
 * platform may count them, and falls away where it cannot be shown.
 */
export function fitReply(
  account: Pick<ChannelAccount, 'capabilities' | 'render'>,
  said: OutboundMessage,
): OutboundMessage {
  const { buttons, image } = account.capabilities;
  const room = { buttons, hasImages: image.length > 0 };
  const wordsOnly = { ...said, blocks: said.blocks.filter(({ kind }) => kind !== 'image') };
  const plain = fitMessage(wordsOnly, room);
  if (!room.hasImages || wordsOnly.blocks.length === said.blocks.length) return plain;
  const pictured = fitMessage(said, room);
  return callsFor(account, pictured) <= callsFor(account, plain) ? pictured : plain;
}

/** What cannot be said takes more than any number. */
function callsFor(
  account: Pick<ChannelAccount, 'capabilities' | 'render'>,
  message: OutboundMessage,
): number {
  // An answer stands in the window that the question opened.
  const hasWindows = (account.capabilities.windows ?? []).length > 0;
  const right = hasWindows ? ({ kind: 'reply', ref: '' } as const) : undefined;
  const rendered = account.render(message, right);
  return rendered.ok ? rendered.parts.length : Number.POSITIVE_INFINITY;
}
