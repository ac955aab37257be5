import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { Idempotency } from '../ports/checkout-store.js';
import type { Statements } from './database.js';
import { sha256Hex } from './json-hash.js';

interface Kept {
  readonly bodyHash: string;
  readonly response: string;
}

type Answer = { readonly kind: string };
type Mismatch = { readonly kind: 'refused'; readonly reason: 'IDEMPOTENCY_MISMATCH' };

const mismatch: Mismatch = { kind: 'refused', reason: 'IDEMPOTENCY_MISMATCH' };

/**
 * Does something once for each key: the same request again gets the same answer, another one is refused. What `work`
 * did is undone where it was refused; the answer is kept all the same.
 */
export async function once<Given extends Answer>(
  tx: Statements,
  idempotency: Idempotency | null,
  at: number,
  work: () => Promise<Given>,
): Promise<Given | Mismatch> {
  if (idempotency === null) return undoingRefusal(tx, 'attempt', work);
  const { scope, key } = idempotency;
  const bodyHash = sha256Hex(idempotency.request);
  // The row goes in first: a second request with this key waits here until the first has its answer.
  const isFirst = await tx.execute(sql`
    INSERT INTO idempotency_record (scope, key, body_hash, status, response, at)
    VALUES (${scope}, ${key}, ${bodyHash}, 0, '', ${at}) ON CONFLICT (scope, key) DO NOTHING`);
  if (isFirst === 0) return replay<Given>(tx, idempotency, bodyHash);
  const answer = await undoingRefusal(tx, 'attempt', work);
  await tx.execute(sql`
    UPDATE idempotency_record SET response = ${JSON.stringify(answer)}
    WHERE scope = ${scope} AND key = ${key}`);
  return answer;
}

async function replay<Given>(
  tx: Statements,
  { scope, key }: Idempotency,
  bodyHash: string,
): Promise<Given | Mismatch> {
  const [known] = await tx.query<Kept>(sql`
    SELECT body_hash AS "bodyHash", response FROM idempotency_record
    WHERE scope = ${scope} AND key = ${key}`);
  if (known?.bodyHash !== bodyHash) return mismatch;
  return JSON.parse(known.response) as Given;
}

/** @param name of the savepoint; another one for each that may be open at once */
export async function undoingRefusal<Given extends Answer>(
  tx: Statements,
  name: 'attempt' | 'quick',
  work: () => Promise<Given>,
): Promise<Given> {
  await tx.execute(sql`SAVEPOINT ${raw(name)}`);
  const answer = await work();
  await tx.execute(
    answer.kind === 'refused'
      ? sql`ROLLBACK TO SAVEPOINT ${raw(name)}`
      : sql`RELEASE SAVEPOINT ${raw(name)}`,
  );
  return answer;
}

/** Keys older than this are forgotten. */
export async function forgetKeys(tx: Statements, before: number): Promise<void> {
  await tx.execute(sql`DELETE FROM idempotency_record WHERE at < ${before}`);
}
