import { sqltag as sql } from '@prisma/client/runtime/client';

/** In `customer c`: a person who counts, not one merged into another or erased. */
export const isLiving = sql`(c.erased_at IS NULL AND COALESCE(c.canonical_customer_id, c.id) = c.id)`;
