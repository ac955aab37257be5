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

export const chinesePhrases: OfferPhrases = {
  worth: worthOf,
  offer(offer) {
    const { promotion } = offer;
    const start = startOf(offer);
    const only = named(promotion.scope);
    return [
      giveOf(offer, start),
      mostOf(offer),
      only === null ? '' : `，限${only}`,
      ...promotion.conditions.map(whoText),
    ].join('');
  },
};

function worthOf({ promotion, money, plainMoney }: Offer): string {
  const { effect } = promotion;
  switch (effect.type) {
    case 'percent_off':
      return tenths(effect.bps);
    case 'amount_off':
      return money(effect.amountMinor);
    case 'tiers':
      return tierWorth(effect.table.at(-1), plainMoney);
    case 'every':
      return `每满${plainMoney(effect.stepMinor)}减${plainMoney(effect.amountMinor)}`;
    case 'buy_get':
      return buyGetText(effect);
    case 'set_unit_price':
      return effect.priceMinor === 0 ? '免费试用' : money(effect.priceMinor);
    case 'bundle_price':
      return money(effect.priceMinor);
    case 'gift':
      return '赠品';
    case 'presale':
      return money(effect.worthMinor - effect.depositMinor);
    case 'shipping_percent':
      return shippingText(effect.bps);
    case 'points':
      return '积分抵现';
    case 'gift_card':
      return money(effect.balanceMinor);
    case 'points_back':
      return `返${effect.bps / 100}%积分`;
  }
  return effect satisfies never;
}

/** @param start `满200`, `满3件` or nothing */
function giveOf(offer: Offer, start: string): string {
  const { promotion, money, plainMoney } = offer;
  const { effect, phase } = promotion;
  switch (effect.type) {
    case 'percent_off':
      if (phase === 'shipping') return `${start}运费${tenths(effect.bps)}`;
      return `${groupText(offer)}${priceWord(offer)}${start}${start === '' ? '' : '享'}${tenths(effect.bps)}`;
    case 'amount_off':
      return amountText(effect, offer, start);
    case 'tiers':
      return effect.table.map((tier) => tierText(tier, effect.by, plainMoney)).join('，');
    case 'every':
      return `每满${plainMoney(effect.stepMinor)}减${plainMoney(effect.amountMinor)}`;
    case 'buy_get':
      return `${start}${start === '' ? '' : '，'}${buyGetText(effect)}`;
    case 'set_unit_price':
      return `${start}${unitPriceText(effect, offer)}`;
    case 'bundle_price':
      return `${start}${bundleText(effect)}${money(effect.priceMinor)}`;
    case 'gift':
      return giftText(effect, start, money);
    case 'presale':
      return presaleText(effect, offer);
    case 'shipping_percent':
      return `${start}${shippingText(effect.bps)}`;
    case 'points':
      return `积分抵现，最高抵${effect.maxShareBps / 100}%`;
    case 'gift_card':
      return `礼品卡${money(effect.balanceMinor)}`;
    case 'points_back':
      return `${start}返${effect.bps / 100}%积分`;
  }
  return effect satisfies never;
}

function startOf({ promotion, plainMoney }: Offer): string {
  const [leastMinor, pieces] = [minimumSpend(promotion), minimumPieces(promotion)];
  const starts = [
    ...(leastMinor === null ? [] : [plainMoney(leastMinor)]),
    ...(pieces === null ? [] : [`${pieces}件`]),
  ];
  if (starts.length === 0) return '';
  const counted = promotion.conditions.find((each) => 'scope' in each);
  const of = counted !== undefined && 'scope' in counted ? named(counted.scope) : null;
  return `${of ?? ''}满${starts.join('且满')}`;
}

function mostOf({ promotion: { effect }, plainMoney }: Offer): string {
  if (effect.type === 'percent_off' && effect.capMinor !== null)
    return `，最多减${plainMoney(effect.capMinor)}`;
  if (effect.type === 'every' && effect.mostTimes !== null)
    return `，最高减${plainMoney(effect.mostTimes * effect.amountMinor)}`;
  if (effect.type === 'points_back' && effect.mostPoints !== null)
    return `，最多返${effect.mostPoints}积分`;
  if (effect.type === 'set_unit_price' && effect.mostUnits !== null && effect.priceMinor > 0)
    return `，每单限${effect.mostUnits}件`;
  if (effect.type === 'buy_get' && effect.mostTimes !== 1)
    return effect.mostTimes === null ? '，可累计' : `，最多${effect.mostTimes}次`;
  return '';
}

function whoText(condition: Condition): string {
  if (condition.type === 'customer_tier') return `，限${condition.tiers.join('、')}会员`;
  if (condition.type !== 'order_number') return '';
  const { from, to } = condition;
  if (to === null) return `，限第${from}单起`;
  if (from === to) return from === 1 ? '，限首单' : `，限第${from}单`;
  return `，限第${from}至${to}单`;
}

