import { foldCode } from '../promotion/coupon-code.js';
import { isLanguage, type Language } from './language.js';
import type { Wish } from './wish.js';
import { partsOfDay } from './wish-words.js';

/** What a customer wants, however it was said. */
export type Command =
  | { readonly kind: 'start' }
  | { readonly kind: 'consent'; readonly granted: boolean }
  | { readonly kind: 'picks'; readonly more: boolean }
  | { readonly kind: 'similar' | 'not-this'; readonly sku: string }
  | { readonly kind: 'coupons' }
  /** The code as `foldCode` leaves it. */
  | { readonly kind: 'use-coupon'; readonly code: string }
  | { readonly kind: 'groups' }
  /** A group's id. */
  | { readonly kind: 'group' | 'join-group' | 'share-group'; readonly id: string }
  | { readonly kind: 'open-group'; readonly promotion: string }
  | { readonly kind: 'how-to-use'; readonly code: string }
  /** Why does it not work? Null where no code was named. */
  | { readonly kind: 'why-code'; readonly code: string | null }
  | { readonly kind: 'share' }
  | { readonly kind: 'language' }
  | { readonly kind: 'set-language'; readonly language: Language }
  | { readonly kind: 'less'; readonly undo: boolean }
  | { readonly kind: 'more-often' }
  | { readonly kind: 'wishes' }
  | { readonly kind: 'wish'; readonly wish: Wish }
  | { readonly kind: 'undo-wish' }
  | { readonly kind: 'why' }
  /** `of` is null where only the number was said. */
  | { readonly kind: 'rate'; readonly of: string | null; readonly rating: number }
  | { readonly kind: 'review'; readonly words: string }
  | { readonly kind: 'person' }
  | { readonly kind: 'end-talk' }
  /** Said to the person the customer is talking with. */
  | { readonly kind: 'relay'; readonly words: string }
  | { readonly kind: 'join-membership' | 'leave-membership' | 'points' }
  | { readonly kind: 'link' }
  | { readonly kind: 'enter-code'; readonly code: string }
  | { readonly kind: 'unlink' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'help' }
  | { readonly kind: 'search'; readonly words: string }
  | { readonly kind: 'unknown' };

// What a button may carry, in a campaign's message too.
const fixed: Readonly<Record<string, Command>> = {
  start: { kind: 'start' },
  'consent:yes': { kind: 'consent', granted: true },
  'consent:no': { kind: 'consent', granted: false },
  picks: { kind: 'picks', more: false },
  'picks:more': { kind: 'picks', more: true },
  coupons: { kind: 'coupons' },
  groups: { kind: 'groups' },
  'coupons:why': { kind: 'why-code', code: null },
  share: { kind: 'share' },
  language: { kind: 'language' },
  less: { kind: 'less', undo: false },
  'less:undo': { kind: 'less', undo: true },
  'more-often': { kind: 'more-often' },
  preferences: { kind: 'wishes' },
  'preferences:undo': { kind: 'undo-wish' },
  'interests:all': { kind: 'wish', wish: { kind: 'anything' } },
  why: { kind: 'why' },
  person: { kind: 'person' },
  'person:end': { kind: 'end-talk' },
  'membership:join': { kind: 'join-membership' },
  'membership:leave': { kind: 'leave-membership' },
  points: { kind: 'points' },
  link: { kind: 'link' },
  unlink: { kind: 'unlink' },
  stop: { kind: 'stop' },
  help: { kind: 'help' },
};

// Those that carry something behind their colon.
const readers: Readonly<Record<string, (rest: string) => Command | null>> = {
  'coupon:use:': useCoupon,
  'coupon:how:': howToUse,
  'group:open:': (promotion) => (promotion === '' ? null : { kind: 'open-group', promotion }),
  'group:join:': (id) => groupCommand('join-group', id),
  'group:share:': (id) => groupCommand('share-group', id),
  'group:': (id) => groupCommand('group', id),
  'language:': (rest) => (isLanguage(rest) ? { kind: 'set-language', language: rest } : null),
  'similar:': (sku) => (sku === '' ? null : { kind: 'similar', sku }),
  'not:': (sku) => (sku === '' ? null : { kind: 'not-this', sku }),
  'hours:': hoursOf,
  'rate:': rateOf,
};

/** @returns null if no button of ours says this */
export function commandOfAction(action: string): Command | null {
  if (Object.hasOwn(fixed, action)) return fixed[action] ?? null;
  const prefix = Object.keys(readers).find((each) => action.startsWith(each));
  return prefix === undefined ? null : (readers[prefix]?.(action.slice(prefix.length)) ?? null);
}

export function couponAction(code: string): string {
  return `coupon:use:${code}`;
}

export function groupAction(id: string, what: 'show' | 'join' | 'share' = 'show'): string {
  return what === 'show' ? `group:${id}` : `group:${what}:${id}`;
}

export function openGroupAction(promotion: string): string {
  return `group:open:${promotion}`;
}

export function howToUseAction(code: string): string {
  return `coupon:how:${code}`;
}

export function languageAction(language: Language): string {
  return `language:${language}`;
}

export function rateAction(subjectId: string, rating: number): string {
  return `rate:${subjectId}:${rating}`;
}

export function useCoupon(code: string): Command | null {
  return isCode(code) ? { kind: 'use-coupon', code: foldCode(code) } : null;
}

export function howToUse(code: string): Command | null {
  return isCode(code) ? { kind: 'how-to-use', code: foldCode(code) } : null;
}

function isCode(text: string): boolean {
  return /^[A-Za-z0-9-]{4,40}$/.test(text);
}

function groupCommand(kind: 'group' | 'join-group' | 'share-group', id: string): Command | null {
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  return isId ? { kind, id } : null;
}

function hoursOf(part: string): Command | null {
  return Object.hasOwn(partsOfDay, part)
    ? { kind: 'wish', wish: partsOfDay[part as keyof typeof partsOfDay] }
    : null;
}

function rateOf(rest: string): Command | null {
  const [, of, rating] = /^([\w-]{1,48}):([1-5])$/.exec(rest) ?? [];
  return of === undefined ? null : { kind: 'rate', of, rating: Number(rating) };
}

/** An action without what it carries, for the behaviour store: a coupon's code stays out of it. */
export function actionName(action: string): string {
  const prefix = Object.keys(readers).find((each) => action.startsWith(each));
  const name = prefix === undefined ? action : prefix.slice(0, -1);
  return name.slice(0, 64);
}
