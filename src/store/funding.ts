import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Statements } from './database.js';
import { jsonRows } from './dialect.js';

export interface Funding {
  readonly promotionId: number;
  readonly party: string;
  /** Negative where a refund takes it back. */
  readonly amountMinor: number;
}

/** @param made `refundId` is empty for the redemption itself */
export async function insertFunding(
  tx: Statements,
  made: { readonly reservationId: string; readonly refundId: string; readonly at: number },
  funding: readonly Funding[],
): Promise<void> {
  if (funding.length === 0) return;
  const rows = funding.map(({ promotionId, party, amountMinor }) => [
    promotionId,
    made.reservationId,
    made.refundId,
    party,
    amountMinor,
    made.at,
  ]);
  await tx.execute(sql`
    INSERT INTO funding_entry (promotion_id, reservation_id, refund_id, party, amount_minor, at)
    SELECT promotion, reservation, refund, party, amount, at FROM ${jsonRows(tx.dialect, rows, {
      promotion: 'int',
      reservation: 'text',
      refund: 'text',
      party: 'text',
      amount: 'bigint',
      at: 'bigint',
    })}`);
}
