import type { Effect } from '../effect.js';
import type { Given } from '../giving.js';
import { giftCard, offShipping, payByPoints, pointsBack, shippingPercent } from './around.js';
import { bundlePrice } from './bundle-price.js';
import { buyGet } from './buy-get.js';
import { amountOff, type Counter, percentOff } from './lines.js';
import { every, gift, tiers } from './thresholds.js';
import { offCompleteGroups, presale, setUnitPrice } from './unit-prices.js';

/** What an effect would give to the cart as it stands. Looks, and changes nothing. */
export function give(effect: Effect, counter: Counter): Given {
  switch (effect.type) {
    case 'percent_off':
      if (counter.phase !== 'shipping') return percentOff(effect, counter);
      return shippingPercent(counter, effect.bps).atMost(
        effect.capMinor ?? counter.till.shippingMinor,
      );
    case 'amount_off':
      if (counter.phase === 'shipping') return offShipping(counter, effect.amountMinor);
      if (effect.completeGroupsOf !== undefined)
        return offCompleteGroups(effect, effect.completeGroupsOf, counter);
      return amountOff(effect, counter);
    case 'tiers':
      return tiers(effect, counter);
    case 'every':
      return every(effect, counter);
    case 'buy_get':
      return buyGet(effect, counter);
    case 'set_unit_price':
      return setUnitPrice(effect, counter);
    case 'bundle_price':
      return bundlePrice(effect, counter);
    case 'gift':
      return gift(effect, counter);
    case 'presale':
      return presale(effect, counter);
    case 'shipping_percent':
      return shippingPercent(counter, effect.bps);
    case 'points':
      return payByPoints(effect, counter);
    case 'gift_card':
      return giftCard(effect, counter);
    case 'points_back':
      return pointsBack(effect, counter);
  }
  return effect satisfies never;
}
