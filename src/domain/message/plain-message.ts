import { isSaidBy, sayingOf } from '../conversation/command.js';
import type { Block, Button, OutboundMessage } from './message.js';

type ActionButton = Extract<Button, { kind: 'action' }>;

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

function lineOf(button: Button, locale: string): string {
  if (button.kind === 'link') return `${button.label}: ${button.url}`;
  return answerLine(button, locale.startsWith('zh'));
}

/** What to type instead of pressing: the label itself where the dialogue understands it, else words that it does. */
export function answerLine({ label, action }: ActionButton, isChinese: boolean): string {
  if (isSaidBy(label, action)) return isChinese ? `回复“${label}”` : `Reply “${label}”`;
  const saying = sayingOf(action, isChinese);
  return isChinese ? `${label}：回复“${saying}”` : `${label}: reply “${saying}”`;
}
