import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { Violation } from '../../src/ports/channel.js';

type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;
type ButtonOf<Kind extends Button['kind']> = Extract<Button, { kind: Kind }>;

/** A message by what its parts are to WeChat, in their order. */
export interface Words {
  readonly isChinese: boolean;
  readonly text: string;
  readonly images: readonly Of<'image'>[];
  readonly links: readonly ButtonOf<'link'>[];
  readonly actions: readonly ButtonOf<'action'>[];
}

export const limits = {
  textBytes: 2_048,
  rows: 10,
  perRow: 5,
  /** In UTF-16 units. */
  label: 64,
  actionBytes: 64,
  /** WeChat writes no number down for service accounts; its sister product (微信客服) takes ten. */
  menuItems: 10,
} as const;

export function wordsOf({ locale, blocks }: OutboundMessage): Words {
  const buttons = blocks.flatMap((block) => (block.kind === 'buttons' ? block.rows.flat() : []));
  const texts = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
  return {
    isChinese: /^zh\b/i.test(locale),
    text: plain(texts.join('\n\n')),
    images: blocks.filter((block): block is Of<'image'> => block.kind === 'image'),
    links: buttons.filter((button): button is ButtonOf<'link'> => button.kind === 'link'),
    actions: buttons.filter((button): button is ButtonOf<'action'> => button.kind === 'action'),
  };
}

/** WeChat makes a link of `<a href>` and has no way to escape one: somebody's name must not become a link. */
export function plain(text: string): string {
  return text.replace(/<(?=\/?a\b)/gi, '＜');
}

/** What is wrong with single blocks, whatever becomes of them. */
export function blockFaults({ blocks }: OutboundMessage): Violation[] {
  return blocks.flatMap((block, index) =>
    faultsOf(block).map((message) => ({ block: index, message })),
  );
}

export function tooMany(found: number, what: string, most: number): string {
  return `${found} ${what}; ${most} is the most`;
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
  if (label.length > limits.label) {
    faults.push(tooMany(label.length, 'characters in a label', limits.label));
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

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
