import { isLanguage, languageOf } from '../domain/conversation/language.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import type { MenuEntry } from '../ports/channel.js';

/** Commands that everybody may want, the most wanted first; each is a word that the dialogue understands. */
const commands = [
  'picks',
  'coupons',
  'share',
  'person',
  'less',
  'why',
  'link',
  'language',
  'stop',
  'help',
] as const;

/** @param locales of the shop, the default first @param hasStaff whether anybody is there to talk to */
export function menuEntries(locales: readonly string[], hasStaff: boolean): MenuEntry[] {
  const first = languageOf(locales[0]) ?? 'en';
  const spoken = [...new Set([first, ...Object.keys(textsIn).filter(isLanguage)])];
  return commands
    .filter((command) => hasStaff || command !== 'person')
    .map((command) => ({
      command,
      label: textsIn[first].buttons[command],
      labels: Object.fromEntries(
        spoken.map((language) => [language, textsIn[language].buttons[command]]),
      ),
    }));
}
