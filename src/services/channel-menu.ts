import { isLanguage, languageOf } from '../domain/conversation/language.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import type { MenuEntry } from '../ports/channel.js';

/** Commands that everybody may want, the most wanted first; each is a word that the dialogue understands. */
const commands = [
  'picks',
  'coupons',
  'share',
  'join',
  'points',
  'person',
  'less',
  'why',
  'link',
  'language',
  'stop',
  'help',
] as const;

/** What the shop has beside what every shop has. */
export interface MenuParts {
  /** Somebody is there to talk to. */
  readonly hasStaff: boolean;
  readonly hasMembership: boolean;
}

/** @param locales of the shop, the default first */
export function menuEntries(locales: readonly string[], parts: MenuParts): MenuEntry[] {
  const first = languageOf(locales[0]) ?? 'en';
  const spoken = [...new Set([first, ...Object.keys(textsIn).filter(isLanguage)])];
  return commands
    .filter((command) => isThere(command, parts))
    .map((command) => ({
      command,
      label: textsIn[first].buttons[command],
      labels: Object.fromEntries(
        spoken.map((language) => [language, textsIn[language].buttons[command]]),
      ),
    }));
}

function isThere(
  command: (typeof commands)[number],
  { hasStaff, hasMembership }: MenuParts,
): boolean {
  if (command === 'person') return hasStaff;
  return hasMembership || (command !== 'join' && command !== 'points');
}
