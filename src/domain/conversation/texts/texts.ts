import type { LinkOutcome } from '../../identity/link-outcome.js';
import type { Language } from '../language.js';
import { en } from './en.js';
import type { Texts } from './phrases.js';
import { zhCn } from './zh-cn.js';

export const textsIn: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCn };

/** What opening a deep link came to, in words; null where nothing needs saying. */
export function linkLine(texts: Texts, link: LinkOutcome | null, shopName: string): string | null {
  return link === null ? null : texts.link[link](shopName);
}
