import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/ports/channel.js';
import { customerToken, shareToken } from '../../src/services/deep-links.js';
import { handleEvent } from '../../src/services/handle-event.js';
import { type Inbox, type InboxDeps, openInbox } from '../../src/services/inbox.js';
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

onEachDatabase('inbox', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let chats = 0;
  let chat = '';

  beforeEach(async () => {
    await test.database().write(2, async (tx) => {
      await tx.execute(sql`DELETE FROM delivery`);
      await tx.execute(sql`DELETE FROM interaction`);
      await tx.execute(sql`DELETE FROM inbound_event`);
    });
    shop = chatShop(test.database());
    inbox = openInbox(shop.deps);
    chats += 1;
    chat = `chat-${chats}`;
  });

  async function say(...events: InboundEvent[]): Promise<void> {
    for (const one of events) await inbox.receive('tg', [one]);
    await inbox.idle();
  }
  const message = (text: string, from = chat) => event(from, { kind: 'message', text });
  const press = (action: string) => event(chat, { kind: 'action', action });
  const start = (payload: string | null, from = chat) => event(from, { kind: 'start', payload });
  const consentHere = async () => {
    const found = await shop.deps.customers.chat('tg', chat);
    return found === null ? null : shop.deps.consents.current(found.id, topic);
  };
  async function interactions() {
    return test
      .database()
      .query<{ kind: number; customerId: number; deliveryId: number | null }>(sql`
      SELECT kind, customer_id AS "customerId", delivery_id AS "deliveryId" FROM interaction ORDER BY id`);
  }
  async function unhandled(): Promise<number> {
    const [row] = await test
      .database()
      .query<{ rows: number }>(
        sql`SELECT count(*) AS rows FROM inbound_event WHERE handled_at IS NULL`,
      );
    return row?.rows ?? -1;
  }
  async function deliveryTo(identityId: number, ref: string): Promise<number> {
    const database = test.database();
    const customerId = (await shop.deps.customers.chat('tg', chat))?.customerId ?? 0;
    return database.write(2, async (tx) => {
      const row = await tx.models.delivery.create({
        data: {
          purpose: 'campaign',
          dedupeKey: `run:1:${ref}:${identityId}`,
          customerId,
          identityId,
          channelAccount: 'tg',
          locale: 'en',
          dueAt: 0n,
          deadlineAt: 0n,
          state: 'sent',
          sentAt: 1_799_999_000_000n,
          createdAt: 0n,
        },
      });
      await tx.models.deliveryAttempt.create({
        data: {
          deliveryId: row.id,
          part: 0,
          attempt: 1,
          key: 'k',
          channelAccount: 'tg',
          identityId,
          platformRef: ref,
          outcome: 'accepted',
          startedAt: 0n,
        },
      });
      return row.id;
    });
  }

  describe('an event', () => {
    it('is answered once, through the outbox', async () => {
      const hello = start(null);
      await say(hello);
      const [reply, ...more] = await repliesIn(test.database());
      expect(more).toEqual([]);
      expect(reply?.key).toBe(`reply:tg:${hello.key}:0`);
      expect(reply?.text).toContain('May Corner write to you');
      const [row] = await test.database().query(sql`
        SELECT purpose, channel_account AS account, due_at AS due, deadline_at AS deadline, state FROM delivery`);
      expect(row).toEqual({
        purpose: 'reply',
        account: 'tg',
        due: 1_800_000_000_000,
        deadline: 1_800_003_600_000,
        state: 'planned',
      });
    });

    it('told twice, in a row or at once by two processes, is one event, one answer, one interaction', async () => {
      const said = message('picks');
      const other = openInbox(chatShop(test.database()).deps);
      await Promise.all([
        inbox.receive('tg', [said, said]),
        other.receive('tg', [said]),
        inbox.receive('tg', [said]),
      ]);
      await Promise.all([inbox.idle(), other.idle()]);
      await say(said);
      expect(await repliesIn(test.database())).toHaveLength(1);
      expect((await interactions()).map(({ kind }) => kind)).toEqual([17]);
      expect(await unhandled()).toBe(0);
    });

    it('is stored before anything is done about it, unreadable', async () => {
      await inbox.receive('unopened', [message('my secret wish')]);
      const [row] = await test
        .database()
        .query<{ payload: string; key: string }>(
          sql`SELECT payload, address_hash AS key FROM inbound_event`,
        );
      expect(keyring.decrypt(row?.payload ?? '')).toContain('my secret wish');
      expect(`${row?.payload} ${row?.key}`).not.toMatch(/secret|chat-/);
      expect(await repliesIn(test.database())).toEqual([]);
    });

    it('left over by a crash is handled by the next drain, and never answered twice', async () => {
      // Stored by a process that died before it handled anything.
      await shop.deps.inboxEvents.store(
        'tg',
        [start(null), press('consent:yes')],
        1_800_000_000_000,
      );
      expect(await repliesIn(test.database())).toEqual([]);
      await inbox.drain();
      await inbox.drain();
      expect((await repliesIn(test.database())).map(({ text }) => text.slice(0, 7))).toEqual([
        'Welcome',
        'Thank y',
      ]);
      expect(await consentHere()).toBe('granted');
    });

    it.each([
      [
        'before carrying out',
        (deps: InboxDeps) => ({ ...deps, consents: { ...deps.consents, append: dies } }),
      ],
      [
        'after carrying out',
        (deps: InboxDeps) => ({
          ...deps,
          consents: {
            ...deps.consents,
            append: async (draft: Parameters<typeof deps.consents.append>[0]) => {
              await deps.consents.append(draft);
              return dies();
            },
          },
        }),
      ],
      [
        'before settling',
        (deps: InboxDeps) => ({ ...deps, inboxEvents: { ...deps.inboxEvents, settle: dies } }),
      ],
    ])('whose handler dies %s ends as if it had not', async (_, broken) => {
      await say(start(null));
      const [waiting] = await shop.deps.inboxEvents.store(
        'tg',
        [press('consent:yes')],
        1_800_000_000_000,
      );
      if (waiting === undefined) throw new Error('nothing stored');
      const claimed = await shop.deps.inboxEvents.claim(waiting, 1_800_000_000_000, 15_000);
      const account = shop.deps.accounts.get('tg');
      if (claimed === null || account === undefined) throw new Error('nothing claimed');
      await expect(handleEvent(broken(shop.deps), account, claimed)).rejects.toThrow('killed');
      // The lease of the dead process keeps others away until it ends.
      await inbox.drain();
      expect(await unhandled()).toBe(1);
      shop.setTime(1_800_000_016_000);
      await inbox.drain();
      expect(await unhandled()).toBe(0);
      expect(await consentHere()).toBe('granted');
      expect(await repliesIn(test.database())).toHaveLength(2);
      const found = await shop.deps.customers.chat('tg', chat);
      const ledger = await test
        .database()
        .query(sql`SELECT kind FROM consent_event WHERE identity_id = ${found?.id ?? 0}`);
      expect(ledger).toEqual([{ kind: 'granted' }]);
      expect((await interactions()).map(({ kind }) => kind)).toEqual([8, 3]);
    });

    it('that fails keeps its error without the customer’s words, and holds back nobody', async () => {
      const deps: InboxDeps = {
        ...shop.deps,
        picksFor: async () => {
          throw new Error('could not serve "my secret wish"');
        },
      };
      inbox = openInbox(deps);
      await inbox.receive('tg', [message('picks'), message('help'), message('picks', 'another')]);
      await inbox.receive('tg', [message('help', 'another')]);
      await inbox.idle();
      expect(await repliesIn(test.database())).toHaveLength(2);
      const failed = await test
        .database()
        .query<{ error: string }>(sql`SELECT error FROM inbound_event WHERE handled_at IS NULL`);
      expect(failed).toHaveLength(2);
      expect(failed[0]?.error).toMatch(/^Error at /);
      expect(`${failed[0]?.error}${shop.logged.join()}`).not.toContain('secret');
    });

    it('that keeps failing is tried five times, later and later, then left to a person', async () => {
      let tries = 0;
      inbox = openInbox({
        ...shop.deps,
        couponsOf: async () => {
          tries += 1;
          throw new Error('no');
        },
      });
      await say(press('coupons'));
      const seen = [];
      for (let at = 1_800_000_000_000; at < 1_800_002_000_000; at += 2_000) {
        shop.setTime(at);
        await inbox.drain();
        seen.push(tries);
      }
      expect(tries).toBe(5);
      // 4, 16, 64 and 256 seconds after each other.
      expect(seen.indexOf(2) * 2).toBe(4);
      expect(seen.indexOf(3) * 2).toBe(20);
      expect(seen.indexOf(4) * 2).toBe(84);
      expect(seen.indexOf(5) * 2).toBe(340);
    });

    it('that grants consent and failed at first does not undo a stop that came meanwhile', async () => {
      await say(start(null));
      const record = shop.deps.behaviour.record;
      inbox = openInbox({ ...shop.deps, consents: { ...shop.deps.consents, append: dies } });
      await say(press('consent:yes'));
      inbox = openInbox({ ...shop.deps, behaviour: { record } });
      await say(message('STOP'));
      shop.setTime(1_800_000_060_000);
      await inbox.drain();
      expect(await unhandled()).toBe(0);
      expect(await consentHere()).toBe('withdrawn');
    });
  });

  it('keeps the order within a chat and answers others meanwhile', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isFirst = true;
    let answered: () => void = () => undefined;
    const firstAnswer = new Promise<void>((resolve) => {
      answered = resolve;
    });
    inbox = openInbox({
      ...shop.deps,
      inboxEvents: {
        ...shop.deps.inboxEvents,
        async settle(...handled) {
          const added = await shop.deps.inboxEvents.settle(...handled);
          answered();
          return added;
        },
      },
      picksFor: async () => {
        if (isFirst) {
          isFirst = false;
          await gate;
        }
        return [];
      },
    });
    await inbox.receive('tg', [message('picks'), message('help'), message('share')]);
    const before = await repliesIn(test.database());
    expect(before).toEqual([]);
    await inbox.receive('web', [event('elsewhere', { kind: 'message', text: 'help' })]);
    await firstAnswer;
    expect(await repliesIn(test.database(), 'web')).toHaveLength(1);
    expect(await repliesIn(test.database(), 'tg')).toEqual([]);
    letGo();
    await inbox.idle();
    const said = (await repliesIn(test.database(), 'tg')).map(({ text }) => text.slice(0, 14));
    expect(said).toEqual(['I have nothing', 'This is Corner', 'Your own link ']);
  });

  it('answers a hundred chats at once, each in its order, nobody twice', async () => {
    const events = Array.from({ length: 300 }, (_, i) =>
      message(i < 100 ? 'coupons' : 'help', `crowd-${i % 100}`),
    );
    await inbox.receive('tg', events);
    await inbox.idle();
    const replies = await repliesIn(test.database());
    expect(replies).toHaveLength(300);
    for (const customerId of new Set(replies.map((reply) => reply.customerId))) {
      const own = replies.filter((reply) => reply.customerId === customerId);
      expect(own.map(({ text }) => text.slice(0, 4))).toEqual(['Your', 'This', 'This']);
      // Its own coupon, and nobody else's.
      expect(own[0]?.text).toContain(`GIFT-${customerId}X`);
    }
  });

  describe('linking', () => {
    it('gives the chat to the customer of the link and asks for consent', async () => {
      const ada = await newCustomer(test.database(), `ada-${chat}-${test.name}`, 'Ada');
      await say(start(customerToken(keyring, ada)));
      const [reply] = await repliesIn(test.database());
      expect(reply).toMatchObject({ customerId: ada });
      expect(reply?.text).toContain('Hello Ada');
      expect(reply?.text).toContain('This chat is now yours');
      expect(await consentHere()).toBeNull();
      await say(message('yes'));
      expect(await consentHere()).toBe('granted');
    });

    it('refuses a link that was passed on, in words, and still talks to who opened it', async () => {
      const bea = await newCustomer(test.database(), `bea-${chat}-${test.name}`, 'Bea');
      const link = customerToken(keyring, bea);
      await say(start(link));
      await say(start(link, `${chat}-thief`));
      await say(event(`${chat}-thief`, { kind: 'action', action: 'coupons' }));
      const [, refused, shown] = await repliesIn(test.database());
      expect(refused?.text).toContain('already been opened in another chat');
      expect(refused?.text).not.toContain('Bea');
      expect(refused?.customerId).not.toBe(bea);
      expect(shown?.text).not.toContain(`GIFT-${bea}X`);
      expect(shown?.text).toContain(`GIFT-${refused?.customerId}X`);
    });

    it.each([
      ['forged', () => `${'A'.repeat(31)}B`, 'does not work'],
      ['of another kind', () => 'PROMO2026', 'does not work'],
      ['expired', (id: number) => customerToken(keyring, id, 1_700_000_000_000), 'too old'],
    ])('is not done by a %s token', async (_, token, said) => {
      const cal = await newCustomer(test.database(), null, 'Cal');
      await say(start(token(cal)));
      const [reply] = await repliesIn(test.database());
      expect(reply?.text).toContain(said);
      expect(reply?.customerId).not.toBe(cal);
      expect(reply?.actions).toContain('consent:yes');
    });

    it('opens a link that has not expired', async () => {
      const dot = await newCustomer(test.database(), null, 'Dot');
      await say(start(customerToken(keyring, dot, 1_800_000_000_001)));
      expect((await repliesIn(test.database()))[0]?.customerId).toBe(dot);
    });
  });

  describe('sharing', () => {
    it('gives a link, counts who is new through it, once, and not the sharer', async () => {
      await say(press('share'));
      const sharer = (await shop.deps.customers.chat('tg', chat))?.customerId ?? 0;
      const token = shareToken(keyring, sharer);
      await say(start(token));
      for (const friend of ['f1', 'f2', 'f1']) await say(start(token, `${chat}-${friend}`));
      const regular = `${chat}-regular`;
      await say(message('hi', regular));
      shop.setTime(1_800_000_001_000);
      await say(start(token, regular));
      await say(press('share'));
      const replies = await repliesIn(test.database());
      expect(replies[0]?.text).toContain(`https://chat.example/tg?start=${token}`);
      expect(replies[1]?.text).toContain('This is your own invitation');
      expect(replies[2]?.text).toContain('A friend sent you');
      expect(replies.at(-1)?.text).toContain('2 friends have joined');
      const kinds = (await interactions()).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 16)).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 15)).toHaveLength(2);
    });
  });

  describe('what customers do is tied to the delivery', () => {
    it('by the message whose button was pressed, in this chat only', async () => {
      await say(message('hi', 'somebody else'), message('hi'));
      const mine = await shop.deps.customers.chat('tg', chat);
      const theirs = await shop.deps.customers.chat('tg', 'somebody else');
      const delivery = await deliveryTo(mine?.id ?? 0, '55');
      await deliveryTo(theirs?.id ?? 0, '55');
      await test.database().write(2, (tx) => tx.execute(sql`DELETE FROM interaction`));
      await say(event(chat, { kind: 'action', action: 'coupons', ref: '55', ack: 'a1' }));
      await say(event(chat, { kind: 'reaction', ref: '55', emoji: '👍' }));
      await say(event(chat, { kind: 'action', action: 'coupons', ref: '56' }));
      expect(await interactions()).toEqual([
        { kind: 3, customerId: mine?.customerId, deliveryId: delivery },
        { kind: 5, customerId: mine?.customerId, deliveryId: delivery },
        { kind: 3, customerId: mine?.customerId, deliveryId: null },
      ]);
      expect(shop.acknowledged).toEqual(['a1']);
    });

    it('by the last campaign message of three days, for an answer, a stop and a block', async () => {
      await say(message('hi'));
      const mine = await shop.deps.customers.chat('tg', chat);
      const delivery = await deliveryTo(mine?.id ?? 0, '77');
      await test.database().write(2, (tx) => tx.execute(sql`DELETE FROM interaction`));
      await say(message('退订'));
      await say(event(chat, { kind: 'message', text: 'hi' }, 1_799_999_000_000 + 4 * 86_400_000));
      await say(event(chat, { kind: 'opt_out', via: 'kicked' }));
      const found = await interactions();
      expect(found.map(({ kind, deliveryId }) => [kind, deliveryId])).toEqual([
        [17, delivery],
        [20, delivery],
        [17, null],
        [19, delivery],
      ]);
    });
  });

  it('takes a block for the end of consent there, without an answer, until the chat speaks again', async () => {
    await say(start(null), press('consent:yes'));
    const replies = (await repliesIn(test.database())).length;
    shop.setTime(1_800_000_001_000);
    await say(event(chat, { kind: 'opt_out', via: 'kicked' }));
    expect((await shop.deps.customers.chat('tg', chat))?.state).toBe('blocked');
    expect(await consentHere()).toBe('withdrawn');
    expect((await repliesIn(test.database())).length).toBe(replies);
    shop.setTime(1_800_000_002_000);
    await say(start(null));
    expect((await shop.deps.customers.chat('tg', chat))?.state).toBe('active');
    expect(await consentHere()).toBe('withdrawn');
  });

  it('lets a stop reach every chat of the person, and a decline this one', async () => {
    const eve = await newCustomer(test.database(), `eve-${test.name}`, 'Eve');
    const token = customerToken(keyring, eve);
    await say(start(token), press('consent:yes'));
    await inbox.receive('web', [start(token), press('consent:yes')]);
    await inbox.idle();
    const web = await shop.deps.customers.chat('web', chat);
    const onWeb = () => shop.deps.consents.current(web?.id ?? 0, topic);
    expect([await consentHere(), await onWeb()]).toEqual(['granted', 'granted']);
    await say(press('consent:no'));
    expect([await consentHere(), await onWeb()]).toEqual(['withdrawn', 'granted']);
    await say(message('stop'));
    expect(await onWeb()).toBe('withdrawn');
  });

  it('remembers wishes: the language, and fewer messages', async () => {
    await say(message('中文'), message('help'), message('少发'), message('少发'));
    const replies = (await repliesIn(test.database())).map(({ text }) => text.slice(0, 6));
    expect(replies).toEqual(['好的，我们说', '这里是Cor', '好的，每周最', '好的，每周最']);
    const found = await shop.deps.customers.chat('tg', chat);
    expect((await shop.deps.preferences.of(found?.customerId ?? 0)).maxPerWeek).toBe(1);
  });

  it('follows a chat to its new address', async () => {
    await say(message('hi'));
    const before = await shop.deps.customers.chat('tg', chat);
    await say(event(chat, { kind: 'moved', to: `${chat}-new` }));
    expect(await shop.deps.customers.chat('tg', `${chat}-new`)).toEqual(before);
  });
});

async function dies(): Promise<never> {
  throw new Error('killed');
}
