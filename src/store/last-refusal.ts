import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LastRefusal } from '../ports/promotion-store.js';
import type { Statements } from './database.js';
import { numbersIn } from './dialect.js';
import { peopleOf } from './escrow.js';
import type { KeptQuote } from './kept-quote.js';

// A person tries a code on a cart a few times; of more carts the newest tell enough.
const lookedAt = 5;

/** Why a promotion did nothing for the newest cart that it was tried on; null if it did, or was tried on none lately. */
export async function lastRefusal(
  tx: Statements,
  asked: { readonly customerId: number; readonly promotionKey: string; readonly since: number },
): Promise<LastRefusal | null> {
  const people = await peopleOf(tx, asked.customerId);
  // A quote's id begins with its instant, so that only the last hour's are read.
  const rows = await tx.query<{ kept: string; at: number }>(sql`
    SELECT receipt AS kept, created_at AS at FROM quote
    WHERE id >= ${firstIdAt(asked.since)} AND customer_id IN ${numbersIn(tx.dialect, people)}
    ORDER BY id DESC LIMIT ${lookedAt}`);
  for (const { kept, at } of rows) {
    const { receipt } = JSON.parse(kept) as Pick<KeptQuote, 'receipt'>;
    if (receipt.applied.some(({ id }) => id === asked.promotionKey)) return null;
    const rejected = receipt.rejected.find(({ id }) => id === asked.promotionKey);
    if (rejected) return { reason: rejected.reason, missing: rejected.missing ?? null, at };
  }
  return null;
}

/** No UUIDv7 made at or after this instant sorts before it. */
function firstIdAt(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
