import { formatMoney } from '../money.js';
import { displayCode } from '../promotion/coupon-code.js';
import type { PromotionDefinition } from '../promotion/offer.js';
import { nameIn, offerWords } from '../promotion/offer-words.js';
import type { PickReason } from '../recommender/pick.js';
import { reasonText } from '../recommender/reason-text.js';
import type { MessageVariables, PickVariables } from './compose-message.js';

export interface PickedProduct {
  readonly productId: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string | null;
  readonly priceMinor: number;
  readonly imageUrl: string | null;
  readonly url: string | null;
  readonly reason: PickReason;
}

export interface HeldCoupon {
  readonly code: string;
  /** Exclusive. */
  readonly validUntil: number;
  readonly definition: PromotionDefinition;
}

export interface MessageFacts {
  readonly locale: string;
  readonly timezone: string;
  readonly currency: string;
  readonly shopName: string;
  readonly shopUrl: string | null;
  /** Null for a public post, or where it is not known. */
  readonly customerName: string | null;
  readonly picks: readonly PickedProduct[];
  readonly coupon: HeldCoupon | null;
}

/** Facts as a message may speak of them; template-variables.ts is the list of names. An absent fact is an absent name. */
export function messageVariables(facts: MessageFacts): MessageVariables {
  return {
    locale: facts.locale,
    shopUrl: facts.shopUrl,
    couponCode: facts.coupon?.code ?? null,
    picks: facts.picks.map((pick) => pickVariables(pick, facts)),
    values: {
      customer: customerValues(facts.customerName),
      shop: { name: facts.shopName },
      ...(facts.coupon === null ? {} : { coupon: couponValues(facts.coupon, facts) }),
    },
  };
}

function customerValues(name: string | null): Readonly<Record<string, unknown>> {
  if (name === null || name.trim() === '') return {};
  return { name: name.trim(), first_name: name.trim().split(/\s+/)[0] };
}

function pickVariables(pick: PickedProduct, { currency, locale }: MessageFacts): PickVariables {
  const { productId, url, sku, name, category, imageUrl } = pick;
  const values = {
    name,
    sku,
    ...(category === null ? {} : { category }),
    ...(imageUrl === null ? {} : { image: imageUrl }),
    price: formatMoney(pick.priceMinor, currency, locale),
    reason: reasonText(pick.reason, locale),
  };
  return { productId, url, values };
}

function couponValues(coupon: HeldCoupon, facts: MessageFacts): Readonly<Record<string, unknown>> {
  const { definition } = coupon;
  const name = nameIn(definition.names, facts.locale);
  const { worth, offer, minimum } = offerWords(definition, facts.currency, facts.locale);
  return {
    code: displayCode(coupon.code),
    ...(name === undefined ? {} : { name }),
    worth: percentText(definition, facts) ?? worth,
    offer,
    ...(minimum === null ? {} : { minimum }),
    until: dayText(coupon.validUntil - 1, facts),
  };
}

/** In every language what is taken off, as texts say "off" or 立减 before it; null where no percentage is. */
function percentText({ promotion: { effect } }: PromotionDefinition, { locale }: MessageFacts) {
  if (effect.type !== 'percent_off') return null;
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  return format.format(effect.bps / 10_000);
}

/** `30 November 2026`, `2026年11月30日`. */
function dayText(at: number, { locale, timezone }: MessageFacts): string {
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeZone: timezone,
  });
  return format.format(at);
}
