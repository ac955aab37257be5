import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { closeSleepingTalks } from '../../src/services/sleeping-talks.js';
import { type ChatShop, chatShop, event } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

const staffGroup = '-100200';
const start = 1_800_000_000_000;

onEachDatabase('a talk with the staff', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let count = 0;
  let customer = '';

  beforeEach(async () => {
    await test.database().write(2, async (tx) => {
      await tx.execute(sql`DELETE FROM delivery_attempt`);
      await tx.execute(sql`DELETE FROM delivery`);
      await tx.execute(sql`DELETE FROM support_case`);
      await tx.execute(sql`DELETE FROM support_message`);
      await tx.execute(sql`DELETE FROM inbound_event`);
    });
    const made = chatShop(test.database());
    const staffed = { ...made.deps.shop, staff: { account: 'tg', address: staffGroup } };
    shop = { ...made, deps: { ...made.deps, shop: staffed } };
    inbox = openInbox(shop.deps);
    count += 1;
    customer = `customer-${count}`;
  });

  const say = async (account: string, one: InboundEvent) => {
    await inbox.receive(account, [one]);
    await inbox.idle();
  };
  const write = (text: string, from = customer) =>
    say('web', event(from, { kind: 'message', text }));
  const press = (action: string) => say('web', event(customer, { kind: 'action', action }));
  const staffSays = (text: string, inReplyTo?: string) =>
    say('tg', {
      ...event('anna-id', { kind: 'message', text }),
      ...{ group: staffGroup, name: 'Anna', kind: 'message', text },
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
    } as InboundEvent);

  interface Sent {
    readonly id: number;
    readonly account: string;
    readonly place: string | null;
    readonly customerId: number | null;
    readonly key: string;
    readonly text: string;
  }
  async function sent(): Promise<Sent[]> {
    const rows = await test.database().query<Omit<Sent, 'text'> & { content: string }>(sql`
      SELECT id, channel_account AS account, place, customer_id AS "customerId", dedupe_key AS key, content
      FROM delivery ORDER BY id`);
    return rows.map(({ content, ...row }) => {
      const { blocks } = JSON.parse(content) as OutboundMessage;
      return {
        ...row,
        text: blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''),
      };
    });
  }
  const toStaff = async () => (await sent()).filter(({ place }) => place === staffGroup);
  const toCustomer = async () => (await sent()).filter(({ account }) => account === 'web');
  async function caseId(): Promise<number> {
    return (await shop.deps.support.openCases(10))[0]?.id ?? -1;
  }
  /** What the platform says once a relayed message is out. */
  async function deliveredAs(ref: string, deliveryId: number): Promise<void> {
    await test.database().write(2, (tx) =>
      tx.models.deliveryAttempt.create({
        data: {
          deliveryId,
          part: 0,
          attempt: 1,
          key: `k${deliveryId}`,
          channelAccount: 'tg',
          platformRef: ref,
          outcome: 'accepted',
          startedAt: 0n,
        },
      }),
    );
  }

  it('begins with a button: the staff get the customer’s card, the customer a word', async () => {
    await press('person');
    const id = await caseId();
    const [relay, ...more] = await toStaff();
    expect(more).toEqual([]);
    expect(relay).toMatchObject({ account: 'tg', customerId: null });
    expect(relay?.text).toContain(`#${id}: a customer wants to talk to a person.`);
    expect(relay?.text).toContain('No name known');
    expect(relay?.text).toContain('writes by web');
    expect(relay?.text).toContain(`/reply ${id} your words`);
    expect((await toCustomer()).map(({ text }) => text)).toEqual([
      'One of us will answer you here. Write what it is about; everything you write now goes to them.',
    ]);
  });

  it('carries what both sides say, each once, whatever is told twice', async () => {
    await press('person');
    const id = await caseId();
    const said = event(customer, { kind: 'message', text: 'where is my parcel? 包裹在哪里' });
    await say('web', said);
    await say('web', said);
    const relays = (await toStaff()).slice(1);
    expect(relays.map(({ text }) => text)).toEqual([`#${id}: where is my parcel? 包裹在哪里`]);
    // Nothing is said to the customer in between.
    expect(await toCustomer()).toHaveLength(1);

    await deliveredAs('staff-message-7', relays[0]?.id ?? 0);
    const answered = {
      ...event('anna-id', { kind: 'message', text: 'On its way!' }),
      ...{ group: staffGroup, name: 'Anna', inReplyTo: 'staff-message-7' },
    } as InboundEvent;
    await say('tg', answered);
    await say('tg', answered);
    expect((await toCustomer()).slice(1).map(({ text }) => text)).toEqual(['Anna: On its way!']);
    // Who answers first has taken it.
    expect((await shop.deps.support.case(id))?.assignee).toBe('Anna');
    expect(
      (await shop.deps.support.messages(id, 10)).map(({ direction, text }) => [direction, text]),
    ).toEqual([
      ['customer', ''],
      ['customer', 'where is my parcel? 包裹在哪里'],
      ['staff', 'On its way!'],
    ]);
  });

  it('is answered by /reply too, and by nothing that the staff say among themselves', async () => {
    await press('person');
    const id = await caseId();
    const before = (await sent()).length;
    await staffSays('anybody for lunch?');
    expect(await sent()).toHaveLength(before);
    await staffSays(`/reply ${id} Hello\nthere`);
    expect((await toCustomer()).at(-1)?.text).toBe('Anna: Hello\nthere');
    await staffSays('/reply 999999 hello');
    expect((await toStaff()).at(-1)?.text).toContain('There is no such case');
    await staffSays('nobody asked', 'a-message-of-somebody-else');
    expect((await toStaff()).at(-1)?.text).toContain('Which case?');
  });

  it('never takes the staff for customers, whatever they press or write', async () => {
    const [before] = await test
      .database()
      .query<{ n: number }>(sql`SELECT count(*) AS n FROM customer`);
    await staffSays('stop');
    await staffSays('/start');
    await staffSays('picks');
    await say('tg', { ...event(staffGroup, { kind: 'start', payload: null }) });
    const [after] = await test
      .database()
      .query<{ n: number }>(sql`SELECT count(*) AS n FROM customer`);
    expect(after).toEqual(before);
    expect(await shop.deps.customers.chat('tg', staffGroup)).toBeNull();
    expect(await shop.deps.customers.chat('tg', 'anna-id')).toBeNull();
  });

  it('is assigned, shown and closed by commands, with who and when', async () => {
    await press('person');
    const id = await caseId();
    await staffSays('/cases');
    expect((await toStaff()).at(-1)?.text).toBe(`#${id}, open for 0 min, nobody’s`);
    await staffSays(`/take ${id}`);
    expect((await shop.deps.support.case(id))?.assignee).toBe('Anna');
    await staffSays(`/assign@corner_bot ${id} @ben`);
    expect((await shop.deps.support.case(id))?.assignee).toBe('ben');
    await staffSays(`/card ${id}`);
    expect((await toStaff()).at(-1)?.text).toContain('writes by web');
    shop.setTime(start + 60_000);
    await staffSays(`/close ${id}`);
    expect(await shop.deps.support.case(id)).toMatchObject({
      state: 'closed',
      openedAt: start,
      closedAt: start + 60_000,
      closedBy: 'staff:Anna',
    });
    expect((await toCustomer()).at(-1)?.text).toBe(
      'Our colleague has ended the talk. I am here again.',
    );
    const audits = await test.database().models.auditEvent.findMany({
      where: { subject: `case:${id}` },
      orderBy: { id: 'asc' },
    });
    expect(audits.map(({ actor, action }) => [actor, action])).toEqual([
      ['customer', 'case.opened'],
      ['staff:Anna', 'case.assigned'],
      ['staff:Anna', 'case.assigned'],
      ['staff:Anna', 'case.closed'],
    ]);
    // The dialogue is back.
    await write('help');
    expect((await toCustomer()).at(-1)?.text).toContain('This is Corner');
  });

  it('leaves stop, the button that ends it and slash commands to us', async () => {
    await write('yes');
    await press('person');
    await write('help');
    expect((await toStaff()).at(-1)?.text).toContain(': help');
    await write('/help');
    expect((await toCustomer()).at(-1)?.text).toContain('This is Corner');
    await write('STOP');
    const chat = await shop.deps.customers.chat('web', customer);
    expect(await shop.deps.consents.current(chat?.id ?? 0, 'marketing')).toBe('withdrawn');
    await press('person:end');
    expect((await toCustomer()).at(-1)?.text).toBe('The talk is over. I am here again.');
    expect((await toStaff()).at(-1)?.text).toContain('the customer has ended the talk');
    expect(await shop.deps.support.openCases(10)).toEqual([]);
  });

  it('begins by itself when nothing is found twice in a row, with the words', async () => {
    await write('do you have flying carpets');
    expect((await toCustomer()).at(-1)?.text).toContain('I found nothing for that.');
    expect(await toStaff()).toEqual([]);
    await write('a carpet that flies');
    expect((await toStaff()).at(-1)?.text).toContain('a carpet that flies');
    expect((await toCustomer()).at(-1)?.text).toContain('I have asked my colleagues');
  });

  it('is as if nothing had happened when its first event dies and is handled again', async () => {
    const pressed = event(customer, { kind: 'action', action: 'person' });
    const dying = openInbox({
      ...shop.deps,
      inboxEvents: {
        ...shop.deps.inboxEvents,
        settle: async () => {
          throw new Error('killed');
        },
      },
    });
    await dying.receive('web', [pressed]);
    await dying.idle();
    expect(await toCustomer()).toEqual([]);
    shop.setTime(start + 20_000);
    await inbox.drain();
    expect(await toStaff()).toHaveLength(1);
    expect((await toCustomer()).map(({ text }) => text)).toEqual([
      expect.stringContaining('One of us will answer you here.'),
    ]);
  });

  it('falls asleep after a day without a word, and says so on both sides', async () => {
    await press('person');
    shop.setTime(start + 86_400_000 - 1);
    expect(await closeSleepingTalks(shop.deps)).toBe(0);
    shop.setTime(start + 86_400_001);
    expect(await closeSleepingTalks(shop.deps)).toBe(1);
    expect(await closeSleepingTalks(shop.deps)).toBe(0);
    expect((await toStaff()).at(-1)?.text).toContain('nobody has written for a day');
    expect((await toCustomer()).at(-1)?.text).toContain('Nobody has written for a day');
  });

  describe('in a group', () => {
    it('that is not the staff’s, nothing is answered and nobody becomes a customer', async () => {
      const said = [
        event('somebody', { kind: 'message', text: 'stop' }),
        event('somebody', { kind: 'start', payload: 'abc' }),
        event('somebody', { kind: 'action', action: 'picks' }),
        event('somebody', { kind: 'reaction', ref: '1', emoji: '👍' }),
      ];
      for (const one of said) await say('tg', { ...one, group: 'a-group' } as InboundEvent);
      expect(await sent()).toEqual([]);
      expect(await shop.deps.customers.chat('tg', 'somebody')).toBeNull();
    });
  });

  it('is offered to nobody where the shop has no staff chat', async () => {
    const { staff: _, ...without } = shop.deps.shop;
    inbox = openInbox({ ...shop.deps, shop: without });
    await write('human');
    expect((await toCustomer()).at(-1)?.text).toBe(
      'Nobody answers in this chat. Please contact Corner directly.',
    );
    await write('flying carpets');
    await write('flying carpets');
    expect(await shop.deps.support.openCases(10)).toEqual([]);
  });

  it('speaks the customer’s language to the customer, the shop’s to the staff', async () => {
    await write('中文');
    await write('人工');
    const id = await caseId();
    await staffSays(`/reply ${id} 您好`);
    expect((await toCustomer()).at(-1)?.text).toBe('Anna：您好');
    expect((await toStaff())[0]?.text).toContain('Speaks zh-CN');
  });
});
