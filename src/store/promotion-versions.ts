import { randomUUID } from 'node:crypto';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PromotionDefinition, PromotionLimits } from '../domain/promotion/offer.js';
import type { AppliedPromotions } from '../ports/promotion-store.js';
import { budgetKey, stockKey, usesKey } from './account-keys.js';
import type { Statements } from './database.js';
import { textsIn } from './dialect.js';
import { lockAccounts, setLimit } from './escrow.js';
import { sha256Hex, stableJson } from './json-hash.js';
import { recount } from './recount.js';

type Change = 'added' | 'changed' | 'unchanged';

/** What makes the entries of one `apply`. */
interface Applying {
  readonly ref: string;
  readonly at: number;
}

/** Makes the definitions the promotions in force: a new version for each that changed, accounts for its limits. */
export async function applyPromotions(
  tx: Statements,
  definitions: readonly PromotionDefinition[],
  at: number,
): Promise<AppliedPromotions> {
  const keys = definitions.map((each) => each.promotion.id);
  const lock = tx.dialect === 'postgresql' ? sql`FOR UPDATE` : sql``;
  const known = await tx.query<{ id: number }>(sql`SELECT id FROM promotion ORDER BY id ${lock}`);
  await lockAccounts(
    tx,
    known.flatMap(({ id }) => [usesKey(id), budgetKey(id), stockKey(id)]),
  );
  const applying = { ref: `apply:${randomUUID()}`, at };
  const found: Record<Change, string[]> = { added: [], changed: [], unchanged: [] };
  for (const definition of definitions) {
    const change = await applyOne(tx, definition, applying);
    found[change].push(definition.promotion.id);
  }
  return { ...found, paused: await pauseOthers(tx, keys) };
}

async function applyOne(
  tx: Statements,
  definition: PromotionDefinition,
  applying: Applying,
): Promise<Change> {
  const { id: key } = definition.promotion;
  const { at } = applying;
  const text = stableJson(definition);
  const hash = sha256Hex(text);
  const inserted = await tx.execute(sql`
    INSERT INTO promotion (key, current_version_id, created_at) VALUES (${key}, 0, ${at})
    ON CONFLICT (key) DO NOTHING`);
  const promotion = await one<{ id: number; currentVersionId: number; state: string }>(
    tx.query(sql`
      SELECT id, current_version_id AS "currentVersionId", state FROM promotion WHERE key = ${key}`),
  );
  const promotionId = promotion.id;
  await tx.execute(sql`
    INSERT INTO promotion_version (promotion_id, hash, definition, created_at)
    VALUES (${promotionId}, ${hash}, ${text}, ${at}) ON CONFLICT (promotion_id, hash) DO NOTHING`);
  const version = await one<{ id: number }>(
    tx.query(sql`
      SELECT id FROM promotion_version WHERE promotion_id = ${promotionId} AND hash = ${hash}`),
  );
  // Also where nothing changed: an account from before there were pools is split now.
  await keepAccounts(tx, promotionId, definition.limits, applying);
  if (promotion.currentVersionId === version.id && promotion.state === 'active') return 'unchanged';
  await tx.execute(sql`
    UPDATE promotion SET current_version_id = ${version.id}, state = 'active'
    WHERE id = ${promotionId}`);
  return inserted === 1 ? 'added' : 'changed';
}

async function one<Row>(rows: Promise<Row[]>): Promise<Row> {
  const [row] = await rows;
  if (row === undefined) throw new Error('a row that was just written is not there');
  return row;
}

// Only a limit has an account: a counter without one would be a row that every checkout waits for, for nothing.
async function keepAccounts(
  tx: Statements,
  promotionId: number,
  { uses, budgetMinor, stock = null }: PromotionLimits,
  applying: Applying,
): Promise<void> {
  const accounts = [
    { key: usesKey(promotionId), limit: uses, counts: 'uses' as const },
    { key: budgetKey(promotionId), limit: budgetMinor, counts: 'money' as const },
    { key: stockKey(promotionId), limit: stock, counts: 'pieces' as const },
  ];
  for (const { key, limit, counts } of accounts) {
    if (limit === null) continue;
    await setLimit(tx, { key, limit }, applying);
    await recount(tx, { key, promotionId, counts }, applying);
  }
}

async function pauseOthers(tx: Statements, keys: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(sql`
    UPDATE promotion SET state = 'paused'
    WHERE state = 'active' AND key NOT IN ${textsIn(tx.dialect, keys)} RETURNING key`);
  return rows.map(({ key }) => key).sort();
}
