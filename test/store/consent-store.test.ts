import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import type { ConsentDraft, ConsentStore } from '../../src/ports/consent-store.js';
import { consentStore } from '../../src/store/consent-store.js';
import { customerStore } from '../../src/store/customer-store.js';
import { preferenceStore } from '../../src/store/preference-store.js';
import { shareStore } from '../../src/store/share-store.js';
import { keyring, newCustomer } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('consent ledger', (test) => {
  let consents: ConsentStore;
  beforeEach(() => {
    consents = consentStore(test.database());
  });

  function draft(
    identityId: number,
    kind: 'granted' | 'withdrawn',
    proof: string | null,
  ): ConsentDraft {
    return {
      identityId,
      topic: 'marketing',
      kind,
      source: 'chat:button',
      proof,
      noticeVersion: 'v1',
      at: 5,
    };
  }
  async function ledgerOf(identityId: number) {
    const rows = await test
      .database()
      .query<{ sequence: number; kind: string }>(
        sql`SELECT sequence, kind FROM consent_event WHERE identity_id = ${identityId} ORDER BY sequence`,
      );
    return rows.map(({ sequence, kind }) => `${sequence} ${kind}`);
  }

  it('is in force as its last entry says, for each topic alone', async () => {
    expect(await consents.current(901, 'marketing')).toBeNull();
    await consents.append(draft(901, 'granted', 'a'));
    expect(await consents.current(901, 'marketing')).toBe('granted');
    await consents.append(draft(901, 'withdrawn', 'b'));
    expect(await consents.current(901, 'marketing')).toBe('withdrawn');
    expect(await consents.current(901, 'news')).toBeNull();
    await consents.append(draft(901, 'granted', 'c'));
    expect(await ledgerOf(901)).toEqual(['1 granted', '2 withdrawn', '3 granted']);
  });

  it('takes one proof once, even twenty times at once', async () => {
    const appended = await Promise.all(
      Array.from({ length: 20 }, () => consents.append(draft(902, 'granted', 'same'))),
    );
    expect(appended.filter(Boolean)).toHaveLength(1);
    expect(await ledgerOf(902)).toEqual(['1 granted']);
  });

  it('loses no entry of several that are written at once', async () => {
    await Promise.all(
      ['p', 'q', 'r'].map((proof) =>
        consents.append(draft(903, proof === 'q' ? 'withdrawn' : 'granted', proof)),
      ),
    );
    const ledger = await ledgerOf(903);
    expect(ledger.map((line) => line.split(' ')[0])).toEqual(['1', '2', '3']);
    expect(ledger.filter((line) => line.endsWith('withdrawn'))).toHaveLength(1);
  });

  it('is withdrawn on every chat of the person that had granted, and adds nothing elsewhere', async () => {
    const customers = customerStore(test.database(), keyring);
    const person = await newCustomer(test.database(), `two-chats-${test.name}`);
    const speaker = (channelAccount: string) => ({
      channelAccount,
      address: 'x',
      locale: null,
      name: null,
      at: 1,
    });
    const ids = [];
    for (const account of ['tg', 'web', 'qq']) {
      await customers.linkChat(speaker(account), person);
      ids.push((await customers.chat(account, 'x'))?.id ?? 0);
    }
    const stranger = await customers.recogniseChat({ ...speaker('tg'), address: 'y' });
    const [tg = 0, web = 0, qq = 0] = ids;
    for (const id of [tg, web, stranger.id]) await consents.append(draft(id, 'granted', `g${id}`));
    await consents.withdrawEverywhere({ ...draft(tg, 'withdrawn', 'stop'), source: 'chat:words' });
    const now = await Promise.all(
      [tg, web, qq, stranger.id].map((id) => consents.current(id, 'marketing')),
    );
    expect(now).toEqual(['withdrawn', 'withdrawn', null, 'granted']);
  });
});

onEachDatabase('preferences', (test) => {
  it('change in the part that is given', async () => {
    const preferences = preferenceStore(test.database());
    expect(await preferences.of(1)).toEqual({
      quietHours: null,
      maxPerWeek: null,
      mutedTopics: [],
      onlyInterests: [],
      mutedInterests: [],
    });
    const bags = { by: 'category' as const, name: 'Bags' };
    await preferences.save(1, { onlyInterests: [bags] }, 0);
    await preferences.save(1, { maxPerWeek: 2 }, 1);
    await preferences.save(1, { quietHours: { fromMinute: 0, untilMinute: 540 } }, 2);
    await preferences.save(1, { mutedTopics: ['news'] }, 3);
    expect(await preferences.of(1)).toEqual({
      quietHours: { fromMinute: 0, untilMinute: 540 },
      maxPerWeek: 2,
      mutedTopics: ['news'],
      onlyInterests: [bags],
      mutedInterests: [],
    });
    await preferences.save(1, { maxPerWeek: null }, 4);
    expect((await preferences.of(1)).maxPerWeek).toBeNull();
  });
});

onEachDatabase('shares', (test) => {
  it('count each new person once in all, and never the sharer', async () => {
    const shares = shareStore(test.database());
    const [a, b, c, d] = await Promise.all(
      [1, 2, 3, 4].map(() => newCustomer(test.database(), null)),
    );
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error();
    expect(await shares.open('token-a', a, 1)).toEqual({ joinCount: 0, earnedPoints: 0 });
    await shares.open('token-b', b, 1);
    const joined = await Promise.all([1, 2, 3].map(() => shares.recordJoin('token-a', c, 2)));
    expect(joined.filter(Boolean)).toHaveLength(1);
    expect(await shares.recordJoin('token-b', c, 3)).toBe(false);
    expect(await shares.recordJoin('token-a', a, 3)).toBe(false);
    expect(await shares.recordJoin('no such token', d, 3)).toBe(false);
    expect(await shares.recordJoin('token-a', d, 3)).toBe(true);
    expect(await shares.open('token-a', a, 9)).toEqual({ joinCount: 2, earnedPoints: 0 });
    expect(await shares.open('token-b', b, 9)).toEqual({ joinCount: 0, earnedPoints: 0 });
  });
});
