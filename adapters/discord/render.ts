import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Rendering, SendRight, Violation } from '../../src/ports/channel.js';
import { asMarkup } from './plain-text.js';

export const limits = {
  /** In UTF-16 units, which are never fewer than the characters that Discord counts. */
  text: 2_000,
  embeds: 10,
  rows: 5,
  perRow: 5,
  label: 80,
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
  const violations = violationsOf(message);
  if (violations.length > 0) return { ok: false, violations };
  const method = right?.kind === 'reply' ? methods.answer : methods.unasked;
  return { ok: true, parts: [{ method, payload: payloadOf(message.blocks) }] };
}

type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

function ofKind<Kind extends Block['kind']>(blocks: readonly Block[], kind: Kind): Of<Kind>[] {
  return blocks.filter((block): block is Of<Kind> => block.kind === kind);
}

function contentOf(blocks: readonly Block[]): string {
  return asMarkup(
    ofKind(blocks, 'text')
      .map(({ text }) => text)
      .join('\n\n'),
  );
}

function payloadOf(blocks: readonly Block[]): Record<string, unknown> {
  const content = contentOf(blocks);
  const hasText = content.trim() !== '';
  const embeds = ofKind(blocks, 'image').map(({ url, alt }) => ({
    image: { url },
    ...(hasText || alt === '' ? {} : { description: asMarkup(alt) }),
  }));
  const rows = ofKind(blocks, 'buttons').flatMap((block) => block.rows);
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

function violationsOf({ blocks }: OutboundMessage): Violation[] {
  const found = blocks.flatMap((block, index) =>
    faultsOf(block).map((message) => ({ block: index, message })),
  );
  const { length } = contentOf(blocks);
  const images = ofKind(blocks, 'image').length;
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'text'),
  );
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
  const rows = ofKind(blocks, 'buttons').flatMap((block) => block.rows);
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
  if (block.kind === 'image') {
    return isWebUrl(block.url) ? [] : ['a picture needs an http or https URL'];
  }
  const widest = Math.max(0, ...block.rows.map((row) => row.length));
  return [
    ...(widest > limits.perRow ? [tooMany(widest, 'buttons in a row', limits.perRow)] : []),
    ...block.rows.flat().flatMap(buttonFaults),
  ];
}

function buttonFaults(button: Button): string[] {
  const faults: string[] = [];
  if (button.label.trim() === '') faults.push('a button has no label');
  if (button.label.length > limits.label) {
    faults.push(tooMany(button.label.length, 'characters in a label', limits.label));
  }
  if (button.kind === 'link') {
    if (!isWebUrl(button.url)) faults.push(`"${button.label}" needs an http or https URL`);
    if (button.url.length > limits.url) {
      faults.push(tooMany(button.url.length, 'characters in a link', limits.url));
    }
    return faults;
  }
  const bytes = Buffer.byteLength(button.action);
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
