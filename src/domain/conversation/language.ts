/** The languages the dialogue is written in. */
const languages = ['en', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

export function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}

/** The dialogue's language for a BCP 47 locale such as `zh-Hans-SG` or `en-GB`; null if it has none. */
export function languageOf(locale: string | null | undefined): Language | null {
  if (locale === null || locale === undefined) return null;
  if (/^zh\b|^zh_/i.test(locale)) return 'zh-CN';
  return /^en\b|^en_/i.test(locale) ? 'en' : null;
}
