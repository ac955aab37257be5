import type { Block, OutboundMessage } from '../../src/domain/message/message.js';
import type { Capabilities, Rendering } from '../../src/ports/channel.js';
import { bothButtons } from '../common/button-limits.js';
import { messageFaults } from '../common/message-faults.js';
import { preheaderOf, subjectOf } from './subject.js';

const limits = { text: 50_000, rows: 10, perRow: 4, labelMax: 80, actionBytes: 500 } as const;

export const canShow: Pick<Capabilities, 'text' | 'buttons' | 'image'> = {
  text: { max: limits.text, unit: 'codepoint' },
  // An action is a link to a page of ours that asks to press once more: programs follow the links of a mail.
  buttons: bothButtons(limits),
  image: ['url'],
};

/** A mail but for what differs from one recipient to the next: the links that are theirs alone. */
export interface MailContent {
  readonly locale: string;
  readonly subject: string;
  readonly preheader: string;
  readonly blocks: readonly Block[];
}

/** One mail for the whole message. */
export function render(message: OutboundMessage): Rendering {
  const violations = messageFaults(message, limits);
  if (violations.length > 0) return { ok: false, violations };
  const { locale, blocks } = message;
  const [subject, preheader] = [subjectOf(blocks), preheaderOf(blocks)];
  const content: MailContent = { locale, subject, preheader, blocks };
  return { ok: true, parts: [{ method: 'mail', payload: { ...content } }] };
}
