import { sqltag as sql } from '@prisma/client/runtime/client';
import type { AdjustmentAnswer, PointsAdjustment } from '../ports/points-store.js';
import type { Tx } from './database.js';
import { sha256Hex } from './json-hash.js';
import { lockPerson } from './link-chat.js';
import { grantPoints, takePoints } from './points-ledger.js';

const scope = 'points';

/** Gives or takes points by hand; under one idempotency key once. */
export async function adjustPoints(
  tx: Tx,
  adjustment: PointsAdjustment,
): Promise<AdjustmentAnswer> {
  const { idempotencyKey: key, customerId, points, reason, at } = adjustment;
  if (key === null) return adjust(tx, adjustment);
  const bodyHash = sha256Hex(JSON.stringify([customerId, points, reason]));
  // The row goes in first: a second request with this key waits here until the first has its answer.
  const isFirst = await tx.execute(sql`
    INSERT INTO idempotency_record (scope, key, body_hash, status, response, at)
    VALUES (${scope}, ${key}, ${bodyHash}, 0, '', ${at}) ON CONFLICT (scope, key) DO NOTHING`);
  if (isFirst === 0) return replay(tx, key, bodyHash);
  const answer = await adjust(tx, adjustment);
  await tx.execute(sql`
    UPDATE idempotency_record SET response = ${JSON.stringify(answer)}
    WHERE scope = ${scope} AND key = ${key}`);
  return answer;
}

async function replay(tx: Tx, key: string, bodyHash: string): Promise<AdjustmentAnswer> {
  const [known] = await tx.query<{ bodyHash: string; response: string }>(sql`
    SELECT body_hash AS "bodyHash", response FROM idempotency_record
    WHERE scope = ${scope} AND key = ${key}`);
  if (known?.bodyHash !== bodyHash) return { kind: 'mismatch' };
  return JSON.parse(known.response) as AdjustmentAnswer;
}

async function adjust(
  tx: Tx,
  { customerId: asked, points, reason, actor, expiresAt, at }: PointsAdjustment,
): Promise<AdjustmentAnswer> {
  const person = await lockPerson(tx, asked);
  if (person === null || person.erasedAt !== null) return { kind: 'unknown-customer' };
  const customerId = person.id;
  const { id } = await tx.models.auditEvent.create({
    data: {
      actor,
      action: 'points.adjusted',
      subject: `customer:${customerId}`,
      detail: JSON.stringify({ points, reason }),
      at: BigInt(at),
    },
    select: { id: true },
  });
  const entry = {
    customerId,
    kind: 'adjustment',
    points,
    sourceKey: `adjustment:${id}`,
    at,
  } as const;
  if (points < 0) {
    const [taken = 0] = await takePoints(tx, [{ ...entry, expiresAt: null }]);
    return { kind: 'adjusted', points: taken === 0 ? 0 : -taken };
  }
  await grantPoints(tx, [{ ...entry, expiresAt }]);
  return { kind: 'adjusted', points };
}
