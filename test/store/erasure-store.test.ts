import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { expect, it } from 'vitest';
import { customerToken } from '../../src/services/deep-links.js';
import { eraseCustomer } from '../../src/services/erase-customer.js';
import { openInbox } from '../../src/services/inbox.js';
import { newLinkCode } from '../../src/services/link-codes.js';
import { openTalk } from '../../src/services/support-desk.js';
import type { Database } from '../../src/store/database.js';
import { erasureStore } from '../../src/store/erasure-store.js';
import {
  type ChatShop,
  chatShop,
  event,
  keyring,
  newCustomer,
  repliesIn,
  topic,
} from '../support/chat-shop.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';

const at = 1_800_000_000_000;

async function tablesOf({ name, database }: TestDatabase): Promise<string[]> {
  const rows = await database().query<{ name: string }>(
    name === 'sqlite'
      ? sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
      : sql`SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  return rows.map((row) => row.name).filter((table) => !table.startsWith('_'));
}

/** Everything in the database as text, with what this shop's key opens opened. */
async function dumpOf(test: TestDatabase): Promise<Record<string, string>> {
  const dump: Record<string, string> = {};
  for (const table of await tablesOf(test)) {
    const rows = await test
      .database()
      .query<Record<string, unknown>>(sql`SELECT * FROM ${raw(table)}`);
    dump[table] = rows
      .flatMap((row) => Object.values(row).flatMap((value) => [String(value), opened(value)]))
      .join('\n');
  }
  return dump;
}

function opened(value: unknown): string {
  if (typeof value !== 'string') return '';
  try {
    return keyring.decrypt(value);
  } catch {
    return '';
  }
}

async function fillPersonalColumns(database: Database, id: number, identityId: number) {
  await database.write(2, async (tx) => {
    await tx.execute(sql`
      UPDATE customer SET birthday = 'zqmark-birthday', attributes = '{"note":"zqmark-attribute"}',
        timezone = 'zqmark-zone', member_tier = 'zqmark-tier' WHERE id = ${id}`);
    await tx.execute(sql`
      UPDATE interaction SET query = 'zqmark-query', context = '{"note":"zqmark-context"}'
      WHERE customer_id = ${id}`);
    await tx.models.customerProfile.create({
      data: { customerId: id, topCategories: 'zqmark-profile', computedAt: 0n },
    });
    await tx.models.quote.create({
      data: {
        id: `quote-${id}`,
        customerId: id,
        request: 'zqmark-request',
        hash: '',
        receipt: '{}',
        createdAt: 0n,
      },
    });
    await tx.models.decision.create({
      data: { runId: 1, customerId: id, reason: 'capped', detail: 'zqmark-decision', at: 0n },
    });
    await tx.models.chatMessage.create({
      data: {
        chatId: 'zqmark-address',
        direction: 'in',
        key: 'in:zqmark-address:1',
        body: '{"text":"zqmark-said"}',
        at: 0n,
      },
    });
    await tx.models.auditEvent.create({
      data: {
        actor: 'operator',
        action: 'looked-at',
        subject: 'customer:zqmark-external',
        detail: 'zqmark-audit',
        at: 0n,
      },
    });
    const [delivery] = await tx.query<{ id: number }>(
      sql`SELECT id FROM delivery WHERE customer_id = ${id} ORDER BY id LIMIT 1`,
    );
    const deliveryId = delivery?.id ?? 0;
    await tx.models.deliveryAttempt.create({
      data: {
        deliveryId,
        part: 0,
        attempt: 1,
        key: 'k',
        channelAccount: 'tg',
        identityId,
        platformRef: 'zqmark-address:1',
        detail: 'zqmark-detail',
        startedAt: 0n,
      },
    });
    await tx.models.pointsEntry.create({
      data: {
        customerId: id,
        kind: 'topic',
        points: 10,
        sourceKey: `topic:${id}:zqmark-topic`,
        at: 0n,
      },
    });
    await tx.models.auditEvent.create({
      data: {
        actor: 'operator',
        action: 'points.adjusted',
        subject: `customer:${id}`,
        detail: '{"points":5,"reason":"zqmark-reason"}',
        at: 0n,
      },
    });
    for (const subject of [`customer:${id}`, `chat:${identityId}`, 'customer:2000000000'])
      await tx.models.codeGuess.create({ data: { subject, failures: 3, windowFrom: 0n } });
    await tx.models.deliveryEvent.create({
      data: { deliveryId, kind: 'reacted', detail: 'zqmark-event', at: 0n },
    });
  });
}

async function fillTalk(shop: ChatShop, identityId: number) {
  const staff = { account: 'tg', address: 'staff' };
  const deps = { ...shop.deps, shop: { ...shop.deps.shop, staff } };
  const words = 'zqmark-asked the staff';
  await openTalk(deps, { identityId, words, eventKey: 'tg:zqmark-address:9', at });
  await newLinkCode(deps, { id: identityId, customerId: 1 }, { eventKey: 'tg:1', at });
}

onEachDatabase('erasure', (test) => {
  it('leaves nothing in any table that tells who it was, and everybody else as they were', async () => {
    const database = test.database();
    const shop = chatShop(database);
    const inbox = openInbox(shop.deps);
    const person = await newCustomer(database, 'zqmark-external', 'Zqmark-Name');
    const other = await newCustomer(database, 'bystander', 'Bystander Name');
    const say = async (from: string, text: string) => {
      const said = event(from, { kind: 'message', text });
      await inbox.receive('tg', [
        { ...said, key: `${from}:${said.key}`, name: `Platform name of ${from}` },
      ]);
      await inbox.idle();
    };
    // First anonymous, then linked: the merged row is the same person.
    await say('zqmark-address', 'zqmark-words before');
    for (const [from, id] of [
      ['zqmark-address', person],
      ['bystander-address', other],
    ] as const) {
      const start = event(from, { kind: 'start', payload: customerToken(keyring, id) });
      await inbox.receive('tg', [{ ...start, key: `${from}:${start.key}` }]);
      await inbox.idle();
      await say(from, 'yes');
      await say(
        from,
        `zqmark-words of ${from}`.replace('zqmark-words of bystander', 'bystander words'),
      );
      await say(from, 'less');
    }
    const chat = await shop.deps.customers.chat('tg', 'zqmark-address');
    expect(chat?.customerId).toBe(person);
    await fillTalk(shop, chat?.id ?? 0);
    await shop.deps.behaviour.record([
      { customerId: person, kind: 'search', source: 'api', key: 'zqmark-key', occurredAt: 1 },
    ]);
    await fillPersonalColumns(database, person, chat?.id ?? 0);
    // Told, not handled yet.
    await shop.deps.inboxEvents.store(
      'tg',
      [event('zqmark-address', { kind: 'message', text: 'zqmark-waiting' })],
      at,
    );
    const before = await dumpOf(test);
    const told = Object.entries(before)
      .filter(([, text]) => /zqmark-/i.test(text))
      .map(([table]) => table);
    // The test looks where there is something to find.
    expect(told.sort()).toEqual([
      'audit_event',
      'channel_identity',
      'chat_message',
      'consent_event',
      'customer',
      'customer_profile',
      'decision',
      'delivery',
      'delivery_attempt',
      'delivery_event',
      'inbound_event',
      'interaction',
      'points_entry',
      'quote',
      'support_message',
    ]);
    const counts = async () => {
      const [row] = await database.query(sql`
        SELECT (SELECT count(*) FROM interaction) AS interactions, (SELECT count(*) FROM delivery) AS deliveries,
          (SELECT count(*) FROM consent_event) AS consents, (SELECT count(*) FROM customer) AS customers,
          (SELECT count(*) FROM quote) AS quotes`);
      return row;
    };
    const countsBefore = await counts();
    const bystanders = (await repliesIn(database)).filter((reply) => reply.customerId === other);

    const erasure = erasureStore(database, keyring);
    const deps = { customers: shop.deps.customers, erasure, clock: shop.deps.clock };
    expect(await eraseCustomer(deps, 'zqmark-external', 'operator')).toEqual({ kind: 'erased' });

    for (const [table, text] of Object.entries(await dumpOf(test)))
      expect(text, `table ${table}`).not.toMatch(/zqmark-/i);
    expect(await counts()).toEqual(countsBefore);
    const kept = await dumpOf(test);
    expect(kept['customer']).toContain('Bystander Name');
    expect(kept['inbound_event']).toContain('bystander words');
    expect(kept['points_entry']).toContain('erased:');
    const guesses = await database.models.codeGuess.findMany();
    expect(guesses.map(({ subject }) => subject)).toEqual(['customer:2000000000']);
    const rest = await database.query<{ content: string }>(
      sql`SELECT content FROM delivery WHERE customer_id = ${other} AND content IS NOT NULL`,
    );
    expect(rest).toHaveLength(bystanders.length);
    const waiting = await database.query(
      sql`SELECT id FROM delivery WHERE customer_id = ${person} AND state NOT IN ('cancelled')`,
    );
    expect(waiting).toEqual([]);
    const audited = await database.models.auditEvent.findMany({
      where: { action: 'customer.erased' },
    });
    expect(audited.map(({ actor, subject }) => [actor, subject])).toEqual([
      ['operator', `customer:${person}`],
    ]);
    // Asking again finds nobody; the old link leads nowhere; the chat is a stranger's.
    expect(await eraseCustomer(deps, 'zqmark-external', 'operator')).toEqual({ kind: 'unknown' });
    expect(await erasure.erase(person, 'operator', at)).toBe(false);
    expect(await shop.deps.customers.chat('tg', 'zqmark-address')).toBeNull();
    const back = event('zqmark-address', {
      kind: 'start',
      payload: customerToken(keyring, person),
    });
    await inbox.receive('tg', [back]);
    await inbox.idle();
    const stranger = await shop.deps.customers.chat('tg', 'zqmark-address');
    expect(stranger?.customerId).not.toBe(person);
    expect(await shop.deps.consents.current(stranger?.id ?? 0, topic)).toBeNull();
  });

  it('does nothing for nobody', async () => {
    const erasure = erasureStore(test.database(), keyring);
    expect(await erasure.erase(2_000_000_000, 'operator', at)).toBe(false);
  });
});
