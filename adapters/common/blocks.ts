import type { Block } from '../../src/domain/message/message.js';

export type BlockOf<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

export function blocksOf<Kind extends Block['kind']>(
  blocks: readonly Block[],
  kind: Kind,
): BlockOf<Kind>[] {
  return blocks.filter((block): block is BlockOf<Kind> => block.kind === kind);
}

/** All texts of a message, as paragraphs. */
export function wholeText(blocks: readonly Block[]): string {
  return blocksOf(blocks, 'text')
    .map(({ text }) => text)
    .join('\n\n');
}

/** The block to blame for a fault of the whole text: the first text, or the first block where there is none. */
export function firstTextAt(blocks: readonly Block[]): number {
  return Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'text'),
  );
}
