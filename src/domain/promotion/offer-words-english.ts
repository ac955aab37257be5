import type { Condition } from './condition.js';
import type { Effect, Tier } from './effect.js';
import {
  minimumPieces,
  minimumSpend,
  type Offer,
  type OfferPhrases,
  scopeNames,
  unitPriceKind,
} from './offer-phrases.js';
import type { Scope } from './scope.js';

type Of<Type extends Effect['type']> = Extract<Effect, { type: Type }>;

export const englishPhrases: OfferPhrases = {
  worth: worthOf,
  offer(offer) {
    const { promotion } = offer;
    const only = named(promotion.scope);
    return [
      giveOf(offer),
      startOf(offer),
      mostOf(offer),
      only === null ? '' : `, only on ${only}`,
      ...promotion.conditions.map(whoText),
    ].join('');
  },
};

function worthOf({ promotion, money }: Offer): string {
  const { effect } = promotion;
  switch (effect.type) {
    case 'percent_off':
      return percent(effect.bps);
    case 'amount_off':
      return money(effect.amountMinor);
    case 'tiers':
      return `up to ${tierWorth(effect.table.at(-1), money)}`;
    case 'every':
      return money(effect.amountMinor);
    case 'buy_get':
      return effect.get.bps === 10_000 ? `${effect.get.quantity} free` : percent(effect.get.bps);
    case 'set_unit_price':
      return effect.priceMinor === 0 ? 'a free sample' : money(effect.priceMinor);
    case 'bundle_price':
      return money(effect.priceMinor);
    case 'gift':
      return 'a gift';
    case 'presale':
      return money(effect.worthMinor - effect.depositMinor);
    case 'shipping_percent':
      return effect.bps === 10_000 ? 'free shipping' : percent(effect.bps);
    case 'points':
      return 'points';
    case 'gift_card':
      return money(effect.balanceMinor);
    case 'points_back':
      return `${percent(effect.bps)} in points`;
  }
  return effect satisfies never;
}

function giveOf(offer: Offer): string {
  const { promotion, money } = offer;
  const { effect, phase } = promotion;
  switch (effect.type) {
    case 'percent_off':
      return `${percent(effect.bps)} off${phase === 'shipping' ? ' shipping' : ''}${groupText(offer)}`;
    case 'amount_off':
      return amountText(effect, offer);
    case 'tiers':
      return effect.table.map((tier) => tierText(tier, effect.by, money)).join(', ');
    case 'every':
      return `${money(effect.amountMinor)} off for every ${money(effect.stepMinor)}`;
    case 'buy_get':
      return buyGetText(effect);
    case 'set_unit_price':
      return unitPriceText(effect, offer);
    case 'bundle_price':
      return `${bundleText(effect)} for ${money(effect.priceMinor)}`;
    case 'gift':
      return giftText(effect, money);
    case 'presale':
      return presaleText(effect, money);
    case 'shipping_percent':
      return effect.bps === 10_000 ? 'free shipping' : `${percent(effect.bps)} off shipping`;
    case 'points':
      return `pay up to ${percent(effect.maxShareBps)} with points`;
    case 'gift_card':
      return `a gift card of ${money(effect.balanceMinor)}`;
    case 'points_back':
      return `${percent(effect.bps)} back in points`;
  }
  return effect satisfies never;
}

function startOf({ promotion, money }: Offer): string {
  const [leastMinor, pieces] = [minimumSpend(promotion), minimumPieces(promotion)];
  const starts = [
    ...(leastMinor === null ? [] : [money(leastMinor)]),
    ...(pieces === null ? [] : [`${pieces} pieces`]),
  ];
  if (starts.length === 0) return '';
  const counted = promotion.conditions.find((each) => 'scope' in each);
  const of = counted !== undefined && 'scope' in counted ? named(counted.scope) : null;
  const start = `from ${starts.join(' and ')}${of === null ? '' : ` of ${of}`}`;
  return ['tiers', 'every'].includes(promotion.effect.type) ? `, on orders ${start}` : ` ${start}`;
}

function mostOf({ promotion: { effect }, money }: Offer): string {
  if (effect.type === 'percent_off' && effect.capMinor !== null)
    return `, at most ${money(effect.capMinor)}`;
  if (effect.type === 'every' && effect.mostTimes !== null)
    return `, at most ${money(effect.mostTimes * effect.amountMinor)}`;
  if (effect.type === 'points_back' && effect.mostPoints !== null)
    return `, at most ${effect.mostPoints} points`;
  if (effect.type === 'set_unit_price' && effect.mostUnits !== null && effect.priceMinor > 0)
    return `, at most ${pieceCount(effect.mostUnits)}`;
  if (effect.type === 'buy_get' && effect.mostTimes !== 1)
    return effect.mostTimes === null
      ? ', as often as you like'
      : `, up to ${effect.mostTimes} times`;
  return '';
}

