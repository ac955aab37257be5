import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Address, NativePart, Rendering, Violation } from '../../src/ports/channel.js';

export const limits = {
  /** In UTF-16 units, which are never fewer than what Telegram counts. */
  text: 4_096,
  caption: 1_024,
  rows: 12,
  perRow: 8,
  label: 64,
  actionBytes: 64,
} as const;

/** Who presses an action under a post may never have opened a chat with us, and so could not be answered. */
export const postsTakeLinks =
  'a post takes link buttons only: nobody could be answered who presses an action';

/**
 * One call where it fits: a picture takes the text as its caption; a longer text follows it.
 *
 * @param place where a post goes; one that is known by name is a public one
 */
export function render(message: OutboundMessage, _right?: unknown, place?: Address): Rendering {
  const isPublic = place?.startsWith('@') === true;
  const violations = [...violationsOf(message), ...(isPublic ? actionsIn(message) : [])];
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, parts: partsOf(message.blocks) };
}

type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

function ofKind<Kind extends Block['kind']>(blocks: readonly Block[], kind: Kind): Of<Kind>[] {
  return blocks.filter((block): block is Of<Kind> => block.kind === kind);
}

function textOf(blocks: readonly Block[]): string {
  return ofKind(blocks, 'text')
    .map(({ text }) => text)
    .join('\n\n');
}

function partsOf(blocks: readonly Block[]): NativePart[] {
  const text = textOf(blocks);
  const images = ofKind(blocks, 'image');
  const rows = ofKind(blocks, 'buttons').flatMap((block) => block.rows);
  const markup = rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows.map(rowOf) } };
  const last = images.at(-1);
  if (last !== undefined && text.length <= limits.caption) {
    const captioned = photo(last, { caption: text === '' ? last.alt : text, ...markup });
    return [...images.slice(0, -1).map((image) => photo(image, {})), captioned];
  }
  // No preview: Telegram would fetch every link of every customer, and each fetch would look like a click.
  const payload = { text, link_preview_options: { is_disabled: true }, ...markup };
  return [...images.map((image) => photo(image, {})), { method: 'sendMessage', payload }];
}

function photo(image: Of<'image'>, more: Record<string, unknown>): NativePart {
  return { method: 'sendPhoto', payload: { photo: image.url, ...more } };
}

function rowOf(row: readonly Button[]) {
  return row.map((button) =>
    button.kind === 'link'
      ? { text: button.label, url: button.url }
      : { text: button.label, callback_data: button.action },
  );
}

function violationsOf({ blocks }: OutboundMessage): Violation[] {
  const found = blocks.flatMap((block, index) =>
    faultsOf(block).map((message) => ({ block: index, message })),
  );
  const text = textOf(blocks);
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'text'),
  );
  if (text.length > limits.text) {
    found.push({ block: at, message: tooMany(text.length, 'characters of text', limits.text) });
  }
  if (text.trim() === '' && ofKind(blocks, 'image').length === 0) {
    found.push({ block: at, message: 'there is neither text nor picture' });
  }
  return found;
}

function actionsIn({ blocks }: OutboundMessage): Violation[] {
  return blocks.flatMap((block, index) => {
    const buttons = block.kind === 'buttons' ? block.rows.flat() : [];
    const isAction = buttons.some(({ kind }) => kind === 'action');
    return isAction ? [{ block: index, message: postsTakeLinks }] : [];
  });
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
  const faults: string[] = [];
  if (button.label.trim() === '') faults.push('a button has no label');
  if (button.label.length > limits.label) {
    faults.push(tooMany(button.label.length, 'characters in a label', limits.label));
  }
  if (button.kind === 'link' && !isWebUrl(button.url)) {
    faults.push(`"${button.label}" needs an http or https URL`);
  }
  const bytes = button.kind === 'action' ? Buffer.byteLength(button.action) : 1;
  if (bytes === 0) faults.push(`"${button.label}" has no action`);
  if (bytes > limits.actionBytes) {
    faults.push(tooMany(bytes, `bytes in the action of "${button.label}"`, limits.actionBytes));
  }
  return faults;
}

function tooMany(found: number, what: string, most: number): string {
  return `${found} ${what}; ${most} is the most`;
}

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
