import { sqltag as sql } from '@prisma/client/runtime/client';
import { quote } from '../../src/domain/promotion/quote.js';
import type { Hold } from '../../src/ports/checkout-store.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { commitReservation, releaseReservation } from '../../src/services/checkout.js';
import { openGroup } from '../../src/services/group-buys.js';
import { endGroups } from '../../src/services/group-round.js';
import type { Database } from '../../src/store/database.js';
import { groupBuyStore } from '../../src/store/group-buy-store.js';
import { refundStore } from '../../src/store/refund-store.js';
import { addCustomer, type Definition, reservationOf, startAt, tillOn } from './promotions.js';

export const hourMs = 3_600_000;

/** A shop that sells by the group, on one database, with a clock that a test moves. */
export function groupShop(database: Database, time = { at: startAt }) {
  const till: ReturnType<typeof tillOn> = tillOn(database, time);
  const groupBuys = groupBuyStore(database);
  const deps = { ...till, groupBuys, refunds: refundStore(database) };

  async function promotionOf(key: string) {
    const found = (await till.promotions.all()).find((each) => each.key === key);
    if (found === undefined) throw new Error(`no promotion ${key}`);
    return found;
  }

  /** A cart of 30.00 at a price that needs these holds, as the calculator would leave it. */
  async function quoteWith(
    key: string,
    customerId: number | null,
    {
      holds,
      isReusable = true,
    }: { readonly holds: readonly Hold[]; readonly isReusable?: boolean },
  ): Promise<string> {
    const { promotionId, versionId } = await promotionOf(key);
    const lines = [{ id: 'bag', unitPriceMinor: 1_500, quantity: 2 }];
    const cart = { currency: 'GBP', lines, shippingMinor: 0 };
    const context = { at: time.at, codes: [], customerTags: [], limited: new Map() };
    const id = systemRandom.uuid();
    await till.checkout.saveQuote({
      id,
      customerId,
      request: {},
      receipt: quote(cart, [], context),
      promotions: [
        {
          key,
          promotionId,
          versionId,
          couponId: null,
          usesUpCoupon: true,
          discountMinor: 500,
          unitCount: 1,
          holds,
          funding: [],
          pointsBack: 0,
          refundPolicy: 'proportional',
          isReusable,
        },
      ],
      createdAt: time.at,
    });
    return id;
  }

  const seatQuote = (key: string, groupBuyId: string, customerId: number | null) =>
    quoteWith(key, customerId, { holds: [{ kind: 'seat', amount: 1, groupBuyId }] });

  let orders = 0;
  return {
    ...deps,
    time,
    quoteWith,
    seatQuote,
    applyGroups: (definitions: readonly Definition[]) => till.apply(definitions),
    person: (name: string) => addCustomer(database, name),
    async openFor(promotionKey: string, customerId: number): Promise<string> {
      const answer = await openGroup(deps, { promotionKey, customerId });
      if (answer.kind === 'refused') throw new Error(`refused: ${answer.reason}`);
      return answer.group.id;
    },
    async join(key: string, groupBuyId: string, customerId: number | null, ttlMs = 600_000) {
      orders += 1;
      const quoteId = await seatQuote(key, groupBuyId, customerId);
      return till.reserve(quoteId, `${groupBuyId}-${orders}`, { ttlMs });
    },
    commit: (reservationId: string) => commitReservation(till, { reservationId }),
    release: (reservationId: string) => releaseReservation(till, { reservationId }),
    async payFor(key: string, groupBuyId: string, customerId: number): Promise<string> {
      const reservationId = reservationOf(await this.join(key, groupBuyId, customerId));
      await this.commit(reservationId);
      return reservationId;
    },
    endGroups: () => endGroups(deps),
    group: (id: string) => groupBuys.group(id, time.at),
  };
}

export type GroupShop = ReturnType<typeof groupShop>;

/** Says that a row is the same person as another. */
export async function mergeInto(database: Database, row: number, survivor: number): Promise<void> {
  await database.write(2, (tx) =>
    tx.execute(sql`UPDATE customer SET canonical_customer_id = ${survivor} WHERE id = ${row}`),
  );
}

/** Accounts that disagree with their entries or pass their limit, and groups that disagree with their members. */
export async function ledgerFaults(database: Database): Promise<unknown[]> {
  const accounts = await database.query(sql`
    SELECT a.key, a.reserved, a.committed, a.limit_amount AS "limit"
    FROM escrow_account a LEFT JOIN escrow_entry e ON e.account_id = a.id
    GROUP BY a.id, a.key, a.reserved, a.committed, a.limit_amount
    HAVING a.reserved + a.committed > a.limit_amount OR a.reserved < 0 OR a.committed < 0
      OR a.limit_amount <> COALESCE(sum(CASE WHEN e.kind = 'limit' THEN e.amount ELSE 0 END), 0)
      OR a.committed <> COALESCE(sum(CASE WHEN e.kind IN ('commit', 'recount') THEN e.amount
           WHEN e.kind = 'reverse' THEN -e.amount ELSE 0 END), 0)
      OR a.reserved <> COALESCE(sum(CASE WHEN e.kind = 'reserve' THEN e.amount
           WHEN e.kind IN ('release', 'commit') THEN -e.amount ELSE 0 END), 0)`);
  const groups = await database.query(sql`
    SELECT g.id, g.state, g.seats, a.reserved, a.committed, s.live, s.paid
    FROM group_buy g
    JOIN escrow_account a ON a.key = 'group:' || g.id || ':seats'
    JOIN (SELECT g.id, count(CASE WHEN r.state IN ('live', 'paying') THEN 1 END) AS live,
        count(CASE WHEN r.state = 'committed' AND b.id IS NULL THEN 1 END) AS paid
      FROM group_buy g LEFT JOIN group_buy_member m ON m.group_buy_id = g.id
      LEFT JOIN reservation r ON r.id = m.reservation_id
      LEFT JOIN refund b ON b.reservation_id = r.id AND b.kind = 'cancel'
      GROUP BY g.id) s ON s.id = g.id
    WHERE a.reserved <> s.live OR a.committed <> s.paid
      OR (g.state = 'complete' AND s.paid > g.seats)
      OR (g.state = 'open' AND s.paid >= g.seats)`);
  return [...accounts, ...groups];
}
