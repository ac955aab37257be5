import type { Block, Button } from '../../src/domain/message/message.js';
import type { Violation } from '../../src/ports/channel.js';
import type { BlockOf } from './blocks.js';
import type { ButtonLimits } from './button-limits.js';
import { isWebUrl } from './web-url.js';

/** What is wrong with single blocks, each fault with the block it is of. */
export function violationsOf(
  blocks: readonly Block[],
  faultsOf: (block: Block) => readonly string[],
): Violation[] {
  return blocks.flatMap((block, index) =>
    faultsOf(block).map((message) => ({ block: index, message })),
  );
}

/** Of a channel that takes any text, pictures by address and both kinds of buttons. */
export function blockFaults(block: Block, limits: ButtonLimits): string[] {
  if (block.kind === 'text') return [];
  if (block.kind === 'image') return pictureFaults(block);
  const { rows } = block;
  return [
    ...rowFaults(rows, limits),
    ...rows.flat().flatMap((button) => buttonFaults(button, limits)),
  ];
}

export function pictureFaults({ url }: BlockOf<'image'>): string[] {
  return isWebUrl(url) ? [] : ['a picture needs an http or https URL'];
}

export function rowFaults(
  rows: BlockOf<'buttons'>['rows'],
  limits: Pick<ButtonLimits, 'rows' | 'perRow'>,
): string[] {
  return [
    ...(rows.length > limits.rows ? [tooMany(rows.length, 'rows of buttons', limits.rows)] : []),
    ...widthFaults(rows, limits),
  ];
}

export function widthFaults(
  rows: BlockOf<'buttons'>['rows'],
  { perRow }: Pick<ButtonLimits, 'perRow'>,
): string[] {
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return widest > perRow ? [tooMany(widest, 'buttons in a row', perRow)] : [];
}

/** Counts a label in UTF-16 units. */
export function buttonFaults(
  button: Button,
  limits: Pick<ButtonLimits, 'labelMax' | 'actionBytes'>,
): string[] {
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

export function tooMany(found: number, what: string, most: number): string {
  return `${found} ${what}; ${most} is the most`;
}
