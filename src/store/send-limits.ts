import { sqltag as sql } from '@prisma/client/runtime/client';
import type { GivenBack, LimitedBegun, LimitedIntent, Refusal } from '../ports/send-limits.js';
import type { Statements } from './database.js';
import { beginDeliveries } from './delivery-intent.js';
import { jsonRows, numbersIn } from './dialect.js';

interface RightRow {
  readonly id: number;
  readonly used: number;
  readonly most: number;
  readonly closesAt: number;
}

/** What has been used, counted on while the grant is shared out, in the intents' order. */
interface Books {
  readonly rights: Map<number, RightRow>;
  readonly quotas: Map<string, number>;
}

interface Granted {
  readonly intent: LimitedIntent;
  readonly sequence: number | null;
}

/** Takes what each delivery needs and writes the intents, in one transaction: whoever comes second finds it used. */
export async function beginLimited(
  tx: Statements,
  worker: string,
  intents: readonly LimitedIntent[],
  times: { readonly now: number; readonly leaseUntil: number },
): Promise<{ begun: ReadonlyMap<number, LimitedBegun>; refused: ReadonlyMap<number, Refusal> }> {
  const books = await openBooks(tx, intents);
  const refused = new Map<number, Refusal>();
  const granted: Granted[] = [];
  for (const intent of intents) {
    const refusal = refusalOf(books, intent, times.now);
    if (refusal === null) granted.push({ intent, sequence: take(books, intent) });
    else refused.set(intent.deliveryId, refusal);
  }
  const allowed = granted.map(({ intent }) => intent);
  const started = await beginDeliveries(tx, worker, allowed, times);
  const begun = new Map<number, LimitedBegun>();
  for (const { intent, sequence } of granted) {
    const own = started.get(intent.deliveryId);
    if (own !== undefined) begun.set(intent.deliveryId, { ...own, sequence });
  }
  const kept = granted.filter(({ intent }) => begun.has(intent.deliveryId));
  await bookRights(tx, kept);
  await addToQuotas(
    tx,
    kept.map(({ intent }) => intent),
  );
  return { begun, refused };
}

const quotaKey = (
  account: string,
  { quota, periodStart }: { quota: string; periodStart: number },
) => `${account}\n${quota}\n${periodStart}`;

async function openBooks(tx: Statements, intents: readonly LimitedIntent[]): Promise<Books> {
  const ids = intents.flatMap(({ right }) => right?.id ?? []);
  const lock = tx.dialect === 'sqlite' ? sql`` : sql`FOR UPDATE`;
  const rights =
    ids.length === 0
      ? []
      : await tx.query<RightRow>(sql`
          SELECT id, used, most, closes_at AS "closesAt" FROM send_right
          WHERE id IN ${numbersIn(tx.dialect, ids)} ORDER BY id ${lock}`);
  return {
    rights: new Map(rights.map((row) => [row.id, row])),
    quotas: await lockQuotas(tx, intents),
  };
}

const quotaColumns = { account: 'text', quota: 'text', start: 'bigint', count: 'int' } as const;

// A period's row is made first, so that there is something to lock.
async function lockQuotas(
  tx: Statements,
  intents: readonly LimitedIntent[],
): Promise<Map<string, number>> {
  const wanted = new Map<string, readonly unknown[]>();
  for (const { channelAccount, quotas } of intents)
    for (const each of quotas)
      wanted.set(quotaKey(channelAccount, each), [channelAccount, each.quota, each.periodStart, 0]);
  if (wanted.size === 0) return new Map();
  // In one order, so that two workers do not wait for each other.
  const rows = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const all = jsonRows(tx.dialect, rows, quotaColumns);
  await tx.execute(sql`
    INSERT INTO quota_use (channel_account, quota, period_start, used)
    SELECT r.account, r.quota, r.start, 0 FROM ${all} WHERE true
    ON CONFLICT (channel_account, quota, period_start) DO NOTHING`);
  const lock = tx.dialect === 'sqlite' ? sql`` : sql`FOR UPDATE OF q`;
  const found = await tx.query<{ account: string; quota: string; start: number; used: number }>(sql`
    SELECT q.channel_account AS account, q.quota, q.period_start AS start, q.used
    FROM quota_use q JOIN ${all}
      ON q.channel_account = r.account AND q.quota = r.quota AND q.period_start = r.start
    ORDER BY q.channel_account, q.quota, q.period_start ${lock}`);
  return new Map(
    found.map(({ account, quota, start, used }) => [
      quotaKey(account, { quota, periodStart: start }),
      used,
    ]),
  );
}

