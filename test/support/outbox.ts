import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Block } from '../../src/domain/message/message.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import type { Database } from '../../src/store/database.js';
import { jsonRows, numbersIn } from '../../src/store/dialect.js';

/** A keyring for tests: the same one in every process. */
export const testKeyring = keyringOf(Buffer.alloc(32, 7));

export interface SeedRun {
  readonly campaignId?: string;
  readonly state?: string;
  readonly versionId?: number;
}

let runNumber = 0;

/** @returns the run's id */
export async function seedRun(database: Database, run: SeedRun = {}): Promise<number> {
  runNumber += 1;
  const made = await database.write(2, (tx) =>
    tx.models.run.create({
      data: {
        campaignId: run.campaignId ?? 'welcome',
        versionId: run.versionId ?? 1,
        occurrenceKey: `manual:${runNumber}`,
        state: run.state ?? 'running',
        scheduledFor: 0n,
        createdAt: 0n,
      },
    }),
  );
  return made.id;
}

export interface SeedPeople {
  readonly account: string;
  /** Their addresses; customer and identity i have the same place in the result. */
  readonly addresses: readonly string[];
}

export interface SeededPerson {
  readonly customerId: number;
  readonly identityId: number;
  readonly address: string;
}

export async function seedPeople(
  database: Database,
  { account, addresses }: SeedPeople,
): Promise<SeededPerson[]> {
  return database.write(3, async (tx) => {
    const people: SeededPerson[] = [];
    const customers = await tx.models.customer.createManyAndReturn({
      data: addresses.map(() => ({ createdAt: 0n })),
    });
    const identities = await tx.models.channelIdentity.createManyAndReturn({
      data: addresses.map((address, i) => ({
        customerId: customers[i]?.id ?? 0,
        channelAccount: account,
        address: testKeyring.encrypt(address),
        addressHash: testKeyring.blindIndex(`${account}\n${address}`),
        linkedAt: 0n,
      })),
    });
    for (const [i, identity] of identities.entries()) {
      const address = addresses[i] ?? '';
      people.push({ customerId: identity.customerId, identityId: identity.id, address });
    }
    return people;
  });
}

export interface SeedDeliveries {
  readonly account: string;
  readonly people: readonly SeededPerson[];
  readonly runId?: number | null;
  readonly purpose?: string;
  readonly dueAt?: number;
  readonly deadlineAt?: number;
  readonly couponIds?: readonly number[];
  readonly text?: (person: SeededPerson) => string;
  /** Instead of a text. */
  readonly blocks?: (person: SeededPerson) => readonly Block[];
}

let seedNumber = 0;

/** One planned delivery for each person. @returns their ids, in the order of the people */
export async function seedDeliveries(database: Database, seed: SeedDeliveries): Promise<number[]> {
  seedNumber += 1;
  const text = seed.text ?? (({ address }) => `hello ${address}`);
  const blocks = seed.blocks ?? ((person) => [{ kind: 'text', text: text(person) }]);
  const rows = seed.people.map((person, i) => [
    seed.purpose ?? 'campaign',
    seed.runId ?? null,
    `seed:${seedNumber}:${i}`,
    person.customerId,
    person.identityId,
    seed.account,
    seed.couponIds?.[i] ?? null,
    JSON.stringify({ locale: 'en', blocks: blocks(person) }),
    seed.dueAt ?? 0,
    seed.deadlineAt ?? Number.MAX_SAFE_INTEGER,
  ]);
  const columns = {
    purpose: 'text',
    run_id: 'int',
    dedupe_key: 'text',
    customer_id: 'int',
    identity_id: 'int',
    account: 'text',
    coupon_id: 'int',
    content: 'text',
    due_at: 'bigint',
    deadline_at: 'bigint',
  } as const;
  const made = await database.write(3, (tx) =>
    tx.query<{ id: number; key: string }>(sql`
      INSERT INTO delivery (purpose, run_id, dedupe_key, customer_id, identity_id, channel_account, locale,
        coupon_id, content, due_at, deadline_at, created_at)
      SELECT r.purpose, r.run_id, r.dedupe_key, r.customer_id, r.identity_id, r.account, 'en',
        r.coupon_id, r.content, r.due_at, r.deadline_at, 0
      FROM ${jsonRows(tx.dialect, rows, columns)} RETURNING id, dedupe_key AS key`),
  );
  const byKey = new Map(made.map(({ id, key }) => [key, id]));
  return rows.map((row) => byKey.get(String(row[2])) ?? -1);
}

/** @returns the coupons' ids */
export async function seedCoupons(database: Database, count: number): Promise<number[]> {
  seedNumber += 1;
  const made = await database.write(3, (tx) =>
    tx.models.coupon.createManyAndReturn({
      data: Array.from({ length: count }, (_, i) => ({
        code: `C${seedNumber}-${i}`,
        promotionId: 1,
        promotionVersionId: 1,
        validFrom: 0n,
        validUntil: BigInt(Number.MAX_SAFE_INTEGER),
        createdAt: 0n,
      })),
    }),
  );
  return made.map(({ id }) => id).sort((a, b) => a - b);
}

export async function statesOf(
  database: Database,
  deliveryIds: readonly number[],
): Promise<string[]> {
  const rows = await database.query<{ id: number; state: string }>(
    sql`SELECT id, state FROM delivery WHERE id IN ${numbersIn(database.dialect, deliveryIds)}`,
  );
  const byId = new Map(rows.map((row) => [row.id, row.state]));
  return deliveryIds.map((id) => byId.get(id) ?? 'absent');
}

/** Empties the tables that dispatch touches, between tests of one database. */
export async function clearOutbox(database: Database): Promise<void> {
  await database.write(3, async (tx) => {
    await tx.execute(sql`DELETE FROM delivery_attempt`);
    await tx.execute(sql`DELETE FROM delivery_event`);
    await tx.execute(sql`DELETE FROM inbound_wait`);
    await tx.execute(sql`DELETE FROM send_right`);
    await tx.execute(sql`DELETE FROM quota_use`);
    await tx.execute(sql`DELETE FROM account_state`);
    await tx.execute(sql`DELETE FROM consent_event`);
    await tx.execute(sql`DELETE FROM audit_event`);
    await tx.execute(sql`DELETE FROM delivery`);
    await tx.execute(sql`DELETE FROM coupon`);
    await tx.execute(sql`DELETE FROM run`);
    await tx.execute(sql`DELETE FROM channel_identity`);
    await tx.execute(sql`DELETE FROM customer`);
    await tx.execute(sql`DELETE FROM lease`);
  });
}
