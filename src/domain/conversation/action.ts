import { foldCode } from '../promotion/coupon-code.js';
import { isLanguage, type Language } from './language.js';

/** What a customer wants, however it was said. */
export type Command =
  | { readonly kind: 'start' }
  | { readonly kind: 'consent'; readonly granted: boolean }
  | { readonly kind: 'picks'; readonly more: boolean }
  | { readonly kind: 'coupons' }
  /** The code as `foldCode` leaves it. */
  | { readonly kind: 'use-coupon'; readonly code: string }
  | { readonly kind: 'share' }
  | { readonly kind: 'language' }
  | { readonly kind: 'set-language'; readonly language: Language }
  | { readonly kind: 'less'; readonly undo: boolean }
  | { readonly kind: 'stop' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown' };

// What a button may carry, in a campaign's message too; `coupon:use:CODE` and `language:LOCALE` beside them.
const fixed: Readonly<Record<string, Command>> = {
  start: { kind: 'start' },
  'consent:yes': { kind: 'consent', granted: true },
  'consent:no': { kind: 'consent', granted: false },
  picks: { kind: 'picks', more: false },
  'picks:more': { kind: 'picks', more: true },
  coupons: { kind: 'coupons' },
  share: { kind: 'share' },
  language: { kind: 'language' },
  less: { kind: 'less', undo: false },
  'less:undo': { kind: 'less', undo: true },
  stop: { kind: 'stop' },
  help: { kind: 'help' },
};

const couponPrefix = 'coupon:use:';
const languagePrefix = 'language:';

/** @returns null if no button of ours says this */
export function commandOfAction(action: string): Command | null {
  if (Object.hasOwn(fixed, action)) return fixed[action] ?? null;
  if (action.startsWith(couponPrefix)) return useCoupon(action.slice(couponPrefix.length));
  const language = action.startsWith(languagePrefix) ? action.slice(languagePrefix.length) : '';
  return isLanguage(language) ? { kind: 'set-language', language } : null;
}

export function couponAction(code: string): string {
  return couponPrefix + code;
}

export function languageAction(language: Language): string {
  return languagePrefix + language;
}

export function useCoupon(code: string): Command | null {
  return /^[A-Za-z0-9-]{4,40}$/.test(code) ? { kind: 'use-coupon', code: foldCode(code) } : null;
}