function refusalOf(books: Books, intent: LimitedIntent, now: number): Refusal | null {
  const { right, quotas, channelAccount } = intent;
  const row = right === null ? null : books.rights.get(right.id);
  if (right !== null && (!row || row.used + right.count > row.most || row.closesAt <= now))
    return { kind: 'right' };
  const full = quotas.find(
    (each) => (books.quotas.get(quotaKey(channelAccount, each)) ?? 0) + each.count > each.max,
  );
  return full === undefined ? null : { kind: 'quota', take: full };
}

/** @returns how often the right had been used before */
function take(books: Books, { right, quotas, channelAccount }: LimitedIntent): number | null {
  for (const each of quotas) {
    const key = quotaKey(channelAccount, each);
    books.quotas.set(key, (books.quotas.get(key) ?? 0) + each.count);
  }
  const row = right === null ? undefined : books.rights.get(right.id);
  if (right === null || row === undefined) return null;
  books.rights.set(right.id, { ...row, used: row.used + right.count });
  return row.used;
}

// Up to the last use: one that was shared out and not begun leaves a gap, never a number used twice.
async function bookRights(tx: Statements, kept: readonly Granted[]): Promise<void> {
  const used = new Map<number, number>();
  for (const { intent, sequence } of kept)
    if (intent.right !== null && sequence !== null)
      used.set(
        intent.right.id,
        Math.max(used.get(intent.right.id) ?? 0, sequence + intent.right.count),
      );
  if (used.size === 0) return;
  await tx.execute(sql`
    UPDATE send_right SET used = r.used
    FROM ${jsonRows(tx.dialect, [...used], { id: 'int', used: 'int' })} WHERE send_right.id = r.id`);
}

type Counted = Pick<GivenBack, 'channelAccount' | 'quotas'>;

/** @param sign -1 gives back */
async function addToQuotas(
  tx: Statements,
  all: readonly Counted[],
  sign: 1 | -1 = 1,
): Promise<void> {
  const sums = new Map<string, [string, string, number, number]>();
  for (const { channelAccount, quotas } of all)
    for (const each of quotas) {
      const key = quotaKey(channelAccount, each);
      const before = sums.get(key)?.[3] ?? 0;
      const { quota, periodStart, count } = each;
      sums.set(key, [channelAccount, quota, periodStart, before + sign * count]);
    }
  if (sums.size === 0) return;
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx.execute(sql`
    UPDATE quota_use SET used = used + r.count FROM ${jsonRows(tx.dialect, rows, quotaColumns)}
    WHERE quota_use.channel_account = r.account AND quota_use.quota = r.quota
      AND quota_use.period_start = r.start`);
}

/**
 * What was taken for calls that certainly were not made, or not accepted. A window gets room for another one; its count
 * of uses stays, for a number that was tried is not used again.
 */
export async function giveBack(tx: Statements, all: readonly GivenBack[]): Promise<void> {
  const more = new Map<number, number>();
  const closed: number[] = [];
  for (const { right } of all) {
    if (right === null) continue;
    if (right.isClosed) closed.push(right.id);
    else if (right.count > 0) more.set(right.id, (more.get(right.id) ?? 0) + right.count);
  }
  if (more.size > 0)
    await tx.execute(sql`
      UPDATE send_right SET most = most + r.count
      FROM ${jsonRows(tx.dialect, [...more], { id: 'int', count: 'int' })} WHERE send_right.id = r.id`);
  // The platform says that it is not open, whatever we thought.
  if (closed.length > 0)
    await tx.execute(sql`
      UPDATE send_right SET most = used WHERE id IN ${numbersIn(tx.dialect, closed)}`);
  await addToQuotas(tx, all, -1);
}
