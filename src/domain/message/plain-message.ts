import type { Block, OutboundMessage } from './message.js';

/** What a channel can show; a part of its capabilities. */
export interface Showable {
  readonly hasButtons: boolean;
  readonly hasImages: boolean;
}

/** The same message for a channel without buttons or images: what can be pressed is listed, to be typed or opened. */
export function plainMessage(message: OutboundMessage, can: Showable): OutboundMessage {
  if (can.hasButtons && can.hasImages) return message;
  return { ...message, blocks: message.blocks.flatMap((block) => plainBlock(block, can)) };
}

function plainBlock(block: Block, { hasButtons, hasImages }: Showable): Block[] {
  if (block.kind === 'buttons' && !hasButtons) {
    const lines = block.rows
      .flat()
      .map((button) => `${button.label}: ${button.kind === 'link' ? button.url : button.action}`);
    return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') }];
  }
  if (block.kind === 'image' && !hasImages)
    return block.alt === '' ? [] : [{ kind: 'text', text: block.alt }];
  return [block];
}
