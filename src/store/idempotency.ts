import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Idempotency } from '../ports/checkout-store.js';
import { type Statements, Undone } from './database.js';
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
): Promise<Given | Mismatch | Undone<Given | Mismatch>> {
  if (idempotency === null) {
    const answer = await work();
    return answer.kind === 'refused' ? new Undone<Given | Mismatch>(answer) : answer;
  }
  const known = await begin<Given>(tx, idempotency, at);
  if (known !== null) return known;
  await tx.execute(sql`SAVEPOINT attempt`);
  const answer = await work();
  await tx.execute(
    answer.kind === 'refused' ? sql`ROLLBACK TO SAVEPOINT attempt` : sql`RELEASE SAVEPOINT attempt`,
  );
  await keep(tx, idempotency, answer);
  return answer;
}

/**
 * The same for work that is done at the first go or not at all: null, with everything undone, where it is not; it is
 * then for `once` to find out why.
 */
export async function onceQuickly<Given extends Answer>(
  tx: Statements,
  idempotency: Idempotency | null,
  at: number,
  work: () => Promise<Given | null>,
): Promise<Given | Mismatch | null | Undone<null>> {
  const known = idempotency === null ? null : await begin<Given>(tx, idempotency, at);
  if (known !== null) return known;
  const answer = await work();
  if (answer === null) return new Undone(null);
  if (idempotency !== null) await keep(tx, idempotency, answer);
  return answer;
}

// The row goes in first: a second request with this key waits here until the first has its answer.
async function begin<Given>(
  tx: Statements,
  idempotency: Idempotency,
  at: number,
): Promise<Given | Mismatch | null> {
  const { scope, key } = idempotency;
  const bodyHash = sha256Hex(idempotency.request);
  const isFirst = await tx.execute(sql`
    INSERT INTO idempotency_record (scope, key, body_hash, status, response, at)
    VALUES (${scope}, ${key}, ${bodyHash}, 0, '', ${at}) ON CONFLICT (scope, key) DO NOTHING`);
  return isFirst === 0 ? replay<Given>(tx, idempotency, bodyHash) : null;
}

async function keep(tx: Statements, { scope, key }: Idempotency, answer: Answer): Promise<void> {
  await tx.execute(sql`
    UPDATE idempotency_record SET response = ${JSON.stringify(answer)}
    WHERE scope = ${scope} AND key = ${key}`);
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

/** Keys older than this are forgotten. */
export async function forgetKeys(tx: Statements, before: number): Promise<void> {
  await tx.execute(sql`DELETE FROM idempotency_record WHERE at < ${before}`);
}
