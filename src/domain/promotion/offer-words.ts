import { formatMoney, type Minor } from '../money.js';
import type { Effect } from './effect.js';
import type { PromotionDefinition } from './offer.js';
import type { Promotion } from './promotion.js';
import type { Scope } from './scope.js';

/** A promotion in a customer's words, for a card, a message or a table. */
export interface OfferWords {
  /** The shop's own name for it. */
  readonly name: string;
  /** `15%`, `8.5折`, `£5.00`. */
  readonly worth: string;
  /** `£20.00`; null where any cart will do. */
  readonly minimum: string | null;
  /** The whole: `15% off from £20.00, at most £30.00`. */
  readonly offer: string;
}

export function offerWords(
  { promotion, names }: PromotionDefinition,
  currency: string,
  locale: string,
): OfferWords {
  const money = (amount: Minor) => formatMoney(amount, currency, locale);
  const leastMinor = minimumSpend(promotion);
  const minimum = leastMinor === null ? null : money(leastMinor);
  const isChinese = locale.startsWith('zh');
  const parts: Parts = {
    worth: worthOf(promotion.effect, money, isChinese),
    per: promotion.effect.type === 'amount_off' ? promotion.effect.per : 'order',
    isPercent: promotion.effect.type === 'percent_off',
    minimum,
    cap: capOf(promotion.effect, money),
    only: onlyOn(promotion.scope, isChinese ? '指定商品' : 'selected products'),
  };
  return {
    name: nameIn(names, locale) ?? promotion.id,
    worth: parts.worth,
    minimum,
    offer: isChinese ? chineseOffer(parts) : englishOffer(parts),
  };
}

/** The smallest cart, of anything, that a promotion is good for; null where any will do. */
export function minimumSpend({ conditions }: Promotion): Minor | null {
  const amounts = conditions.flatMap((each) => {
    if (each.type === 'subtotal_at_least') return [each.amountMinor];
    return each.type === 'subtotal_more_than' ? [each.amountMinor + 1] : [];
  });
  return amounts.length === 0 ? null : Math.max(...amounts);
}

interface Parts {
  readonly worth: string;
  readonly per: 'order' | 'line' | 'unit';
  readonly isPercent: boolean;
  readonly minimum: string | null;
  readonly cap: string | null;
  readonly only: readonly string[];
}

function worthOf(effect: Effect, money: (amount: Minor) => string, isChinese: boolean): string {
  if (effect.type === 'amount_off') return money(effect.amountMinor);
  if (effect.type !== 'percent_off') return '';
  // In Chinese one says what is left to pay, in tenths: 15 % off is 8.5折. All of it off is 免单, "no bill".
  if (!isChinese) return `${effect.bps / 100}%`;
  return effect.bps === 10_000 ? '免单' : `${(10_000 - effect.bps) / 1_000}折`;
}

function capOf(effect: Effect, money: (amount: Minor) => string): string | null {
  return effect.type === 'percent_off' && effect.capMinor !== null ? money(effect.capMinor) : null;
}

/** Categories and brands mean something to a customer; SKUs, tags and bounds of price are only said to be there. */
function onlyOn({ categories = [], brands = [], ...scope }: Scope, selected: string): string[] {
  const { lines, skus, tags, minUnitPriceMinor, maxUnitPriceMinor } = scope;
  const others = [lines, skus, tags, minUnitPriceMinor, maxUnitPriceMinor];
  const isSelected = others.some((each) => each !== undefined);
  return [...categories, ...brands, ...(isSelected ? [selected] : [])];
}

function englishOffer({ worth, per, minimum, cap, only }: Parts): string {
  const each = { order: '', line: ' each line', unit: ' each piece' }[per];
  const from = minimum === null ? '' : ` from ${minimum}`;
  const most = cap === null ? '' : `, at most ${cap}`;
  const scope = only.length === 0 ? '' : `, only on ${only.join(', ')}`;
  return `${worth} off${each}${from}${most}${scope}`;
}

function chineseOffer({ worth, per, isPercent, minimum, cap, only }: Parts): string {
  const each = { order: '', line: '每项', unit: '每件' }[per];
  const from = minimum === null ? '' : `满${minimum}`;
  const give = isPercent ? `${from === '' ? '' : '享'}${worth}` : `${each}减${worth}`;
  const lead = from === '' && !isPercent && per === 'order' ? `立${give}` : `${from}${give}`;
  const most = cap === null ? '' : `，最多减${cap}`;
  const scope = only.length === 0 ? '' : `，限${only.join('、')}`;
  return `${lead}${most}${scope}`;
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