function amountText(
  { amountMinor, per, completeGroupsOf }: Of<'amount_off'>,
  offer: Offer,
  start: string,
): string {
  const amount = offer.plainMoney(amountMinor);
  if (offer.promotion.phase === 'shipping') return `${start}运费减${amount}`;
  const groups = completeGroupsOf === undefined ? '' : `每满${completeGroupsOf}件，`;
  const each = { order: '', line: '每项', unit: '每件' }[per];
  const now = start === '' && each === '' ? '立' : '';
  return `${groupText(offer)}${priceWord(offer)}${start}${groups}${each}${now}减${amount}`;
}

function groupText({ groupBuy }: Offer): string {
  return groupBuy === null ? '' : `${groupBuy.seats}人团 `;
}

/** What lowers the price itself for members is their price. */
function priceWord({ promotion }: Offer): string {
  const isMembers = promotion.conditions.some(({ type }) => type === 'customer_tier');
  return promotion.phase === 'base' && isMembers ? '会员价' : '';
}

function tierText({ at, gives }: Tier, by: 'subtotal' | 'quantity', money: Offer['money']): string {
  const start = by === 'subtotal' ? `满${money(at)}` : `满${at}件`;
  return gives.kind === 'percent'
    ? `${start}享${tenths(gives.bps)}`
    : `${start}减${money(gives.amountMinor)}`;
}

function tierWorth(tier: Tier | undefined, money: Offer['money']): string {
  if (tier === undefined) return '';
  const { gives } = tier;
  return gives.kind === 'percent'
    ? `低至${tenths(gives.bps)}`
    : `最高减${money(gives.amountMinor)}`;
}

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

function buyGetText({ buy, get }: Of<'buy_get'>): string {
  const [paid, got] = [named(buy.scope), named(get.scope)];
  const isFree = get.bps === 10_000;
  const price = get.bps === 5_000 ? '半价' : `享${tenths(get.bps)}`;
  if (paid !== null || got !== null) {
    const second = `${get.quantity}件${got ?? ''}`;
    const given = isFree ? `送${second}` : `${second}${price}`;
    return `买${buy.quantity}件${paid ?? ''}${isFree ? '' : '，'}${given}`;
  }
  if (isFree) return `买${buy.quantity}送${get.quantity}`;
  const next = buy.quantity + 1;
  if (get.quantity === 1) return `第${digits[next] ?? next}件${price.replace('享', '')}`;
  return `买${buy.quantity}件，另${get.quantity}件${price}`;
}

function unitPriceText({ priceMinor }: Of<'set_unit_price'>, offer: Offer): string {
  const price = offer.money(priceMinor);
  switch (unitPriceKind(offer)) {
    case 'group':
      return `${groupText(offer)}${price}`;
    case 'flash':
      return `秒杀价${price}`;
    case 'member':
      return `会员价${price}`;
    case 'sample':
      return priceMinor === 0 ? '免费试用' : `试用价${price}`;
    case 'special':
      return `特价${price}`;
  }
}

function bundleText({ items }: Of<'bundle_price'>): string {
  const isNamed = items.every(({ scope }) => scope.categories ?? scope.brands);
  if (!isNamed) return `${items.reduce((sum, { quantity }) => sum + quantity, 0)}件套装价`;
  const names = items.map(
    ({ quantity, scope }) => `${named(scope)}${quantity === 1 ? '' : `×${quantity}`}`,
  );
  return `${names.join('+')}套装价`;
}

function giftText(
  { quantity, unitValueMinor, perQuantity }: Of<'gift'>,
  start: string,
  money: Offer['money'],
): string {
  const worth = unitValueMinor === 0 ? '' : `（价值${money(unitValueMinor)}）`;
  if (perQuantity !== null)
    return `${start}${start === '' ? '' : '，'}每${perQuantity}件送${quantity}件赠品${worth}`;
  return `${start}送${quantity === 1 ? '' : `${quantity}件`}赠品${worth}`;
}

function presaleText({ depositMinor, worthMinor }: Of<'presale'>, offer: Offer): string {
  if (worthMinor === depositMinor) return `定金${offer.money(depositMinor)}预订`;
  return `定金${offer.plainMoney(depositMinor)}抵${offer.plainMoney(worthMinor)}`;
}

function shippingText(bps: number): string {
  return bps === 10_000 ? '包邮' : `运费${tenths(bps)}`;
}

function named(scope: Scope): string | null {
  const names = scopeNames(scope, '指定商品');
  return names.length === 0 ? null : names.join('、');
}

/** In Chinese one says what is left to pay, in tenths: 15 % off is 8.5折. All of it off is 免单, "no bill". */
function tenths(bps: number): string {
  return bps === 10_000 ? '免单' : `${(10_000 - bps) / 1_000}折`;
}
