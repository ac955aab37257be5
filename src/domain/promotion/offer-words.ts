import { formatMoney, type Minor, minorDigits } from '../money.js';
import type { PromotionDefinition } from './offer.js';
import { minimumSpend, type Offer } from './offer-phrases.js';
import { chinesePhrases } from './offer-words-chinese.js';
import { englishPhrases } from './offer-words-english.js';

/** A promotion in a customer's words, for a card, a message or a table. */
export interface OfferWords {
  /** The shop's own name for it. */
  readonly name: string;
  /** `15%`, `8.5折`, `£5`, `free shipping`. */
  readonly worth: string;
  /** `£20`; null where any cart will do. */
  readonly minimum: string | null;
  /** The whole: `15% off from £20, at most £30`. */
  readonly offer: string;
}

export function offerWords(
  { promotion, limits, groupBuy, names }: PromotionDefinition,
  currency: string,
  locale: string,
): OfferWords {
  const money = (amount: Minor) => shortMoney(amount, currency, locale);
  const isChinese = locale.startsWith('zh');
  const plainMoney = (amount: Minor) =>
    isChinese && currency === 'CNY' ? money(amount).replace(/^¥/, '') : money(amount);
  const phrases = isChinese ? chinesePhrases : englishPhrases;
  const offer: Offer = { promotion, limits, groupBuy: groupBuy ?? null, money, plainMoney };
  const leastMinor = minimumSpend(promotion);
  return {
    name: nameIn(names, locale) ?? promotion.id,
    worth: phrases.worth(offer),
    minimum: leastMinor === null ? null : money(leastMinor),
    offer: phrases.offer(offer),
  };
}

function shortMoney(amount: Minor, currency: string, locale: string): string {
  const text = formatMoney(amount, currency, locale);
  const digits = minorDigits(currency);
  if (digits === 0 || amount % 10 ** digits !== 0) return text;
  // The zeros and what parts them from the rest, wherever the language puts the sign.
  return text.replace(new RegExp(`[.,٫]\\p{Nd}{${digits}}(?!\\p{Nd})`, 'u'), '');
}

/** The name in this language, in a sister of it, or in the first there is. */
export function nameIn(
  names: Readonly<Record<string, string>>,
  locale: string,
): string | undefined {
  const language = locale.split('-')[0] ?? locale;
  const sister = Object.keys(names).find((each) => each.split('-')[0] === language);
  return names[locale] ?? names[sister ?? ''] ?? Object.values(names)[0];
}
