import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Receipt } from '../domain/promotion/receipt.js';
import type { FundedRedemption, FundingRow } from '../domain/promotion/settlement.js';
import type { SettlementPeriod, SettlementStore } from '../ports/settlement-store.js';
import type { Database } from './database.js';
import { textsIn } from './dialect.js';

const receiptsPerPage = 500;

export function settlementStore(database: Database): SettlementStore {
  return {
    rows: (period, party) => fundingRows(database, period, party),
    redemptions: (period) => redemptions(database, period),
    parties: async () => {
      const rows = await database.query<{ party: string }>(
        sql`SELECT DISTINCT party FROM funding_entry ORDER BY party`,
      );
      return rows.map(({ party }) => party);
    },
  };
}

// `f` is the funding entry, `p` its promotion.
function isIn({ from, until, promotion }: SettlementPeriod): Sql {
  const only = promotion === null ? sql`` : sql`AND p.key = ${promotion}`;
  return sql`f.at >= ${from} AND f.at < ${until} ${only}`;
}

async function fundingRows(
  database: Database,
  period: SettlementPeriod,
  party: string | null,
): Promise<FundingRow[]> {
  const only = party === null ? sql`` : sql`AND f.party = ${party}`;
  const rows = await database.query<Omit<FundingRow, 'refundId'> & { readonly refundId: string }>(
    sql`
      SELECT f.party, f.at, r.order_ref AS "orderRef", f.reservation_id AS "reservationId",
        p.key AS promotion, f.refund_id AS "refundId", f.amount_minor AS "amountMinor",
        (SELECT sum(other.amount_minor) FROM funding_entry other
          WHERE other.reservation_id = f.reservation_id AND other.promotion_id = f.promotion_id
            AND other.refund_id = f.refund_id) AS "wholeMinor"
      FROM funding_entry f JOIN promotion p ON p.id = f.promotion_id
      JOIN reservation r ON r.id = f.reservation_id
      WHERE ${isIn(period)} ${only} ORDER BY f.party, f.at, f.id`,
  );
  return rows.map((row) => ({ ...row, refundId: row.refundId === '' ? null : row.refundId }));
}

interface RedemptionRow
  extends Omit<FundedRedemption, 'extrasMinor' | 'isReversed' | 'isInPeriod'> {
  readonly reservationId: string;
  readonly reversedAt: number | null;
  readonly redeemedAt: number;
}

async function redemptions(
  database: Database,
  period: SettlementPeriod,
): Promise<FundedRedemption[]> {
  const rows = await database.query<RedemptionRow>(sql`
    SELECT r.id AS "reservationId", r.order_ref AS "orderRef", p.key AS promotion,
      d.discount_minor AS "discountMinor", d.reversed_at AS "reversedAt", d.redeemed_at AS "redeemedAt",
      sum(CASE a.refund_id WHEN '' THEN a.amount_minor ELSE 0 END) AS "fundedMinor",
      sum(a.amount_minor) AS "leftMinor",
      sum(CASE WHEN a.refund_id <> '' AND a.at >= ${period.from} AND a.at < ${period.until}
        THEN a.amount_minor ELSE 0 END) AS "takenBackMinor"
    FROM (SELECT DISTINCT f.reservation_id, f.promotion_id FROM funding_entry f
      JOIN promotion p ON p.id = f.promotion_id WHERE ${isIn(period)}) touched
    JOIN funding_entry a ON a.reservation_id = touched.reservation_id AND a.promotion_id = touched.promotion_id
    JOIN redemption d ON d.reservation_id = touched.reservation_id AND d.promotion_id = touched.promotion_id
    JOIN reservation r ON r.id = touched.reservation_id JOIN promotion p ON p.id = touched.promotion_id
    GROUP BY r.id, r.order_ref, p.key, d.id, d.discount_minor, d.reversed_at, d.redeemed_at
    ORDER BY d.id`);
  // Only where more was split than the discount does the receipt have to say what else was given.
  const more = rows.filter(({ fundedMinor, discountMinor }) => fundedMinor !== discountMinor);
  const extras = await extrasOf(
    database,
    more.map(({ reservationId }) => reservationId),
  );
  return rows.map(({ reservationId, reversedAt, redeemedAt, ...row }) => ({
    ...row,
    extrasMinor: extrasIn(row, extras.get(`${reservationId} ${row.promotion}`)),
    isReversed: reversedAt !== null,
    isInPeriod: redeemedAt >= period.from && redeemedAt < period.until,
  }));
}

/** What a promotion gave beside its discount. */
interface Extras {
  readonly giftMinor: number;
  readonly hasPoints: boolean;
}

// What a point was worth stands in the promotion's version only: all that is split beyond the rest was points.
function extrasIn(
  { fundedMinor, discountMinor }: Pick<RedemptionRow, 'fundedMinor' | 'discountMinor'>,
  extras: Extras | undefined,
): number {
  if (extras === undefined) return 0;
  const { giftMinor, hasPoints } = extras;
  return hasPoints ? Math.max(giftMinor, fundedMinor - discountMinor) : giftMinor;
}

async function extrasOf(
  database: Database,
  reservationIds: readonly string[],
): Promise<Map<string, Extras>> {
  const extras = new Map<string, Extras>();
  const ids = [...new Set(reservationIds)];
  for (let from = 0; from < ids.length; from += receiptsPerPage) {
    const rows = await database.query<{ id: string; receipt: string }>(sql`
      SELECT r.id, q.receipt FROM reservation r JOIN quote q ON q.id = r.quote_id
      WHERE r.id IN ${textsIn(database.dialect, ids.slice(from, from + receiptsPerPage))}`);
    for (const { id, receipt } of rows) {
      const kept = JSON.parse(receipt) as { readonly receipt: Receipt };
      for (const { id: promotion, gift, pointsBack } of kept.receipt.applied)
        extras.set(`${id} ${promotion}`, {
          giftMinor: gift === null ? 0 : gift.quantity * gift.unitValueMinor,
          hasPoints: pointsBack > 0,
        });
    }
  }
  return extras;
}
