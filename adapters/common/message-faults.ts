import type { Block, OutboundMessage } from '../../src/domain/message/message.js';
import type { Violation } from '../../src/ports/channel.js';
import { blockFaults, tooMany, violationsOf } from './block-faults.js';
import { firstTextAt, wholeText } from './blocks.js';
import type { ButtonLimits } from './button-limits.js';

export interface MessageLimits extends ButtonLimits {
  /** In code points, over all texts. */
  readonly text: number;
}

/** Why a channel that takes texts, pictures by address and both kinds of buttons cannot say this. */
export function messageFaults({ blocks }: OutboundMessage, limits: MessageLimits): Violation[] {
  const ofBlocks = violationsOf(blocks, (block) => blockFaults(block, limits));
  return [...ofBlocks, ...textFaults(blocks, limits)];
}

function textFaults(blocks: readonly Block[], limits: MessageLimits): Violation[] {
  const text = wholeText(blocks);
  const size = [...text].length;
  const at = firstTextAt(blocks);
  if (size > limits.text) {
    return [{ block: at, message: tooMany(size, 'characters of text', limits.text) }];
  }
  if (text.trim() !== '' || blocks.some(({ kind }) => kind === 'image')) return [];
  return [{ block: at, message: 'there is neither text nor picture' }];
}
