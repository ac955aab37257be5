import { z } from 'zod';

export const locale = z.string().refine(isLocale, 'is not a language tag (say en or zh-CN)');

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}
