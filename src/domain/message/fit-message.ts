import type { Button, OutboundMessage } from './message.js';
import { plainMessage } from './plain-message.js';

/** How many buttons of which kind a channel takes; a part of its capabilities. */
export interface ButtonRoom {
  readonly kinds: readonly Button['kind'][];
  readonly rows: number;
  readonly perRow: number;
  readonly labelMax: number;
  readonly actionBytes: number;
}

export interface Room {
  readonly buttons: ButtonRoom | null;
  readonly hasImages: boolean;
}

/**
 * The same message where a channel takes fewer, shorter or other buttons: rows are broken up, labels cut, and what
 * still does not fit is listed, to be typed or opened. Nothing is left out.
 */
export function fitMessage(
  message: OutboundMessage,
  { buttons, hasImages }: Room,
): OutboundMessage {
  const shown = plainMessage(message, { hasButtons: buttons !== null, hasImages });
  if (buttons === null) return shown;
  const blocks = shown.blocks.flatMap((block) => {
    if (block.kind !== 'buttons') return [block];
    const { rows, rest } = fitRows(block.rows, buttons);
    const kept = rows.length === 0 ? [] : [{ kind: 'buttons' as const, rows }];
    const listed = plainMessage(
      { locale: message.locale, blocks: [{ kind: 'buttons', rows: [rest] }] },
      { hasButtons: false, hasImages },
    );
    // Before the buttons: what stands behind them is not seen where they close a message.
    return rest.length === 0 ? kept : [...listed.blocks, ...kept];
  });
  return { ...shown, blocks };
}

function fitRows(rows: readonly (readonly Button[])[], room: ButtonRoom) {
  const isPossible = (button: Button) => room.kinds.includes(button.kind) && fits(button, room);
  const possible = rows
    .map((row) => row.filter(isPossible).map((button) => withLabel(button, room.labelMax)))
    .filter((row) => row.length > 0);
  const broken = possible.flatMap((row) => chunks(row, room.perRow));
  // Row by row looks better; close together holds more.
  const packed = broken.length <= room.rows ? broken : chunks(possible.flat(), room.perRow);
  const kept = packed.slice(0, room.rows);
  const impossible = rows.flat().filter((button) => !isPossible(button));
  return { rows: kept, rest: [...packed.slice(room.rows).flat(), ...impossible] };
}

function fits(button: Button, { actionBytes }: ButtonRoom): boolean {
  return button.kind === 'link' || new TextEncoder().encode(button.action).length <= actionBytes;
}

function withLabel(button: Button, labelMax: number): Button {
  const characters = [...button.label];
  // UTF-16 units, the strictest way to count.
  if (button.label.length <= labelMax) return button;
  let label = '';
  for (const character of characters) {
    if (label.length + character.length > labelMax - 1) break;
    label += character;
  }
  return { ...button, label: `${label}…` };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
