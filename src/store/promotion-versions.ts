import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PromotionDefinition, PromotionLimits } from '../domain/promotion/offer.js';
import type { AppliedPromotions } from '../ports/promotion-store.js';
import type { Tx } from './database.js';
import { textsIn } from './dialect.js';
import { budgetKey, lockAccounts, usesKey } from './escrow.js';
import { sha256Hex, stableJson } from './json-hash.js';

type Change = 'added' | 'changed' | 'unchanged';

/** Makes the definitions the promotions in force: a new version for each that changed, accounts for its limits. */
export async function applyPromotions(
  tx: Tx,
  definitions: readonly PromotionDefinition[],
  at: number,
): Promise<AppliedPromotions> {
  const keys = definitions.map((each) => each.promotion.id);
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : sql``;
  const known = await tx.query<{ id: number }>(sql`SELECT id FROM promotion ORDER BY id ${lock}`);
  const accountKeys = known.flatMap(({ id }) => [usesKey(id), budgetKey(id)]);
  await lockAccounts(tx, accountKeys);
  const found: Record<Change, string[]> = { added: [], changed: [], unchanged: [] };
  for (const definition of definitions) {
    const change = await applyOne(tx, definition, at);
    found[change].push(definition.promotion.id);
  }
  return { ...found, paused: await pauseOthers(tx, keys) };
}

async function applyOne(tx: Tx, definition: PromotionDefinition, at: number): Promise<Change> {
  const { id: key } = definition.promotion;
  const text = stableJson(definition);
  const hash = sha256Hex(text);
  const inserted = await tx.execute(sql`
    INSERT INTO promotion (key, current_version_id, created_at) VALUES (${key}, 0, ${at})
    ON CONFLICT (key) DO NOTHING`);
  const promotion = await tx.models.promotion.findUniqueOrThrow({ where: { key } });
  const promotionId = promotion.id;
  await tx.execute(sql`
    INSERT INTO promotion_version (promotion_id, hash, definition, created_at)
    VALUES (${promotionId}, ${hash}, ${text}, ${at}) ON CONFLICT (promotion_id, hash) DO NOTHING`);
  const version = await tx.models.promotionVersion.findUniqueOrThrow({
    where: { promotionId_hash: { promotionId, hash } },
  });
  if (promotion.currentVersionId === version.id && promotion.state === 'active') return 'unchanged';
  await tx.models.promotion.update({
    where: { id: promotionId },
    data: { currentVersionId: version.id, state: 'active' },
  });
  await openAccounts(tx, promotionId, definition.limits, at);
  return inserted === 1 ? 'added' : 'changed';
}

// Only a limit has an account: a counter without one would be a row that every checkout waits for, for nothing.
async function openAccounts(
  tx: Tx,
  promotionId: number,
  { uses, budgetMinor }: PromotionLimits,
  at: number,
): Promise<void> {
  const [redeemed] = await tx.query<{ uses: number; minor: number }>(sql`
    SELECT count(*) AS uses, COALESCE(sum(discount_minor), 0) AS minor
    FROM redemption WHERE promotion_id = ${promotionId} AND reversed_at IS NULL`);
  const opened = [
    { key: usesKey(promotionId), limit: uses, committed: redeemed?.uses ?? 0 },
    { key: budgetKey(promotionId), limit: budgetMinor, committed: redeemed?.minor ?? 0 },
  ];
  for (const { key, limit, committed } of opened)
    if (limit !== null) await openAccount(tx, { key, limit, committed, at });
}

interface Opening {
  readonly key: string;
  readonly limit: number;
  readonly committed: number;
  readonly at: number;
}

async function openAccount(tx: Tx, { key, limit, committed, at }: Opening): Promise<void> {
  await tx.execute(sql`
    INSERT INTO escrow_account (key, limit_amount, reserved, committed) VALUES (${key}, ${limit}, 0, 0)
    ON CONFLICT (key, pool) DO UPDATE SET limit_amount = excluded.limit_amount`);
  const where = { key_pool: { key, pool: 0 } };
  const account = await tx.models.escrowAccount.findUniqueOrThrow({ where });
  const uncounted = committed - Number(account.committed);
  if (uncounted === 0) return;
  // While there was no limit, nothing was counted here; the redemptions say what it was.
  await tx.execute(
    sql`UPDATE escrow_account SET committed = ${committed} WHERE id = ${account.id}`,
  );
  await tx.models.escrowEntry.create({
    data: {
      accountId: account.id,
      kind: 'commit',
      amount: BigInt(uncounted),
      ref: 'recount',
      idempotencyKey: `recount:${account.id}:${at}`,
      at: BigInt(at),
    },
  });
}

async function pauseOthers(tx: Tx, keys: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(sql`
    UPDATE promotion SET state = 'paused'
    WHERE state = 'active' AND key NOT IN ${textsIn(tx.dialect, keys)} RETURNING key`);
  return rows.map(({ key }) => key).sort();
}
