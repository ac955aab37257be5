import type { MenuEntry } from '../../src/ports/channel.js';
import type { Json } from './classify.js';

const most = { columns: 3, inColumn: 5 } as const;
/** WeChat counts bytes and cuts what is longer, perhaps inside a character. */
const nameBytes = { column: 16, entry: 60 } as const;

export interface Menu {
  readonly json: Json;
  /** Commands there was no room for. */
  readonly left: readonly string[];
}

/**
 * The account's own menu: three buttons at the foot of the chat, each one command or a column of five. As many as
 * possible stay single; the rest goes into columns.
 *
 * @param more the name of such a column
 */
export function menuOf(entries: readonly MenuEntry[], more: string): Menu {
  const shown = entries.slice(0, most.columns * most.inColumn);
  const columns = columnsFor(shown.length);
  const singles = shown.length <= most.columns ? shown.length : most.columns - columns;
  const rest = shown.slice(singles);
  const button = [
    ...shown.slice(0, singles).map((entry) => clickOf(entry, nameBytes.column)),
    ...Array.from({ length: columns }, (_, at) => ({
      name: cutBytes(at === 0 ? more : `${more} ${at + 1}`, nameBytes.column),
      sub_button: rest
        .slice(at * most.inColumn, (at + 1) * most.inColumn)
        .map((entry) => clickOf(entry, nameBytes.entry)),
    })),
  ];
  return { json: { button }, left: entries.slice(shown.length).map(({ command }) => command) };
}

function columnsFor(count: number): number {
  if (count <= most.columns) return 0;
  // Each column takes the place of one single button and holds five.
  return Math.ceil((count - most.columns) / (most.inColumn - 1));
}

function clickOf({ command, label }: MenuEntry, bytes: number) {
  return { type: 'click', name: cutBytes(label, bytes), key: `/${command}` };
}

function cutBytes(text: string, bytes: number): string {
  let kept = '';
  for (const letter of text) {
    if (Buffer.byteLength(kept + letter) > bytes) break;
    kept += letter;
  }
  return kept;
}
