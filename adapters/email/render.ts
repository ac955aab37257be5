import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Capabilities, Rendering, Violation } from '../../src/ports/channel.js';
import { preheaderOf, subjectOf } from './subject.js';

export const limits = {
  text: 50_000,
  rows: 10,
  perRow: 4,
  labelMax: 80,
  actionBytes: 500,
} as const;

export const canShow: Pick<Capabilities, 'text' | 'buttons' | 'image'> = {
  text: { max: limits.text, unit: 'codepoint' },
  buttons: {
    // An action is a link to a page of ours that asks to press once more: programs follow the links of a mail.
    kinds: ['action', 'link'],
    rows: limits.rows,
    perRow: limits.perRow,
    labelMax: limits.labelMax,
    actionBytes: limits.actionBytes,
  },
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
  const { locale, blocks } = message;
  const violations = [...blocks.flatMap(faultsAt), ...textFaults(blocks)];
  if (violations.length > 0) return { ok: false, violations };
  const content: MailContent = {
    locale,
    subject: subjectOf(blocks),
    preheader: preheaderOf(blocks),
    blocks,
  };
  return { ok: true, parts: [{ method: 'mail', payload: { ...content } }] };
}

function textFaults(blocks: readonly Block[]): Violation[] {
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'text'),
  );
  const text = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n\n');
  const size = [...text].length;
  if (size > limits.text) {
    return [{ block: at, message: tooMany(size, 'characters of text', limits.text) }];
  }
  if (text.trim() !== '' || blocks.some(({ kind }) => kind === 'image')) return [];
  return [{ block: at, message: 'there is neither text nor picture' }];
}

function faultsAt(block: Block, index: number): Violation[] {
  return faultsOf(block).map((message) => ({ block: index, message }));
}

function faultsOf(block: Block): string[] {
  if (block.kind === 'text') return [];
  if (block.kind === 'image') {
    return isWebUrl(block.url) ? [] : ['a picture needs an http or https URL'];
  }
  const { rows } = block;
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return [
    ...(rows.length > limits.rows ? [tooMany(rows.length, 'rows of buttons', limits.rows)] : []),
    ...(widest > limits.perRow ? [tooMany(widest, 'buttons in a row', limits.perRow)] : []),
    ...rows.flat().flatMap(buttonFaults),
  ];
}

function buttonFaults(button: Button): string[] {
  const { label } = button;
  const faults = label.trim() === '' ? ['a button has no label'] : [];
  if (label.length > limits.labelMax) {
    faults.push(tooMany(label.length, 'characters in a label', limits.labelMax));
  }
  if (button.kind === 'link') {
    return isWebUrl(button.url) ? faults : [...faults, `"${label}" needs an http or https URL`];
  }
  const bytes = Buffer.byteLength(button.action);
  if (bytes === 0) faults.push(`"${label}" has no action`);
  if (bytes > limits.actionBytes) {
    faults.push(tooMany(bytes, `bytes in the action of "${label}"`, limits.actionBytes));
  }
  return faults;
}

function tooMany(found: number, what: string, most: number): string {
  return `${found} ${what}; ${most} is the most`;
}

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
