import type { MenuEntry } from '../../src/ports/channel.js';

interface Menu {
  readonly commands: readonly { readonly command: string; readonly description: string }[];
  readonly language_code?: string;
}

const longest = 256;

/** The commands behind the "/" button: for everybody, and for each language that has words of its own. */
export function menusOf(entries: readonly MenuEntry[]): readonly Menu[] {
  const locales = [...new Set(entries.flatMap(({ labels = {} }) => Object.keys(labels)))];
  const own = locales.map((locale) => ({
    commands: entries.map((entry) => commandOf(entry, entry.labels?.[locale])),
    // Telegram knows languages by two letters.
    language_code: new Intl.Locale(locale).language,
  }));
  return [{ commands: entries.map((entry) => commandOf(entry)) }, ...own];
}

function commandOf({ command, label }: MenuEntry, own = label) {
  return { command, description: own.slice(0, longest) };
}
