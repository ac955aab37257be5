import { sqltag as sql } from '@prisma/client/runtime/client';
import type { InteractionDraft } from '../../src/domain/behaviour/interaction.js';
import type { Membership } from '../../src/domain/membership/membership.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { membershipRound } from '../../src/services/earn-points.js';
import { joinMembership } from '../../src/services/join-membership.js';
import { pointsOffer, pointsStanding } from '../../src/services/points.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import type { Database } from '../../src/store/database.js';
import { membershipStore } from '../../src/store/membership-store.js';
import { pointsStore } from '../../src/store/points-store.js';
import { shareStore } from '../../src/store/share-store.js';

export const dayMs = 86_400_000;
const startAt = Date.parse('2026-11-21T12:00:00Z');

/** 1 point for each full pound, silver from 200.00 with a quarter more, gold from 1000.00. */
export const clubRules: Membership = {
  tiers: [
    {
      id: 'member',
      names: { en: 'Member', 'zh-CN': '会员' },
      fromSpendMinor: 0,
      pointsMultiplierBps: 10_000,
    },
    {
      id: 'silver',
      names: { en: 'Silver', 'zh-CN': '银卡' },
      fromSpendMinor: 20_000,
      pointsMultiplierBps: 12_500,
    },
    {
      id: 'gold',
      names: { en: 'Gold', 'zh-CN': '金卡' },
      fromSpendMinor: 100_000,
      pointsMultiplierBps: 15_000,
    },
  ],
  tierWindowMs: 365 * dayMs,
  points: {
    minorPerPoint: 1,
    mostOfOrderBps: 5_000,
    expireAfterMs: 365 * dayMs,
    purchase: { points: 1, perMinor: 100 },
    join: 50,
    deeds: {
      review: { points: 20, mostPerDay: 2 },
      photo: { points: 30, mostPerDay: 1 },
      topic: { points: 10, mostPerDay: null },
      share: { points: 5, mostPerDay: 1 },
    },
  },
  referral: {
    after: 'first_purchase',
    sharer: { kind: 'points', points: 100 },
    newcomer: { kind: 'points', points: 30 },
    mostPerDay: 5,
  },
};

/** A shop's club on one database, with a clock that a test moves. */
export function clubOn(database: Database, membership: Membership = clubRules) {
  const clock = { at: startAt };
  let keys = 0;
  const deps = {
    shop: { membership, currency: 'GBP', timezone: 'Europe/London' },
    points: pointsStore(database),
    members: membershipStore(database),
    shares: shareStore(database),
    keyring: keyringOf(Buffer.alloc(32, 7)),
    random: systemRandom,
    clock: { now: () => clock.at },
  };
  const behaviour = behaviourStore(database, deps.clock);
  const newCustomer = async (externalId: string | null = null, createdAt = clock.at) => {
    const row = await database.write(2, (tx) =>
      tx.models.customer.create({ data: { externalId, createdAt: BigInt(createdAt) } }),
    );
    return row.id;
  };
  return {
    ...deps,
    clock,
    deps,
    newCustomer,
    join: (customerId: number) => joinMembership(deps, customerId, clock.at),
    async newMember(externalId: string | null = null) {
      const id = await newCustomer(externalId);
      await joinMembership(deps, id, clock.at);
      return id;
    },
    /** One thing somebody did, now. */
    did: (
      customerId: number,
      kind: InteractionDraft['kind'],
      more: Partial<InteractionDraft> = {},
    ) => {
      keys += 1;
      const draft = { customerId, kind, source: 'test', key: `${kind}-${keys}-${Math.random()}` };
      return behaviour.record([{ ...draft, occurredAt: clock.at, ...more }]);
    },
    /** An order with lines of these amounts. */
    buys: async (customerId: number, order: string, ...amounts: readonly number[]) =>
      behaviour.recordOrders([orderOf(customerId, order, amounts, clock.at)]),
    returns: async (
      customerId: number,
      order: string,
      name: string,
      ...amounts: readonly number[]
    ) => {
      const refund = orderOf(
        customerId,
        name,
        amounts.map((amount) => -amount),
        clock.at,
      );
      await behaviour.recordOrders([{ ...refund, kind: 'refund', refundOf: order }]);
    },
    round: () => membershipRound(deps),
    set: (id: number, data: { erasedAt?: bigint; memberTier?: string; createdAt?: bigint }) =>
      database.write(2, (tx) => tx.models.customer.update({ where: { id }, data })),
    merge: (from: number, into: number) =>
      database.write(2, (tx) =>
        tx.execute(sql`UPDATE customer SET canonical_customer_id = ${into} WHERE id = ${from}`),
      ),
    async available(customerId: number) {
      return (await pointsStanding(deps, customerId, clock.at))?.available;
    },
    offer: (customerId: number) => pointsOffer(deps, customerId),
    standing: (customerId: number) => pointsStanding(deps, customerId, clock.at),
    /** What each thing earned, by kind, oldest first. */
    async earned(customerId: number) {
      const entries = await deps.points.history(customerId, 100);
      return entries.reverse().map(({ kind, points }) => `${kind} ${points}`);
    },
    /** Spends (or holds) points as a checkout does. @returns whether there were enough on the account */
    spend: (customerId: number, points: number, part: 'committed' | 'reserved' = 'committed') =>
      database.write(1, async (tx) => {
        const column = part === 'committed' ? sql`committed = committed` : sql`reserved = reserved`;
        const changed = await tx.execute(sql`
          UPDATE escrow_account SET ${column} + ${points}
          WHERE key = ${`points:${customerId}`} AND reserved + committed + ${points} <= limit_amount`);
        return changed === 1;
      }),
  };
}

function orderOf(customerId: number, externalId: string, amounts: readonly number[], at: number) {
  const lines = amounts.map((amountMinor, i) => ({
    kind: 'product' as const,
    sku: `sku-${i}`,
    quantity: amountMinor < 0 ? -1 : 1,
    unitPriceMinor: Math.abs(amountMinor),
    amountMinor,
    key: `${externalId}:${i}`,
  }));
  return { source: 'test', externalId, customerId, kind: 'sale' as const, occurredAt: at, lines };
}

/** Accounts of points whose limit is not the sum of what was earned, or that gave away more than they have. */
export function pointsFaults(database: Database) {
  return database.query(sql`
    SELECT a.key, a.limit_amount, a.reserved, a.committed FROM escrow_account a
    WHERE a.key LIKE 'points:%' AND (
      a.reserved < 0 OR a.committed < 0 OR a.reserved + a.committed > a.limit_amount
      OR a.limit_amount <> (SELECT COALESCE(SUM(p.points), 0) FROM points_entry p
        WHERE 'points:' || p.customer_id = a.key)
      OR a.limit_amount <> (SELECT COALESCE(SUM(e.amount), 0) FROM escrow_entry e
        WHERE e.account_id = a.id AND e.kind = 'limit'))`);
}
