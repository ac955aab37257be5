import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/ports/channel.js';
import { customerToken } from '../../src/services/deep-links.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { recheckDeliveries } from '../../src/services/recheck-deliveries.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import {
  type ChatShop,
  chatShop,
  event,
  keyring,
  newCustomer,
  repliesIn,
  topic,
} from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

const at = 1_800_000_000_000;
const minuteMs = 60_000;

onEachDatabase('chats joined by a code', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let people = 0;
  let one = '';
  let two = '';

  beforeEach(async () => {
    await test.database().write(2, async (tx) => {
      await tx.execute(sql`DELETE FROM delivery`);
      await tx.execute(sql`DELETE FROM inbound_event`);
    });
    shop = chatShop(test.database());
    inbox = openInbox(shop.deps);
    people += 1;
    [one, two] = [`one-${people}`, `two-${people}`];
  });

  const hear = async (account: string, said: InboundEvent) => {
    await inbox.receive(account, [said]);
    await inbox.idle();
  };
  const onTg = (text: string) => hear('tg', event(one, { kind: 'message', text }));
  const onWeb = (text: string) => hear('web', event(two, { kind: 'message', text }));
  const lastReply = async (account: string) => (await repliesIn(test.database(), account)).at(-1);
  const tgChat = async () => chatOf('tg', one);
  const webChat = async () => chatOf('web', two);
  async function chatOf(account: string, address: string) {
    const chat = await shop.deps.customers.chat(account, address);
    if (chat === null) throw new Error(`no chat ${address}`);
    return chat;
  }
  async function codeFromTg(): Promise<string> {
    await onTg('/link');
    return /code: ([2-9A-HJ-NP-Z]{8})/.exec((await lastReply('tg'))?.text ?? '')?.[1] ?? '';
  }
  async function join(): Promise<void> {
    const code = await codeFromTg();
    await onWeb(`/link ${code.toLowerCase()}`);
    expect((await lastReply('web'))?.text).toContain('both chats are yours now');
  }

  it('are one person’s from then on, with both histories under their own ids', async () => {
    await onTg('hello');
    await onWeb('hello');
    const [mine, theirs] = [await tgChat(), await webChat()];
    expect(mine.customerId).not.toBe(theirs.customerId);
    await join();
    expect((await webChat()).customerId).toBe(mine.customerId);
    const row = await test.database().models.customer.findUniqueOrThrow({
      where: { id: theirs.customerId },
    });
    expect(row.canonicalCustomerId).toBe(mine.customerId);
    const ledger = await test.database().models.identityLink.findMany({
      where: { identityId: theirs.id },
    });
    expect(ledger).toMatchObject([
      {
        kind: 'merge',
        fromCustomerId: theirs.customerId,
        toCustomerId: mine.customerId,
        actor: 'link-code',
      },
    ]);
    const before = await test
      .database()
      .query<{ n: number }>(
        sql`SELECT count(*) AS n FROM interaction WHERE customer_id = ${theirs.customerId}`,
      );
    expect(before[0]?.n).toBe(1);
    // And a preference said in one chat holds in both.
    await onWeb('not before 9');
    expect((await shop.deps.preferences.of(mine.customerId)).quietHours?.untilMinute).toBe(540);
  });

  it('take one code once, for ten minutes', async () => {
    const code = await codeFromTg();
    shop.setTime(at + 10 * minuteMs);
    await onWeb(`link ${code}`);
    expect((await lastReply('web'))?.text).toContain('does not work');
    shop.setTime(at);
    const fresh = await codeFromTg();
    await onWeb(`link ${fresh}`);
    await hear('web', event(`third-${people}`, { kind: 'message', text: `link ${fresh}` }));
    expect((await lastReply('web'))?.text).toContain('does not work');
    expect((await chatOf('web', `third-${people}`)).customerId).not.toBe(
      (await tgChat()).customerId,
    );
  });

  it('of two that enter the code at once only one wins', async () => {
    await onWeb('hello');
    const rival = `rival-${people}`;
    await hear('web', event(rival, { kind: 'message', text: 'hello' }));
    const code = await codeFromTg();
    const other = openInbox(chatShop(test.database()).deps);
    await Promise.all([
      inbox.receive('web', [event(two, { kind: 'message', text: `link ${code}` })]),
      other.receive('web', [event(rival, { kind: 'message', text: `link ${code}` })]),
    ]);
    await Promise.all([inbox.idle(), other.idle()]);
    const owner = (await tgChat()).customerId;
    const joined = [await webChat(), await chatOf('web', rival)].filter(
      ({ customerId }) => customerId === owner,
    );
    expect(joined).toHaveLength(1);
  });

  it('lock a chat that guesses out after five tries, until the next hour', async () => {
    const code = await codeFromTg();
    for (const guess of ['AAAA2222', 'BBBB2222', 'CCCC2222', 'DDDD2222', 'EEEE2222'])
      await onWeb(`link ${guess}`);
    expect((await lastReply('web'))?.text).toContain('does not work');
    await onWeb(`link ${code}`);
    expect((await lastReply('web'))?.text).toContain('too many wrong codes');
    shop.setTime(at + 60 * minuteMs);
    await onWeb(`link ${await codeFromTg()}`);
    expect((await lastReply('web'))?.text).toContain('both chats are yours now');
  });

  it('are never those of two customers whom the shop knows', async () => {
    const ada = await newCustomer(test.database(), `ada-${test.name}-${people}`);
    const bob = await newCustomer(test.database(), `bob-${test.name}-${people}`);
    await hear('tg', event(one, { kind: 'start', payload: customerToken(keyring, ada) }));
    await hear('web', event(two, { kind: 'start', payload: customerToken(keyring, bob) }));
    await onWeb(`link ${await codeFromTg()}`);
    expect((await lastReply('web'))?.text).toContain('the shop knows by different names');
    expect([(await tgChat()).customerId, (await webChat()).customerId]).toEqual([ada, bob]);
  });

  it('become the customer’s whom the shop knows, whichever of them gave the code', async () => {
    const ada = await newCustomer(test.database(), `eve-${test.name}-${people}`);
    await hear('web', event(two, { kind: 'start', payload: customerToken(keyring, ada) }));
    await onTg('hello');
    await onWeb(`link ${await codeFromTg()}`);
    expect([(await tgChat()).customerId, (await webChat()).customerId]).toEqual([ada, ada]);
  });

  it('both fall silent when one of them says stop', async () => {
    await hear('tg', event(one, { kind: 'action', action: 'consent:yes' }));
    await hear('web', event(two, { kind: 'action', action: 'consent:yes' }));
    await join();
    await onWeb('stop');
    for (const chat of [await tgChat(), await webChat()])
      expect(await shop.deps.consents.current(chat.id, topic)).toBe('withdrawn');
  });

  it('get one message of a run in whose audience both were', async () => {
    await hear('tg', event(one, { kind: 'action', action: 'consent:yes' }));
    await hear('web', event(two, { kind: 'action', action: 'consent:yes' }));
    const chats = [await tgChat(), await webChat()];
    // Planned while they were two.
    const ids: number[] = [];
    for (const { id, customerId, channelAccount } of chats) {
      const row = await test.database().write(2, (tx) =>
        tx.models.delivery.create({
          data: {
            ...{
              purpose: 'campaign',
              runId: 70 + people,
              dedupeKey: `run:${people}:${customerId}`,
            },
            ...{ customerId, identityId: id, channelAccount, locale: 'en' },
            ...{ dueAt: BigInt(at), deadlineAt: BigInt(at + 3_600_000), createdAt: BigInt(at) },
          },
        }),
      );
      ids.push(row.id);
    }
    await join();
    await test.database().write(2, (tx) =>
      tx.models.run.create({
        data: {
          ...{ id: 70 + people, campaignId: 'c', versionId: 1, occurrenceKey: `k${people}` },
          ...{ state: 'running', scheduledFor: 0n, createdAt: 0n },
        },
      }),
    );
    const outbox = deliveryStore(test.database(), keyring, shop.deps.clock);
    const recheck = recheckDeliveries({
      eligibility: eligibilityStore(test.database()),
      shop: { ...shop.deps.shop, dailyCap: null },
    });
    const verdicts: string[] = [];
    for (const channelAccount of ['tg', 'web']) {
      const claim = { worker: 'w:1:a', limit: 50, now: at, leaseMs: 30_000 };
      const held = (await outbox.claim({ channelAccount, ...claim })).filter(({ id }) =>
        ids.includes(id),
      );
      const found = await recheck(held, at);
      for (const verdict of found.values())
        verdicts.push(verdict.kind === 'skip' ? verdict.reason : verdict.kind);
    }
    expect(verdicts).toEqual(['send', 'merged']);
  });

  it('stand alone again after /unlink: each as it was, what happened in between where it happened', async () => {
    await onTg('hello');
    await onWeb('hello');
    const theirs = await webChat();
    await join();
    const mine = await tgChat();
    const coupon = await test.database().write(2, (tx) =>
      tx.models.coupon.create({
        data: {
          ...{ code: `C-${test.name}-${people}`, promotionId: 1, promotionVersionId: 1 },
          ...{ customerId: mine.customerId, validFrom: 0n, validUntil: 9n, createdAt: 0n },
        },
      }),
    );
    await onWeb('/unlink');
    expect((await lastReply('web'))?.text).toContain('stands by itself again');
    expect((await webChat()).customerId).toBe(theirs.customerId);
    expect((await tgChat()).customerId).toBe(mine.customerId);
    const kept = await test
      .database()
      .models.coupon.findUniqueOrThrow({ where: { id: coupon.id } });
    expect(kept.customerId).toBe(mine.customerId);
    const split = await test.database().models.identityLink.findMany({
      where: { identityId: theirs.id, kind: 'split' },
    });
    expect(split).toMatchObject([
      { fromCustomerId: mine.customerId, toCustomerId: theirs.customerId },
    ]);
    await onWeb('unlink');
    expect((await lastReply('web'))?.text).toBe('This chat is not joined with another.');
  });

  it('stand alone again when the one says it whose code was used', async () => {
    await onTg('hello');
    await onWeb('hello');
    const theirs = await webChat();
    await join();
    await onTg('解绑');
    expect((await webChat()).customerId).toBe(theirs.customerId);
    expect((await tgChat()).customerId).not.toBe(theirs.customerId);
  });

  it('can be joined again after they were taken apart', async () => {
    await onTg('hello');
    await onWeb('hello');
    await join();
    await onWeb('unlink');
    await join();
    expect((await webChat()).customerId).toBe((await tgChat()).customerId);
  });

  it('give the same code when the event that asked for it is handled again', async () => {
    const asked = event(one, { kind: 'message', text: '绑定' });
    const dying = openInbox({
      ...shop.deps,
      inboxEvents: {
        ...shop.deps.inboxEvents,
        settle: async () => {
          throw new Error('killed');
        },
      },
    });
    await dying.receive('tg', [asked]);
    await dying.idle();
    shop.setTime(at + 20_000);
    await inbox.drain();
    const codes = await test.database().query(sql`
      SELECT code_hash FROM link_code WHERE identity_id = ${(await tgChat()).id}`);
    expect(codes).toHaveLength(1);
  });
});
