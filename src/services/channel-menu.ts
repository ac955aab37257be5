import { isLanguage, languageOf } from '../domain/conversation/language.js';
import { textsIn } from '../domain/conversation/texts/texts.js';
import type { MenuEntry } from '../ports/channel.js';

/** Commands that everybody may want, the most wanted first; each is a word that the dialogue understands. */
const commands = ['picks', 'coupons', 'share', 'less', 'language', 'stop', 'help'] as const;

/** @param locales of the shop, the default first */
export function menuEntries(locales: readonly string[]): MenuEntry[] {
  const first = languageOf(locales[0]) ?? 'en';
  const spoken = [...new Set([first, ...Object.keys(textsIn).filter(isLanguage)])];
  return commands.map((command) => ({
    command,
    label: textsIn[first].buttons[command],
    labels: Object.fromEntries(
      spoken.map((language) => [language, textsIn[language].buttons[command]]),
    ),
  }));
}
