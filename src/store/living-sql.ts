import { sqltag as sql } from '@prisma/client/runtime/client';

/**
 * In `customer c`: a person who counts, not one merged into another or erased. Said without COALESCE, which PostgreSQL takes
 * to leave half a per cent of everybody, and then compares each with each.
 */
export const isLiving = sql`(c.erased_at IS NULL
  AND (c.canonical_customer_id IS NULL OR c.canonical_customer_id = c.id))`;
