import { isSaidBy } from '../conversation/command.js';
import type { Block, Button, OutboundMessage } from './message.js';

/** What a channel can show; a part of its capabilities. */
export interface Showable {
  readonly hasButtons: boolean;
  readonly hasImages: boolean;
}

/** The same message for a channel without buttons or images: what can be pressed is listed, to be typed or opened. */
export function plainMessage(message: OutboundMessage, can: Showable): OutboundMessage {
  if (can.hasButtons && can.hasImages) return message;
  return {
    ...message,
    blocks: message.blocks.flatMap((block) => plainBlock(block, can, message.locale)),
  };
}

function plainBlock(block: Block, { hasButtons, hasImages }: Showable, locale: string): Block[] {
  if (block.kind === 'buttons' && !hasButtons) {
    const lines = block.rows.flat().map((button) => lineOf(button, locale));
    return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') }];
  }
  if (block.kind === 'image' && !hasImages)
    return block.alt === '' ? [] : [{ kind: 'text', text: block.alt }];
  return [block];
}

// The label itself where it is understood: nobody likes to type "picks:more".
function lineOf(button: Button, locale: string): string {
  const { label } = button;
  if (button.kind === 'link') return `${label}: ${button.url}`;
  const isChinese = locale.startsWith('zh');
  if (isSaidBy(label, button.action)) return isChinese ? `回复“${label}”` : `Reply “${label}”`;
  return isChinese ? `${label}：回复“${button.action}”` : `${label}: reply “${button.action}”`;
}
