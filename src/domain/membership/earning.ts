import { localTime } from '../time-zone.js';
import { expiresAt } from './expires-at.js';
import type { DeedKind, Membership, PointsDraft } from './membership.js';
import { orderPoints, type RefundedSale, refundPoints } from './order-points.js';
import { tierNamed } from './tiers.js';

/** Something a person did, as far as points care. */
export interface Doing {
  readonly interactionId: number;
  /** The surviving row of the person. */
  readonly personId: number;
  /** Null: not a member, or not yet when it happened. */
  readonly tier: string | null;
  readonly at: number;
  readonly what:
    | { readonly kind: 'purchase'; readonly orderKey: string; readonly amountMinor: number }
    /** `sale` is null where nobody knows what it gives back of. */
    | { readonly kind: 'refund'; readonly sale: string | null; readonly amountMinor: number }
    | { readonly kind: 'review' | 'share'; readonly hasPhoto: boolean }
    | { readonly kind: 'post'; readonly hasPhoto: boolean; readonly topic: string | null }
    /** Promised by a promotion, to members and others. */
    | { readonly kind: 'cashback'; readonly points: number; readonly sourceKey: string };
}

/** What came before. */
export interface EarningMemory {
  /** Purchases of an order up to now, minor units, by `orderKey`. */
  readonly orders: ReadonlyMap<string, number>;
  readonly sales: ReadonlyMap<string, RefundedSale>;
  /** How often a person earned by a kind of deed on a local day, by `dayKey`. */
  readonly earnedOnDay: ReadonlyMap<string, number>;
  /** Topics a person has joined, by `topicKey`. */
  readonly topics: ReadonlySet<string>;
}

export const dayKey = (personId: number, kind: DeedKind, day: string) =>
  `${personId}:${kind}:${day}`;

/** The source key of a topic: it earns once. */
export const topicKey = (personId: number, topic: string) => `topic:${personId}:${topic}`;

/**
 * What these doings earn, and what refunds among them take back.
 *
 * @param doings in the order of their ids
 * @returns nothing for what earns nothing
 */
export function earnings(
  doings: readonly Doing[],
  memory: EarningMemory,
  membership: Membership,
  timezone: string,
): PointsDraft[] {
  const run: Run = {
    membership,
    timezone,
    orders: new Map(memory.orders),
    sales: new Map(memory.sales),
    earnedOnDay: new Map(memory.earnedOnDay),
    topics: new Set(memory.topics),
  };
  return doings.flatMap((doing) => earningOf(doing, run) ?? []);
}

// One pass over a batch: what its earlier doings changed counts for its later ones.
interface Run {
  readonly membership: Membership;
  readonly timezone: string;
  readonly orders: Map<string, number>;
  readonly sales: Map<string, RefundedSale>;
  readonly earnedOnDay: Map<string, number>;
  readonly topics: Set<string>;
}

function earningOf(doing: Doing, run: Run): PointsDraft | null {
  const { what } = doing;
  switch (what.kind) {
    case 'purchase':
      return purchaseEarning(doing, what, run);
    case 'refund':
      return takenBack(doing, what, run);
    case 'review':
    case 'share':
      return deedEarning(doing, what.hasPhoto ? 'photo' : what.kind, run);
    case 'post':
      return postEarning(doing, what, run);
    case 'cashback':
      return draft(doing, run, {
        kind: 'cashback',
        points: what.points,
        sourceKey: what.sourceKey,
      });
  }
  return what satisfies never;
}

function purchaseEarning(
  doing: Doing,
  { orderKey, amountMinor }: Extract<Doing['what'], { kind: 'purchase' }>,
  run: Run,
): PointsDraft | null {
  const { points: rules } = run.membership;
  const before = run.orders.get(orderKey) ?? 0;
  const after = before + amountMinor;
  run.orders.set(orderKey, after);
  if (doing.tier === null) return null;
  const multiplierBps = tierNamed(run.membership, doing.tier)?.pointsMultiplierBps ?? 10_000;
  const pointsOf = (minor: number) => orderPoints(minor, rules.purchase, multiplierBps);
  // What is full is counted over the whole order, whatever its lines.
  const earned = draft(doing, run, {
    kind: 'purchase',
    points: pointsOf(after) - pointsOf(before),
  });
  const sale = run.sales.get(orderKey);
  if (earned !== null && sale !== undefined) {
    const points = sale.earned + earned.points;
    run.sales.set(orderKey, { ...sale, earned: points, expiresAt: earned.expiresAt });
  }
  return earned;
}

function takenBack(
  doing: Doing,
  { sale: key, amountMinor }: Extract<Doing['what'], { kind: 'refund' }>,
  run: Run,
): PointsDraft | null {
  const sale = key === null ? undefined : run.sales.get(key);
  if (key === null || sale === undefined) return null;
  const refundedMinor = sale.refundedMinor + amountMinor;
  run.sales.set(key, { ...sale, refundedMinor });
  const { earned, expiresAt: gone } = sale;
  // What has run out meanwhile is gone already.
  if (gone !== null && gone <= doing.at) return null;
  const shareOf = (minor: number) => refundPoints(earned, minor, run.orders.get(key) ?? 0);
  const points = shareOf(refundedMinor) - shareOf(sale.refundedMinor);
  if (points === 0) return null;
  const { personId: customerId, at } = doing;
  const sourceKey = interactionKey(doing);
  return { customerId, kind: 'purchase', points: -points, sourceKey, expiresAt: gone, at };
}

function postEarning(
  doing: Doing,
  { hasPhoto, topic }: Extract<Doing['what'], { kind: 'post' }>,
  run: Run,
): PointsDraft | null {
  const key = topic === null ? null : topicKey(doing.personId, topic);
  if (key !== null && !run.topics.has(key)) {
    const joined = deedEarning(doing, 'topic', run);
    if (joined !== null) {
      run.topics.add(key);
      return { ...joined, sourceKey: key };
    }
  }
  return hasPhoto ? deedEarning(doing, 'photo', run) : null;
}

function deedEarning(doing: Doing, kind: DeedKind, run: Run): PointsDraft | null {
  const rule = run.membership.points.deeds[kind];
  if (doing.tier === null || rule === null) return null;
  const key = dayKey(doing.personId, kind, localTime(doing.at, run.timezone).date);
  const before = run.earnedOnDay.get(key) ?? 0;
  if (rule.mostPerDay !== null && before >= rule.mostPerDay) return null;
  run.earnedOnDay.set(key, before + 1);
  return draft(doing, run, { kind, points: rule.points });
}

function draft(
  doing: Doing,
  { membership: { points: rules }, timezone }: Run,
  earned: Pick<PointsDraft, 'kind' | 'points'> & { readonly sourceKey?: string },
): PointsDraft | null {
  if (earned.points === 0) return null;
  const { personId: customerId, at } = doing;
  const gone = expiresAt(rules, at, timezone);
  return { customerId, expiresAt: gone, at, sourceKey: interactionKey(doing), ...earned };
}

function interactionKey({ interactionId }: Doing): string {
  return `interaction:${interactionId}`;
}
