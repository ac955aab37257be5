import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Violation } from '../../src/ports/channel.js';

export interface MessageLimits {
  /** In code points, over all texts. */
  readonly text: number;
  readonly rows: number;
  readonly perRow: number;
  readonly labelMax: number;
  readonly actionBytes: number;
}

/** Why a channel that takes texts, pictures by address and both kinds of buttons cannot say this. */
export function messageFaults({ blocks }: OutboundMessage, limits: MessageLimits): Violation[] {
  const ofBlocks = blocks.flatMap((block, index) =>
    faultsOf(block, limits).map((message) => ({ block: index, message })),
  );
  return [...ofBlocks, ...textFaults(blocks, limits)];
}

/** All texts of a message, as paragraphs. */
export function wholeText(blocks: readonly Block[]): string {
  return blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n\n');
}

function textFaults(blocks: readonly Block[], limits: MessageLimits): Violation[] {
  const found = blocks.findIndex(({ kind }) => kind === 'text');
  const text = wholeText(blocks);
  const size = [...text].length;
  const at = Math.max(0, found);
  if (size > limits.text) {
    return [{ block: at, message: tooMany(size, 'characters of text', limits.text) }];
  }
  if (text.trim() !== '' || blocks.some(({ kind }) => kind === 'image')) return [];
  return [{ block: at, message: 'there is neither text nor picture' }];
}

function faultsOf(block: Block, limits: MessageLimits): string[] {
  if (block.kind === 'text') return [];
  if (block.kind === 'image') {
    return isWebUrl(block.url) ? [] : ['a picture needs an http or https URL'];
  }
  const { rows } = block;
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return [
    ...(rows.length > limits.rows ? [tooMany(rows.length, 'rows of buttons', limits.rows)] : []),
    ...(widest > limits.perRow ? [tooMany(widest, 'buttons in a row', limits.perRow)] : []),
    ...rows.flat().flatMap((button) => buttonFaults(button, limits)),
  ];
}

function buttonFaults(button: Button, limits: MessageLimits): string[] {
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