function whoText(condition: Condition): string {
  if (condition.type === 'customer_tier') return `, for ${listed(condition.tiers)} members`;
  if (condition.type !== 'order_number') return '';
  const { from, to } = condition;
  if (to === null) return `, from the ${ordinal(from)} order on`;
  return from === to
    ? `, on the ${from === 1 ? 'first' : ordinal(from)} order`
    : `, on orders ${from} to ${to}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function amountText(
  { amountMinor, per, completeGroupsOf }: Of<'amount_off'>,
  offer: Offer,
): string {
  if (offer.promotion.phase === 'shipping') return `${offer.money(amountMinor)} off shipping`;
  const each = { order: '', line: ' each line', unit: ' each piece' }[per];
  const groups = completeGroupsOf === undefined ? '' : ` in full groups of ${completeGroupsOf}`;
  return `${offer.money(amountMinor)} off${each}${groups}${groupText(offer)}`;
}

function groupText({ groupBuy }: Offer): string {
  return groupBuy === null ? '' : ` for ${groupBuy.seats} who buy together`;
}

function tierText({ at, gives }: Tier, by: 'subtotal' | 'quantity', money: Offer['money']): string {
  const start = by === 'subtotal' ? money(at) : pieceCount(at);
  return `${tierWorth({ at, gives }, money)} off from ${start}`;
}

function tierWorth(tier: Tier | undefined, money: Offer['money']): string {
  if (tier === undefined) return money(0);
  return tier.gives.kind === 'percent' ? percent(tier.gives.bps) : money(tier.gives.amountMinor);
}

function buyGetText({ buy, get }: Of<'buy_get'>): string {
  const [paid, got] = [named(buy.scope), named(get.scope)];
  const lowered = { 10000: 'free', 5000: 'half price' }[get.bps] ?? `at ${percent(get.bps)} off`;
  const of = (count: number, name: string | null) =>
    `${count}${name === null ? '' : ` of ${name}`}`;
  return `buy ${of(buy.quantity, paid)}, get ${of(get.quantity, got)} ${lowered}`;
}

function unitPriceText({ priceMinor }: Of<'set_unit_price'>, offer: Offer): string {
  const price = offer.money(priceMinor);
  switch (unitPriceKind(offer)) {
    case 'group':
      return `${price} each${groupText(offer)}`;
    case 'flash':
      return `flash price ${price}`;
    case 'member':
      return `member price ${price}`;
    case 'sample':
      return priceMinor === 0 ? 'a free sample' : `a trial for ${price}`;
    case 'special':
      return `${price} each`;
  }
}

function bundleText({ items }: Of<'bundle_price'>): string {
  const names = items.map(({ scope }) => named(scope));
  const isNamed = items.every(({ scope }) => scope.categories ?? scope.brands);
  if (!isNamed) return `${items.reduce((sum, { quantity }) => sum + quantity, 0)} together`;
  return items
    .map(({ quantity }, i) => `${quantity === 1 ? '' : `${quantity} `}${names[i]}`)
    .join(' + ');
}

function giftText(
  { quantity, unitValueMinor, perQuantity }: Of<'gift'>,
  money: Offer['money'],
): string {
  const gifts = quantity === 1 ? 'a free gift' : `${quantity} free gifts`;
  const worth = ` worth ${money(unitValueMinor)}${quantity === 1 ? '' : ' each'}`;
  const each = perQuantity === null ? '' : ` for every ${pieceCount(perQuantity)}`;
  return `${gifts}${unitValueMinor === 0 ? '' : worth}${each}`;
}

function presaleText({ depositMinor, worthMinor }: Of<'presale'>, money: Offer['money']): string {
  const counts = worthMinor === depositMinor ? '' : ` that counts for ${money(worthMinor)}`;
  return `${money(depositMinor)} deposit now${counts}, the rest later`;
}

function named(scope: Scope): string | null {
  const names = scopeNames(scope, 'selected products');
  return names.length === 0 ? null : names.join(', ');
}

function pieceCount(count: number): string {
  return count === 1 ? '1 piece' : `${count} pieces`;
}

function percent(bps: number): string {
  return `${bps / 100}%`;
}

function ordinal(number: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  return `${number}${{ one: 'st', two: 'nd', few: 'rd' }[rule as string] ?? 'th'}`;
}
