import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Address, NativePart, Rendering, Violation } from '../../src/ports/channel.js';
import { blockFaults, tooMany, violationsOf } from '../common/block-faults.js';
import { type BlockOf, blocksOf, firstTextAt, wholeText } from '../common/blocks.js';

export const limits = {
  /** In UTF-16 units, which are never fewer than what Telegram counts. */
  text: 4_096,
  caption: 1_024,
  rows: 12,
  perRow: 8,
  labelMax: 64,
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
  const violations = [...faultsIn(message), ...(isPublic ? actionsIn(message) : [])];
  if (violations.length > 0) return { ok: false, violations };
  return { ok: true, parts: partsOf(message.blocks) };
}

function partsOf(blocks: readonly Block[]): NativePart[] {
  const text = wholeText(blocks);
  const images = blocksOf(blocks, 'image');
  const rows = blocksOf(blocks, 'buttons').flatMap((block) => block.rows);
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

function photo(image: BlockOf<'image'>, more: Record<string, unknown>): NativePart {
  return { method: 'sendPhoto', payload: { photo: image.url, ...more } };
}

function rowOf(row: readonly Button[]) {
  return row.map((button) =>
    button.kind === 'link'
      ? { text: button.label, url: button.url }
      : { text: button.label, callback_data: button.action },
  );
}

function faultsIn({ blocks }: OutboundMessage): Violation[] {
  const found = violationsOf(blocks, (block) => blockFaults(block, limits));
  const text = wholeText(blocks);
  const at = firstTextAt(blocks);
  if (text.length > limits.text) {
    found.push({ block: at, message: tooMany(text.length, 'characters of text', limits.text) });
  }
  if (text.trim() === '' && blocksOf(blocks, 'image').length === 0) {
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
