import type { Minor } from '../../money.js';
import { percentOf } from '../allocation.js';
import type { GiftCard, PayByPoints, PointsBack } from '../effect.js';
import { type Giving, otherwise } from '../giving.js';
import type { Counter } from './lines.js';

/** Off what delivery costs, as far as it costs anything. */
export function offShipping({ till }: Pick<Counter, 'till'>, wantedMinor: Minor): Giving {
  const shippingMinor = Math.min(wantedMinor, till.shippingLeftMinor);
  return otherwise({ shippingMinor }, (limit) => offShipping({ till }, limit));
}

export function shippingPercent(counter: Counter, bps: number): Giving {
  return offShipping(counter, percentOf(counter.till.shippingLeftMinor, bps));
}

/** Whole points, for at most a share of what is left to pay. */
export function payByPoints(effect: PayByPoints, { till }: Counter): Giving {
  const { available, minorPerPoint, maxShareBps } = effect;
  const mostMinor = shareOf(till.leftToPayMinor, maxShareBps);
  const points = Math.min(available, Math.floor(mostMinor / minorPerPoint));
  return whole(points === 0 ? {} : { points, tenderMinor: points * minorPerPoint });
}

export function giftCard({ balanceMinor }: GiftCard, { till }: Counter): Giving {
  return whole({ tenderMinor: Math.min(balanceMinor, till.leftToPayMinor) });
}

// The customer's own means: no budget of the shop's limits them.
function whole(found: Partial<Pick<Giving, 'points' | 'tenderMinor'>>): Giving {
  return otherwise(found, () => whole(found));
}

/** For what was paid in money for the goods in scope: the customer's own means pay goods and shipping in proportion. */
export function pointsBack(effect: PointsBack, { till, eligible }: Counter): Giving {
  const goodsMinor = till.lines.reduce(
    (sum, line, i) => sum + (eligible[i] ? line.remainingMinor : 0),
    0,
  );
  const fullMinor = till.leftToPayMinor + till.tenderMinor;
  const tenderMinor = fullMinor === 0 ? 0 : ceilShare(till.tenderMinor, goodsMinor, fullMinor);
  const back = Math.floor(shareOf(goodsMinor - tenderMinor, effect.bps) / effect.minorPerPoint);
  const points = Math.min(back, effect.mostPoints ?? back);
  return pointsGiven(effect, points);
}

function pointsGiven(effect: PointsBack, points: number): Giving {
  const { minorPerPoint } = effect;
  const found = { pointsBack: points, pointsBackMinor: points * minorPerPoint };
  return otherwise(found, (limit) => pointsGiven(effect, Math.floor(limit / minorPerPoint)));
}

/** Rounded down, exactly. */
function shareOf(amount: Minor, bps: number): Minor {
  const product = amount * bps;
  if (Number.isSafeInteger(product)) return Math.floor(product / 10_000);
  return Number((BigInt(amount) * BigInt(bps)) / 10_000n);
}

/** a·b/c, rounded up, exactly. */
function ceilShare(a: Minor, b: Minor, c: Minor): Minor {
  const product = a * b;
  if (Number.isSafeInteger(product)) return Math.ceil(product / c);
  return Number((BigInt(a) * BigInt(b) + BigInt(c) - 1n) / BigInt(c));
}
