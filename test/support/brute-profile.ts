import type { InteractionKind } from '../../src/domain/behaviour/interaction-kind.js';
import { categoryShares } from '../../src/domain/profile/category-share.js';
import type { InterestShare } from '../../src/domain/profile/interests.js';
import type { ProfileFigures } from '../../src/domain/profile/profile.js';
import type { ShelfProduct } from '../../src/domain/profile/shelf.js';
import { offsetAt, type ZoneShift } from '../../src/domain/profile/zone-shifts.js';
import type { ProfileEvent } from './profile-events.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Figures by brute force, one theme at a time, in the plainest way: what the store's bulk reading must come to. */
export function bruteFigures(
  events: readonly ProfileEvent[],
  products: readonly ShelfProduct[],
  shifts: readonly ZoneShift[],
): ProfileFigures {
  const clock = (event: ProfileEvent) => event.occurredAt + offsetAt(shifts, event.occurredAt);
  return {
    ...purchasing(events, clock),
    ...activity(events, clock),
    topCategories: categoryShares(
      events.flatMap((event) => {
        const category = productOf(event, products)?.category;
        return category ? [{ category, amountMinor: moneyOf(event) }] : [];
      }),
    ),
    interests: (['category', 'brand', 'tag'] as const).flatMap((by) =>
      interestsBy(by, events, products),
    ),
    pricePercentile: percentileOf(events, products),
    channels: [],
    preferredChannel: null,
  };
}

type Clock = (event: ProfileEvent) => number;

function productOf({ productId }: ProfileEvent, products: readonly ShelfProduct[]) {
  return products.find(({ id }) => id === productId);
}

function moneyOf({ kind, amountMinor }: ProfileEvent): number {
  if (kind === 'purchase') return amountMinor ?? 0;
  return kind === 'refund' ? -Math.abs(amountMinor ?? 0) : 0;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

function purchasing(events: readonly ProfileEvent[], clock: Clock) {
  const purchases = events.filter(({ kind }) => kind === 'purchase');
  const times = purchases.map(({ occurredAt }) => occurredAt);
  const dayOf = (event: ProfileEvent) => Math.floor(clock(event) / dayMs);
  const days = [...new Set(purchases.map(dayOf))].sort((a, b) => a - b);
  const orders = [...new Set(purchases.map(({ orderKey }) => orderKey))];
  const sums = orders
    .map((key) => sum(purchases.filter((each) => each.orderKey === key).map(moneyOf)))
    .sort((a, b) => a - b);
  const lowered = orders.filter((key) =>
    purchases.some((each) => each.orderKey === key && each.hasCoupon),
  );
  return {
    firstPurchaseAt: times.length > 0 ? Math.min(...times) : null,
    lastPurchaseAt: times.length > 0 ? Math.max(...times) : null,
    purchaseCount: orders.length,
    unitCount: sum(purchases.map(({ quantity }) => quantity)),
    monetaryMinor: sum(events.map(moneyOf)),
    purchaseDays: days.length,
    repeatMinor: sum(purchases.filter((each) => dayOf(each) !== days[0]).map(moneyOf)),
    medianBasketMinor: sums[Math.ceil(sums.length / 2) - 1] ?? null,
    discountOrderCount: lowered.length,
    discountMinor: 0,
  };
}

function activity(events: readonly ProfileEvent[], clock: Clock) {
  const times = events.map(({ occurredAt }) => occurredAt);
  const own = events
    .filter(({ kind }) => kind !== 'refund')
    .map((event) => ({
      local: clock(event),
      from: event.occurredAt,
      until: event.occurredAt + Math.min(event.durationMs ?? 0, hourMs / 2),
    }))
    .sort((a, b) => a.from - b.from);
  // A visit begins where nothing before is still going on half an hour earlier.
  const starts = own.filter((each, i) =>
    own.slice(0, i).every((before) => before.until + hourMs / 2 < each.from),
  );
  const visits = starts.map((start, i) =>
    own.filter((each) => each.from >= start.from && each.from < (starts[i + 1]?.from ?? Infinity)),
  );
  const lengths = visits.map(
    (visit) =>
      Math.max(...visit.map(({ until }) => until)) - Math.min(...visit.map(({ from }) => from)),
  );
  const hours = starts.map(({ local }) => new Date(local).getUTCHours());
  const weekdays = starts.map(({ local }) => new Date(local).getUTCDay() || 7);
  const count = (all: readonly number[], wanted: number) =>
    all.filter((each) => each === wanted).length;
  const near = (hour: number) =>
    2 * count(hours, hour) + count(hours, (hour + 1) % 24) + count(hours, (hour + 23) % 24);
  const isHabit = visits.length >= 3;
  return {
    interactionCount: events.length,
    firstActiveAt: times.length > 0 ? Math.min(...times) : null,
    lastActiveAt: times.length > 0 ? Math.max(...times) : null,
    activeDays: new Set(events.map((event) => Math.floor(clock(event) / dayMs))).size,
    visitCount: visits.length,
    visitMs: sum(lengths),
    bestHour: isHabit ? peak(24, near) : null,
    bestWeekday: isHabit ? peak(7, (day) => count(weekdays, day + 1)) + 1 : null,
  };
}

function peak(length: number, height: (at: number) => number): number {
  const heights = Array.from({ length }, (_, at) => height(at));
  return heights.indexOf(Math.max(...heights));
}

const weights: Partial<Record<InteractionKind, number>> = { browse: 1, purchase: 8, refund: -8 };

// Weighed from a fixed instant: shares must not depend on when one looks.
const fixed = Date.UTC(2026, 0, 1);

function interestsBy(
  by: InterestShare['by'],
  events: readonly ProfileEvent[],
  products: readonly ShelfProduct[],
): InterestShare[] {
  const names = (event: ProfileEvent): readonly string[] => {
    const product = productOf(event, products);
    if (product === undefined) return [];
    if (by === 'tag') return product.tags;
    const name = product[by];
    return name === null ? [] : [name];
  };
  const weightOf = (name: string) =>
    sum(
      events
        .filter((event) => names(event).includes(name))
        .map(
          ({ kind, occurredAt }) =>
            (weights[kind] ?? 0) * 0.5 ** ((fixed - occurredAt) / (90 * dayMs)),
        ),
    );
  const liked = [...new Set(events.flatMap(names))]
    .map((name) => ({ name, weight: weightOf(name) }))
    .filter(({ weight }) => weight > 1e-6);
  const whole = sum(liked.map(({ weight }) => weight));
  return liked
    .map(({ name, weight }) => ({
      by,
      name,
      sharePercent: Math.floor((100 * weight) / whole + 0.5 + 1e-9),
    }))
    .filter(({ sharePercent }) => sharePercent > 0)
    .sort((a, b) => b.sharePercent - a.sharePercent || (a.name < b.name ? -1 : 1));
}

function percentileOf(
  events: readonly ProfileEvent[],
  products: readonly ShelfProduct[],
): number | null {
  const shares = events.flatMap((event) => {
    const category = productOf(event, products)?.category;
    const paid = (event.amountMinor ?? 0) / event.quantity;
    if (event.kind !== 'purchase' || !category || paid <= 0) return [];
    const prices = products
      .filter((each) => each.category === category && each.priceMinor > 0)
      .map(({ priceMinor }) => priceMinor);
    if (prices.length < 5) return [];
    const below = prices.filter((price) => price < paid).length;
    return [(below + prices.filter((price) => price === paid).length / 2) / prices.length];
  });
  const middle = shares.sort((a, b) => a - b)[Math.ceil(shares.length / 2) - 1];
  return middle === undefined ? null : Math.round(middle * 100);
}
