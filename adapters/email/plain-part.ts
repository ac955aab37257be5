import type { Block } from '../../src/domain/message/message.js';
import type { Footer, PressUrl } from './footer.js';
import type { MailContent } from './render.js';

/** The part for programs that show no HTML; what can be pressed is listed with its link. */
export function plainPart({ blocks }: MailContent, press: PressUrl, footer: Footer): string {
  const body = blocks.map((block) => blockText(block, press)).filter((text) => text !== '');
  const { words, sender, postalAddress, leaveUrl } = footer;
  const way = leaveUrl === null ? [] : [words.why, `${words.leave}: ${leaveUrl}`];
  // Two dashes and a space: mail programs take what follows for the signature (RFC 3676, 4.3).
  return `${body.join('\n\n')}\n\n-- \n${[sender, postalAddress, ...way].join('\n')}\n`;
}

function blockText(block: Block, press: PressUrl): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'image':
      return block.alt === '' ? '' : `[${block.alt}]`;
    case 'buttons':
      return block.rows
        .flat()
        .map((button) => `${button.label}: ${press(button)}`)
        .join('\n');
  }
}
