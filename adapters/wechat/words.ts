import type { Button, OutboundMessage } from '../../src/domain/message/message.js';
import { type BlockOf, blocksOf, wholeText } from '../common/blocks.js';

type ButtonOf<Kind extends Button['kind']> = Extract<Button, { kind: Kind }>;

/** A message by what its parts are to WeChat, in their order. */
export interface Words {
  readonly isChinese: boolean;
  readonly text: string;
  readonly images: readonly BlockOf<'image'>[];
  readonly links: readonly ButtonOf<'link'>[];
  readonly actions: readonly ButtonOf<'action'>[];
}

export const limits = {
  textBytes: 2_048,
  rows: 10,
  perRow: 5,
  labelMax: 64,
  actionBytes: 64,
  /** WeChat writes no number down for service accounts; its sister product (微信客服) takes ten. */
  menuItems: 10,
} as const;

export function wordsOf({ locale, blocks }: OutboundMessage): Words {
  const buttons = blocksOf(blocks, 'buttons').flatMap(({ rows }) => rows.flat());
  return {
    isChinese: /^zh\b/i.test(locale),
    text: plain(wholeText(blocks)),
    images: blocksOf(blocks, 'image'),
    links: buttons.filter((button): button is ButtonOf<'link'> => button.kind === 'link'),
    actions: buttons.filter((button): button is ButtonOf<'action'> => button.kind === 'action'),
  };
}

/** WeChat makes a link of `<a href>` and has no way to escape one: somebody's name must not become a link. */
export function plain(text: string): string {
  return text.replace(/<(?=\/?a\b)/gi, '＜');
}
