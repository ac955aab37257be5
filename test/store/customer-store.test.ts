import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatSpeaker, CustomerStore } from '../../src/ports/customer-store.js';
import { customerStore } from '../../src/store/customer-store.js';
import { preferenceStore } from '../../src/store/preference-store.js';
import { keyring, newCustomer } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('customer store', (test) => {
  let customers: CustomerStore;
  beforeEach(() => {
    customers = customerStore(test.database(), keyring);
  });

  let chats = 0;
  function speaker(change: Partial<ChatSpeaker> = {}): ChatSpeaker {
    chats += 1;
    return {
      channelAccount: 'tg',
      address: `chat-${chats}`,
      locale: null,
      name: null,
      at: 1_000,
      ...change,
    };
  }
  async function rowOf(id: number) {
    return test.database().models.customer.findUniqueOrThrow({ where: { id } });
  }

  describe('a chat that speaks', () => {
    it('gets a customer of its own, once', async () => {
      const said = speaker({ name: 'Ada Quill', locale: 'en' });
      const first = await customers.recogniseChat(said);
      const again = await customers.recogniseChat({ ...said, at: 2_000, name: 'Mallory' });
      expect(again).toEqual(first);
      expect(first).toMatchObject({ state: 'active', linkedAt: 1_000, locale: 'en' });
      expect(await customers.customer(first.customerId)).toEqual({
        id: first.customerId,
        externalId: null,
        displayName: 'Ada Quill',
        locale: 'en',
        timezone: null,
        memberTier: null,
      });
    });

    it('is one chat when it speaks ten times at once', async () => {
      const said = speaker();
      const before = await test.database().models.customer.count();
      const found = await Promise.all(
        Array.from({ length: 10 }, () => customers.recogniseChat(said)),
      );
      expect(new Set(found.map(({ id }) => id)).size).toBe(1);
      expect(await test.database().models.customer.count()).toBe(before + 1);
    });

    it('keeps neither its address nor its name readable', async () => {
      const { id, customerId } = await customers.recogniseChat(
        speaker({ address: 'secret-address', name: 'Secret Name' }),
      );
      const row = await test.database().models.channelIdentity.findUniqueOrThrow({ where: { id } });
      expect(JSON.stringify([row.address, row.addressHash])).not.toContain('secret');
      expect((await rowOf(customerId)).displayName).not.toContain('Secret');
      expect(keyring.decrypt(row.address)).toBe('secret-address');
    });

    it('is another chat on another account', async () => {
      const said = speaker();
      const here = await customers.recogniseChat(said);
      const there = await customers.recogniseChat({ ...said, channelAccount: 'web' });
      expect(there.customerId).not.toBe(here.customerId);
      expect(await customers.chat('web', said.address)).toEqual(there);
      expect(await customers.chat('qq', said.address)).toBeNull();
    });

    it('is active again after a block, but not by what it said before it', async () => {
      const said = speaker();
      const { id } = await customers.recogniseChat(said);
      await customers.recogniseChat({ ...said, at: 5_000 });
      await customers.setChatState(id, 'blocked');
      expect((await customers.recogniseChat({ ...said, at: 4_000 })).state).toBe('blocked');
      expect((await customers.recogniseChat({ ...said, at: 6_000 })).state).toBe('active');
    });

    it('moves to a new address and stays itself', async () => {
      const said = speaker();
      const before = await customers.recogniseChat(said);
      await customers.moveChat(before.id, 'supergroup-1');
      expect(await customers.chat('tg', said.address)).toBeNull();
      expect(await customers.recogniseChat({ ...said, address: 'supergroup-1' })).toEqual(before);
    });

    it('gives way when the new address is known already', async () => {
      const old = speaker();
      const known = speaker();
      const before = await customers.recogniseChat(old);
      const other = await customers.recogniseChat(known);
      await customers.moveChat(before.id, known.address);
      expect((await customers.chat('tg', old.address))?.state).toBe('unreachable');
      expect(await customers.chat('tg', known.address)).toEqual(other);
    });

    it('speaks the language its owner chose, here and wherever the person is written to', async () => {
      const { id, customerId } = await customers.recogniseChat(speaker({ locale: 'en' }));
      await customers.setLanguage(id, 'zh-CN');
      expect((await rowOf(customerId)).locale).toBe('zh-CN');
    });
  });

  describe('a link', () => {
    it('gives a new chat to its customer', async () => {
      const ada = await newCustomer(test.database(), `ada-${test.name}`, 'Ada');
      const said = speaker({ locale: 'zh-CN', name: 'ignored' });
      expect(await customers.linkChat(said, ada)).toBe('linked');
      expect((await customers.chat('tg', said.address))?.customerId).toBe(ada);
      expect(await customers.customer(ada)).toMatchObject({ displayName: 'Ada', locale: 'zh-CN' });
      expect(await customers.linkChat(said, ada)).toBe('already-linked');
      const ledger = await test
        .database()
        .models.identityLink.findMany({ where: { toCustomerId: ada } });
      expect(ledger.map(({ kind, fromCustomerId }) => [kind, fromCustomerId])).toEqual([
        ['link', null],
      ]);
    });

    it('merges the person whom the chat belonged to, keeping the stricter wishes and the history', async () => {
      const database = test.database();
      const bob = await newCustomer(database, `bob-${test.name}`);
      const preferences = preferenceStore(database);
      await preferences.save(bob, { maxPerWeek: 5, mutedTopics: ['news'] }, 1);
      const said = speaker();
      const anonymous = await customers.recogniseChat(said);
      await preferences.save(
        anonymous.customerId,
        { maxPerWeek: 2, quietHours: { fromMinute: 1_320, untilMinute: 540 } },
        1,
      );
      expect(await customers.linkChat({ ...said, at: 2_000 }, bob)).toBe('linked');
      expect(await customers.chat('tg', said.address)).toMatchObject({
        id: anonymous.id,
        customerId: bob,
      });
      expect((await rowOf(anonymous.customerId)).canonicalCustomerId).toBe(bob);
      expect((await customers.customer(anonymous.customerId))?.id).toBe(bob);
      expect(await preferences.of(bob)).toEqual({
        maxPerWeek: 2,
        mutedTopics: ['news'],
        quietHours: { fromMinute: 1_320, untilMinute: 540 },
        onlyInterests: [],
        mutedInterests: [],
      });
      const [entry] = await database.models.identityLink.findMany({
        where: { identityId: anonymous.id },
      });
      expect(entry).toMatchObject({
        kind: 'merge',
        fromCustomerId: anonymous.customerId,
        toCustomerId: bob,
      });
    });

    it('is the first chat’s: a second chat on the account is refused, one on another account is not', async () => {
      const cid = await newCustomer(test.database(), `cid-${test.name}`);
      const first = speaker();
      const thief = speaker();
      await customers.linkChat(first, cid);
      expect(await customers.linkChat(thief, cid)).toBe('other-chat');
      expect(await customers.chat('tg', thief.address)).toBeNull();
      expect(await customers.linkChat(speaker({ channelAccount: 'web' }), cid)).toBe('linked');
      const audits = await test.database().models.auditEvent.findMany({
        where: { subject: `customer:${cid}` },
        orderBy: { id: 'asc' },
      });
      expect(audits.map(({ action }) => action)).toEqual([
        'chat.linked',
        'chat.link-refused:other-chat',
        'chat.linked',
      ]);
    });

    it('never takes a chat from another customer of the shop', async () => {
      const [dan, eve] = [
        await newCustomer(test.database(), `dan-${test.name}`),
        await newCustomer(test.database(), `eve-${test.name}`),
      ];
      const said = speaker();
      await customers.linkChat(said, dan);
      expect(await customers.linkChat(said, eve)).toBe('other-person');
      expect((await customers.chat('tg', said.address))?.customerId).toBe(dan);
    });

    it('of eight chats that open it at once links exactly one', async () => {
      const fay = await newCustomer(test.database(), `fay-${test.name}`);
      const crowd = Array.from({ length: 8 }, () => speaker());
      // Half of them have spoken before.
      for (const said of crowd.slice(0, 4)) await customers.recogniseChat(said);
      const outcomes = await Promise.all(crowd.map((said) => customers.linkChat(said, fay)));
      expect(outcomes.filter((outcome) => outcome === 'linked')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'other-chat')).toHaveLength(7);
      const [{ chats: linked } = { chats: -1 }] = await test
        .database()
        .query<{ chats: number }>(
          sql`SELECT count(*) AS chats FROM channel_identity WHERE customer_id = ${fay}`,
        );
      expect(linked).toBe(1);
    });

    it('opened twice at once by one chat links it once', async () => {
      const gus = await newCustomer(test.database(), `gus-${test.name}`);
      const said = speaker();
      const outcomes = await Promise.all([1, 2, 3].map(() => customers.linkChat(said, gus)));
      expect(outcomes.sort()).toEqual(['already-linked', 'already-linked', 'linked']);
    });

    it('leads nowhere when its customer is erased or was never there', async () => {
      const hal = await newCustomer(test.database(), null);
      await test
        .database()
        .write(2, (tx) => tx.execute(sql`UPDATE customer SET erased_at = 1 WHERE id = ${hal}`));
      expect(await customers.linkChat(speaker(), hal)).toBe('invalid');
      expect(await customers.linkChat(speaker(), 2_000_000_000)).toBe('invalid');
      expect(await customers.customer(hal)).toBeNull();
    });

    it('works again, for another chat, after the chats were split off', async () => {
      const ivy = await newCustomer(test.database(), `ivy-${test.name}`);
      const old = speaker();
      await customers.linkChat(old, ivy);
      await customers.linkChat(speaker({ channelAccount: 'web' }), ivy);
      expect(await customers.splitChats(ivy, 'tg', 9)).toBe(1);
      expect((await customers.chat('tg', old.address))?.customerId).not.toBe(ivy);
      expect(await customers.linkChat(speaker(), ivy)).toBe('linked');
      expect(await customers.splitChats(ivy, null, 9)).toBe(2);
    });
  });

  it('hands out links to customers of the shop only, in pages', async () => {
    const database = test.database();
    await customers.recogniseChat(speaker());
    const all = await customers.linkableAfter(0, 1_000);
    expect(all.every(({ externalId }) => externalId.endsWith(test.name))).toBe(true);
    const paged = [];
    for (let after = 0; ; ) {
      const page = await customers.linkableAfter(after, 2);
      if (page.length === 0) break;
      paged.push(...page);
      after = page.at(-1)?.id ?? 0;
    }
    expect(paged).toEqual(all);
    const counts = await customers.linkedCounts();
    expect(counts.all).toBe(all.length);
    expect(counts.linked).toBeLessThan(counts.all);
    expect(counts.linked).toBeGreaterThan(0);
    expect(await customers.customerByExternalId(`ada-${test.name}`)).toMatchObject({
      displayName: 'Ada',
    });
    expect(await customers.customerByExternalId('nobody')).toBeNull();
    expect(database).toBeDefined();
  });
});
