import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { NativePart, Rendering, SendRight, Violation } from '../../src/ports/channel.js';
import { blockFaults, violationsOf } from '../common/block-faults.js';
import { firstTextAt } from '../common/blocks.js';
import { noticeParts } from './notice.js';
import { publicParts } from './public-parts.js';
import { replyParts } from './reply-parts.js';
import type { WechatSettings } from './settings.js';
import { limits, wordsOf } from './words.js';

/** One form of a message: what it takes, and why it cannot be said so. */
export interface Form {
  readonly parts: readonly NativePart[];
  readonly faults: readonly string[];
}

/**
 * With a right, the form which that right allows. Without one, the form for everybody (a mass send), once the message
 * fits an answer too: at plan nobody knows which of the two it will be. A notice is not asked for then: it is one way
 * more, and who writes gets what it has no room for.
 */
export function render(
  message: OutboundMessage,
  settings: WechatSettings,
  right?: Pick<SendRight, 'kind' | 'ref'>,
): Rendering {
  const words = wordsOf(message);
  const forms = formsFor(right);
  const at = firstTextAt(message.blocks);
  const violations: Violation[] = [
    ...violationsOf(message.blocks, (block) => blockFaults(block, limits)),
    ...forms.flatMap(({ faults }) => faults.map((fault) => ({ block: at, message: fault }))),
  ];
  const [form] = forms;
  if (form === undefined || violations.length > 0) return { ok: false, violations };
  return { ok: true, parts: form.parts };

  function formsFor(wanted: typeof right): readonly Form[] {
    if (wanted?.kind === 'reply') return [replyParts(words, settings.type)];
    if (wanted?.kind === 'notice') return [noticeParts(words, settings.notices, wanted.ref)];
    return [publicParts(words), replyParts(words, settings.type)];
  }
}
