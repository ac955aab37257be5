import { type Chance, oneOf } from '../../random.js';
import type { Condition } from '../condition.js';
import type { Promotion } from '../promotion.js';
import { anybody, type TrialShopper } from './trial-cart.js';

/** What promotions ask of a customer: nothing else tells customers apart. */
export interface ShopperChoices {
  readonly tags: readonly string[];
  readonly tiers: readonly string[];
  readonly segments: readonly string[];
  readonly orderCounts: readonly number[];
  readonly channels: readonly string[];
  readonly groupSizes: readonly number[];
}

export function shopperChoices(promotions: readonly Promotion[]): ShopperChoices {
  const all = promotions.flatMap(({ conditions }) => conditions);
  const found = <T>(read: (condition: Condition) => readonly T[]) => [
    ...new Set(all.flatMap(read)),
  ];
  return {
    tags: found((each) => (each.type === 'customer_tag' ? [each.tag] : [])),
    tiers: found((each) => (each.type === 'customer_tier' ? each.tiers : [])),
    segments: found((each) => (each.type === 'segment' ? [each.segment] : [])),
    orderCounts: found((each) => (each.type === 'order_number' ? countsAround(each) : [])),
    channels: found((each) => (each.type === 'channel' ? each.channels : [])),
    groupSizes: found((each) => (each.type === 'group_size_at_least' ? [each.size] : [])),
  };
}

// The order that is asked for comes after so many others.
function countsAround({ from, to }: { from: number; to: number | null }): number[] {
  return [from - 1, ...(to === null ? [] : [to - 1, to])];
}

/** Somebody for whom much is in force: every tag and segment, and one of what nobody has two of. */
export function eagerShopper(choices: ShopperChoices, chance: Chance): TrialShopper {
  const { tags, tiers, segments, orderCounts, channels, groupSizes } = choices;
  return {
    tags,
    segments,
    tier: oneOf(tiers, chance) ?? null,
    orderCount: oneOf(orderCounts, chance) ?? null,
    channel: oneOf(channels, chance) ?? null,
    groupSize: groupSizes.length === 0 ? null : Math.max(...groupSizes),
  };
}

/** One fact changed; the same where promotions ask for none. */
export function otherShopper(
  shopper: TrialShopper,
  choices: ShopperChoices,
  chance: Chance,
): TrialShopper {
  const { tags, tiers, segments, orderCounts, channels, groupSizes } = choices;
  const changes: (() => TrialShopper)[] = [];
  if (tags.length > 0)
    changes.push(() => ({ ...shopper, tags: toggled(shopper.tags, oneOf(tags, chance)) }));
  if (segments.length > 0)
    changes.push(() => ({
      ...shopper,
      segments: toggled(shopper.segments, oneOf(segments, chance)),
    }));
  if (tiers.length > 0)
    changes.push(() => ({ ...shopper, tier: oneOf([null, ...tiers], chance) ?? null }));
  if (orderCounts.length > 0)
    changes.push(() => ({ ...shopper, orderCount: oneOf([null, ...orderCounts], chance) ?? null }));
  if (channels.length > 0)
    changes.push(() => ({ ...shopper, channel: oneOf([null, ...channels], chance) ?? null }));
  if (groupSizes.length > 0)
    changes.push(() => ({ ...shopper, groupSize: oneOf([null, ...groupSizes], chance) ?? null }));
  return oneOf(changes, chance)?.() ?? shopper;
}

function toggled(all: readonly string[], one: string | undefined): readonly string[] {
  if (one === undefined) return all;
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one];
}

/** The shopper whom one promotion asks for, otherwise as given. */
export function shopperFor({ conditions }: Promotion, shopper: TrialShopper): TrialShopper {
  return conditions.reduce((made, condition) => metBy(condition, made), shopper);
}

function metBy(condition: Condition, shopper: TrialShopper): TrialShopper {
  switch (condition.type) {
    case 'customer_tag':
      return { ...shopper, tags: withOne(shopper.tags, condition.tag) };
    case 'segment':
      return { ...shopper, segments: withOne(shopper.segments, condition.segment) };
    case 'customer_tier':
      return { ...shopper, tier: ownOr(condition.tiers, shopper.tier) };
    case 'channel':
      return { ...shopper, channel: ownOr(condition.channels, shopper.channel) };
    case 'order_number':
      return { ...shopper, orderCount: condition.from - 1 };
    case 'group_size_at_least':
      return { ...shopper, groupSize: Math.max(condition.size, shopper.groupSize ?? 0) };
    default:
      return shopper;
  }
}

function ownOr(wanted: readonly string[], own: string | null): string | null {
  return own !== null && wanted.includes(own) ? own : (wanted[0] ?? null);
}

function withOne(all: readonly string[], one: string): readonly string[] {
  return all.includes(one) ? all : [...all, one];
}

/** The shopper with one fact less, for each fact. */
export function lesserShoppers(shopper: TrialShopper): TrialShopper[] {
  const { tags, segments, tier, orderCount, channel, groupSize } = shopper;
  const without = (all: readonly string[], one: string) => all.filter((each) => each !== one);
  return [
    ...tags.map((tag) => ({ ...shopper, tags: without(tags, tag) })),
    ...segments.map((segment) => ({ ...shopper, segments: without(segments, segment) })),
    ...(tier === null ? [] : [{ ...shopper, tier: anybody.tier }]),
    ...(orderCount === null ? [] : [{ ...shopper, orderCount: anybody.orderCount }]),
    ...(channel === null ? [] : [{ ...shopper, channel: anybody.channel }]),
    ...(groupSize === null ? [] : [{ ...shopper, groupSize: anybody.groupSize }]),
  ];
}
