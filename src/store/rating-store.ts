import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { RatedRedemption, RatingStore, Redeemed } from '../ports/rating-store.js';
import type { Database } from './database.js';
import { bytesOf, numbersIn } from './dialect.js';
import { peopleOf } from './escrow.js';
import { sourceKeyHex } from './source-key.js';
import { writePriority } from './writer.js';

export function ratingStore(database: Database): RatingStore {
  return {
    unasked: (since, until, limit) =>
      database.query<Redeemed>(sql`
        SELECT r.reservation_id AS "reservationId", min(r.redeemed_at) AS "redeemedAt",
          min(COALESCE(c.canonical_customer_id, c.id)) AS "customerId"
        FROM redemption r JOIN customer c ON c.id = r.customer_id AND c.erased_at IS NULL
        WHERE r.redeemed_at >= ${since} AND r.redeemed_at <= ${until} AND r.reversed_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.dedupe_key = 'rate:' || r.reservation_id)
        GROUP BY r.reservation_id ORDER BY 2, 1 LIMIT ${limit}`),
    redemption: (reservationId, customerId, exceptEventKey) =>
      redemption(database, { reservationId, customerId, exceptEventKey }),
    async lastAsked(identityId, since) {
      const [row] = await database.query<{ key: string }>(sql`
        SELECT dedupe_key AS key FROM delivery
        WHERE customer_id = (SELECT customer_id FROM channel_identity WHERE id = ${identityId})
          AND identity_id = ${identityId} AND dedupe_key LIKE 'rate:%' AND sent_at >= ${since}
        ORDER BY sent_at DESC LIMIT 1`);
      return row?.key.slice('rate:'.length) ?? null;
    },
    cancelQuestions: (customerId) =>
      database.write(writePriority.reply, async (tx) => {
        const people = await peopleOf(tx, customerId);
        return tx.execute(sql`
          UPDATE delivery SET state = 'cancelled', state_reason = 'no-consent'
          WHERE customer_id IN ${numbersIn(tx.dialect, people)} AND state = 'planned'
            AND purpose = 'reply' AND (dedupe_key LIKE 'rate:%' OR dedupe_key LIKE 'group:%')`);
      }),
  };
}

interface Asked {
  readonly reservationId: string;
  readonly customerId: number;
  readonly exceptEventKey?: string | undefined;
}

async function redemption(
  database: Database,
  { reservationId, customerId, exceptEventKey = '' }: Asked,
): Promise<RatedRedemption | null> {
  const people = sql`SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId}`;
  const [row] = await database.query<Omit<RatedRedemption, 'id'>>(sql`
    SELECT r.order_id AS "orderId", r.coupon_id AS "couponId",
      (SELECT max(d.id) FROM coupon k JOIN delivery d ON d.run_id = k.run_id AND d.customer_id = k.customer_id
       WHERE k.id = r.coupon_id AND d.coupon_id = k.id) AS "deliveryId",
      (SELECT max(i.rating) FROM interaction i
       WHERE i.customer_id IN (${people}) AND i.kind = ${interactionKindCode.rate}
         AND i.context LIKE ${`%"${reservationId}"%`}
         AND i.source_key <> ${bytesOf(database.dialect, `'${sourceKeyHex(`${exceptEventKey}:rate`)}'`)}) AS rating
    FROM redemption r
    WHERE r.reservation_id = ${reservationId} AND r.customer_id IN (${people}) AND r.reversed_at IS NULL
    ORDER BY r.coupon_id IS NULL, r.id LIMIT 1`);
  return row === undefined ? null : { id: reservationId, ...row };
}
