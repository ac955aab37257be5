import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { Capabilities, Rendering } from '../../src/ports/channel.js';
import { wholeText } from '../common/blocks.js';
import { bothButtons } from '../common/button-limits.js';
import { messageFaults } from '../common/message-faults.js';

/** Ours: the receiver shows the message wherever it likes. */
const limits = { text: 10_000, rows: 20, perRow: 10, labelMax: 100, actionBytes: 1_000 } as const;

export const canShow: Pick<Capabilities, 'text' | 'buttons' | 'image'> = {
  text: { max: limits.text, unit: 'codepoint' },
  buttons: bothButtons(limits),
  image: ['url'],
};

/** One call for the whole message. */
export function render(message: OutboundMessage): Rendering {
  const violations = messageFaults(message, limits);
  if (violations.length > 0) return { ok: false, violations };
  const { locale, blocks } = message;
  const payload = { locale, text: wholeText(blocks), blocks };
  return { ok: true, parts: [{ method: 'message', payload }] };
}
