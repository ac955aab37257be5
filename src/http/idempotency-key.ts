import type { Context } from 'hono';

/** Sent with it, the same request again gets the same answer. */
export function keyOf(context: Context): { idempotencyKey?: string } {
  const key = context.req.header('idempotency-key');
  return key === undefined || key === '' ? {} : { idempotencyKey: key.slice(0, 200) };
}
