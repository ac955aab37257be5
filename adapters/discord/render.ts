import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Rendering, SendRight, Violation } from '../../src/ports/channel.js';
import {
  buttonFaults,
  pictureFaults,
  tooMany,
  violationsOf,
  widthFaults,
} from '../common/block-faults.js';
import { blocksOf, firstTextAt, wholeText } from '../common/blocks.js';
import { asMarkup } from './plain-text.js';

export const limits = {
  /** In UTF-16 units, which are never fewer than the characters that Discord counts. */
  text: 2_000,
  embeds: 10,
  rows: 5,
  perRow: 5,
  labelMax: 80,
  /** Discord counts characters; bytes are never fewer. */
  actionBytes: 100,
  url: 512,
} as const;

/** Quotas count what nobody has just asked for; an answer to what somebody did goes uncounted. */
export const methods = { unasked: 'message', answer: 'answer' } as const;

/** Always one call: text, pictures and buttons are parts of one message. */
export function render(
  message: OutboundMessage,
  right?: Pick<SendRight, 'kind' | 'ref'>,
): Rendering {
  const violations = faultsIn(message);
  if (violations.length > 0) return { ok: false, violations };
  const method = right?.kind === 'reply' ? methods.answer : methods.unasked;
  return { ok: true, parts: [{ method, payload: payloadOf(message.blocks) }] };
}

function contentOf(blocks: readonly Block[]): string {
  return asMarkup(wholeText(blocks));
}

function payloadOf(blocks: readonly Block[]): Record<string, unknown> {
  const content = contentOf(blocks);
  const hasText = content.trim() !== '';
  const embeds = blocksOf(blocks, 'image').map(({ url, alt }) => ({
    image: { url },
    ...(hasText || alt === '' ? {} : { description: asMarkup(alt) }),
  }));
  const rows = blocksOf(blocks, 'buttons').flatMap((block) => block.rows);
  return {
    ...(hasText ? { content } : {}),
    ...(embeds.length === 0 ? {} : { embeds }),
    ...(rows.length === 0 ? {} : { components: rows.map(rowOf) }),
    // A product called "@everyone" must call nobody.
    allowed_mentions: { parse: [] },
  };
}

const component = { row: 1, button: 2 } as const;
const style = { secondary: 2, link: 5 } as const;

function rowOf(row: readonly Button[]) {
  const components = row.map((button) => ({
    type: component.button,
    label: button.label,
    ...(button.kind === 'link'
      ? { style: style.link, url: button.url }
      : { style: style.secondary, custom_id: button.action }),
  }));
  return { type: component.row, components };
}

function faultsIn({ blocks }: OutboundMessage): Violation[] {
  const found = violationsOf(blocks, faultsOf);
  const { length } = contentOf(blocks);
  const images = blocksOf(blocks, 'image').length;
  const at = firstTextAt(blocks);
  if (length > limits.text) {
    found.push({ block: at, message: tooMany(length, 'characters of text', limits.text) });
  }
  if (images > limits.embeds) {
    found.push({ block: 0, message: tooMany(images, 'pictures', limits.embeds) });
  }
  if (contentOf(blocks).trim() === '' && images === 0) {
    found.push({ block: at, message: 'there is neither text nor picture' });
  }
  return [...found, ...buttonViolations(blocks)];
}

// Rows and names are counted over the whole message, wherever its buttons stand.
function buttonViolations(blocks: readonly Block[]): Violation[] {
  const rows = blocksOf(blocks, 'buttons').flatMap((block) => block.rows);
  const at = blocks.findIndex(({ kind }) => kind === 'buttons');
  const actions = rows.flat().flatMap((each) => (each.kind === 'action' ? [each.action] : []));
  const twice = actions.find((action, index) => actions.indexOf(action) !== index);
  return [
    ...(rows.length > limits.rows
      ? [{ block: at, message: tooMany(rows.length, 'rows of buttons', limits.rows) }]
      : []),
    ...(twice === undefined ? [] : [{ block: at, message: `two buttons do the same: ${twice}` }]),
  ];
}

function faultsOf(block: Block): string[] {
  if (block.kind === 'text') return [];
  if (block.kind === 'image') return pictureFaults(block);
  return [...widthFaults(block.rows, limits), ...block.rows.flat().flatMap(faultsOfButton)];
}

function faultsOfButton(button: Button): string[] {
  const faults = buttonFaults(button, limits);
  if (button.kind === 'link' && button.url.length > limits.url) {
    faults.push(tooMany(button.url.length, 'characters in a link', limits.url));
  }
  return faults;
}
