import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadAssets } from '../../../src/http/assets.js';
import type { VisitorDeps } from '../../../src/http/visitor/deps.js';
import { visitorRoutes } from '../../../src/http/visitor/routes.js';
import { actionUrlOf, readActionToken } from '../../../src/services/action-links.js';
import { shareToken } from '../../../src/services/deep-links.js';
import { type Inbox, openInbox } from '../../../src/services/inbox.js';
import { leave, lessOften, undoLeave } from '../../../src/services/leave.js';
import {
  askToConfirm,
  confirmationOf,
  confirmSubscription,
} from '../../../src/services/subscribe.js';
import { readUnsubscribeToken, unsubscribeUrlOf } from '../../../src/services/unsubscribe-links.js';
import { type ChatShop, chatShop, keyring, newCustomer, topic } from '../../support/chat-shop.js';
import { onEachDatabase } from '../../support/databases.js';

const publicUrl = 'https://shop.example';
const account = 'tg';
const assets = loadAssets(resolve(import.meta.dirname, '../../../public'));
const startAt = 1_800_000_000_000;

onEachDatabase('pages for who comes by a link', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let app: ReturnType<typeof visitorRoutes>;
  let now = startAt;
  let people = 0;
  let person = '';

  beforeEach(() => {
    shop = chatShop(test.database());
    inbox = openInbox(shop.deps);
    people += 1;
    person = `ann${people}@customer.example`;
    setTime(startAt);
    app = visitorRoutes(depsOf(), assets);
  });

  function setTime(at: number) {
    now = at;
    shop.setTime(at);
  }

  function depsOf(): VisitorDeps {
    const deps = { ...shop.deps, receive: inbox.receive, publicUrl };
    return {
      shopName: 'Corner',
      now: () => now,
      isLeaving: (token) => readUnsubscribeToken(keyring, token) !== null,
      leave: (token) => leave(deps, token),
      undoLeave: (undo) => undoLeave(deps, undo),
      lessOften: (token) => lessOften(deps, token),
      pressing: (token) => readActionToken(keyring, token),
      receive: inbox.receive,
      newKey: () => randomUUID(),
      joinable: new Set([account]),
      askToConfirm: (wish) => askToConfirm(deps, wish),
      confirmationOf: (token) => confirmationOf(deps, token),
      confirm: (token) => confirmSubscription(deps, token),
    };
  }

  const chat = () => shop.deps.customers.chat(account, person);
  const consent = async () => {
    const found = await chat();
    return found === null ? null : shop.deps.consents.current(found.id, topic);
  };
  async function post(path: string, fields: Record<string, string> = {}) {
    const body = new URLSearchParams(fields);
    const answer = await app.request(path, { method: 'POST', body });
    await inbox.idle();
    return answer;
  }
  async function joined(): Promise<number> {
    const speaker = { channelAccount: account, address: person, locale: 'en', name: null, at: now };
    const { id } = await shop.deps.customers.recogniseChat(speaker);
    const draft = { identityId: id, topic, source: 'import', proof: null, noticeVersion: '1' };
    await shop.deps.consents.append({ ...draft, kind: 'granted', at: now });
    return id;
  }
  const leavePath = () =>
    new URL(unsubscribeUrlOf(keyring, publicUrl)(account, person) ?? '').pathname;
  const ledger = (identityId: number) =>
    test.database().query<{ kind: string; source: string; proof: string | null }>(sql`
      SELECT kind, source, proof FROM consent_event WHERE identity_id = ${identityId} ORDER BY id`);
  async function mails() {
    const found = await chat();
    return test.database().query<{ key: string; content: string }>(sql`
      SELECT dedupe_key AS key, content FROM delivery
      WHERE purpose = 'reply' AND identity_id = ${found?.id ?? 0} ORDER BY id`);
  }
  async function confirmPath(): Promise<string> {
    const mail = (await mails()).findLast(({ key }) => key.startsWith('confirm:'));
    return /\/confirm\/[\w-]+/.exec(mail?.content ?? '')?.[0] ?? 'no link';
  }

  describe('leaving', () => {
    it('asks first: programs that follow links end nothing', async () => {
      await joined();
      for (const method of ['GET', 'HEAD']) {
        expect((await app.request(leavePath(), { method })).status).toBe(200);
      }
      await inbox.idle();
      expect(await consent()).toBe('granted');
    });

    it('is done by the one press of a mail program (RFC 8058)', async () => {
      const id = await joined();
      const answer = await post(leavePath(), { 'List-Unsubscribe': 'One-Click' });
      expect({ status: answer.status, text: await answer.text() }).toEqual({
        status: 200,
        text: 'unsubscribed\n',
      });
      expect(await consent()).toBe('withdrawn');
      expect((await ledger(id)).at(-1)).toMatchObject({ source: 'link:one-click' });
    });

    it('takes the press as a multipart form, too', async () => {
      await joined();
      const body = new FormData();
      body.set('List-Unsubscribe', 'One-Click');
      await app.request(leavePath(), { method: 'POST', body });
      await inbox.idle();
      expect(await consent()).toBe('withdrawn');
    });

    it('leaves the chat open for answers', async () => {
      await joined();
      await post(leavePath());
      expect((await chat())?.state).toBe('active');
    });

    it('counts a press that is sent twice once', async () => {
      const id = await joined();
      const path = leavePath();
      await post(path);
      await post(path);
      expect((await ledger(id)).map(({ kind }) => kind)).toEqual(['granted', 'withdrawn']);
    });

    it('can be undone on the page that says it is done, within the hour', async () => {
      const id = await joined();
      const path = leavePath();
      const page = await (await post(path)).text();
      const undo = /name="undo" value="([^"]+)"/.exec(page)?.[1] ?? '';
      expect((await post(`${path}/undo`, { undo })).status).toBe(200);
      expect(await consent()).toBe('granted');
      expect((await ledger(id)).at(-1)).toMatchObject({ source: 'link:undo' });
      setTime(startAt + 61 * 60_000);
      await post(path);
      expect((await post(`${path}/undo`, { undo })).status).toBe(404);
      expect(await consent()).toBe('withdrawn');
    });

    it('offers no undo to who had agreed to nothing', async () => {
      expect(await (await post(leavePath())).text()).not.toContain('name="undo"');
    });

    it('works again after coming back', async () => {
      await joined();
      const path = leavePath();
      await post(path);
      await joined();
      setTime(startAt + 120_000);
      await post(path);
      expect(await consent()).toBe('withdrawn');
    });

    it('can be less instead: one a week', async () => {
      await joined();
      expect((await post(`${leavePath()}/less`)).status).toBe(200);
      const found = await chat();
      expect((await shop.deps.preferences.of(found?.customerId ?? 0)).maxPerWeek).toBe(1);
      expect(await consent()).toBe('granted');
    });

    it('refuses a token that is not ours', async () => {
      const forged = `${leavePath().slice(0, -4)}AAAA`;
      for (const path of [forged, '/unsubscribe/x', `${forged}/less`]) {
        expect((await post(path)).status).toBe(404);
      }
      expect((await app.request(forged)).status).toBe(404);
    });

    it('speaks the browser’s language and lets nobody keep or pass on the address', async () => {
      const answer = await app.request(leavePath(), { headers: { 'accept-language': 'zh-CN' } });
      expect(await answer.text()).toContain('<html lang="zh-CN"');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    });
  });

  describe('joining', () => {
    const ask = (fields: Record<string, string> = {}) =>
      post(`/subscribe/${account}`, { email: person, ...fields });

    it('sends one mail that asks, and agrees to nothing yet', async () => {
      const answer = await ask();
      expect(answer.status).toBe(200);
      expect(await consent()).toBeNull();
      expect((await mails()).map(({ key }) => key.split(':')[0])).toEqual(['confirm']);
    });

    it('asks an address once an hour', async () => {
      await ask();
      setTime(startAt + 3_599_999);
      await ask();
      expect((await mails()).length).toBe(1);
      setTime(startAt + 3_600_000);
      await ask();
      expect((await mails()).length).toBe(2);
    });

    it('answers alike whether an address is known or not', async () => {
      const unknown = await (await ask()).text();
      await joined();
      expect(await (await ask()).text()).toBe(unknown);
    });

    it('agrees when the mailbox’s owner presses the button behind the link, not before', async () => {
      await ask();
      const path = await confirmPath();
      const page = await app.request(path);
      expect(await page.text()).toContain(person);
      expect(await consent()).toBeNull();
      expect((await post(path)).status).toBe(200);
      expect(await consent()).toBe('granted');
      const found = await chat();
      const [entry] = await ledger(found?.id ?? 0);
      expect(entry).toMatchObject({ kind: 'granted', source: 'web:double-opt-in' });
      expect(entry?.proof).toMatch(/^asked:1800000000000:ip:[0-9a-f]{16}:confirmed:[0-9a-f]{24}$/);
    });

    it('does not agree again by an old link after leaving', async () => {
      await ask();
      const path = await confirmPath();
      await post(path);
      await post(leavePath());
      await post(path);
      expect(await consent()).toBe('withdrawn');
    });

    it('welcomes who has confirmed, once', async () => {
      await ask();
      const path = await confirmPath();
      await post(path);
      await post(path);
      const welcomes = (await mails()).filter(({ key }) => key.startsWith('reply:'));
      expect(welcomes.length).toBe(1);
    });

    it('hands a friend’s invitation on to the chat', async () => {
      const friend = await newCustomer(test.database(), `friend-${people}`);
      const from = shareToken(keyring, friend);
      await shop.deps.shares.open(from, friend, now);
      await ask({ from });
      await post(await confirmPath());
      const [event] = await test.database().query<{ payload: string }>(sql`
        SELECT payload FROM inbound_event WHERE key LIKE 'confirmed:%' ORDER BY id DESC LIMIT 1`);
      expect(JSON.parse(keyring.decrypt(event?.payload ?? ''))).toMatchObject({ payload: from });
    });

    it('takes no link for longer than three days', async () => {
      await ask();
      const path = await confirmPath();
      setTime(startAt + 72 * 3_600_000 + 1);
      expect((await app.request(path)).status).toBe(410);
      expect((await post(path)).status).toBe(410);
      expect(await consent()).toBeNull();
    });

    it('does not write to who has complained, whoever gives the address', async () => {
      const id = await joined();
      await shop.deps.customers.setChatState(id, 'blocked');
      const draft = { identityId: id, topic, source: 'platform:complaint', proof: null };
      await shop.deps.consents.append({
        ...draft,
        kind: 'withdrawn',
        noticeVersion: null,
        at: now,
      });
      expect((await ask()).status).toBe(200);
      expect(await mails()).toEqual([]);
      expect((await chat())?.state).toBe('blocked');
    });

    it('keeps one spelling of an address', async () => {
      await ask({ email: `  ${person.toUpperCase()} ` });
      expect((await mails()).length).toBe(1);
    });

    it('says what is wrong with an address beside its field', async () => {
      const answer = await ask({ email: 'ann@' });
      expect(answer.status).toBe(422);
      const page = await answer.text();
      expect(page).toContain('aria-invalid="true"');
      expect(page).toContain('role="alert"');
    });

    it('does nothing for a program that fills in every field', async () => {
      expect((await ask({ website: 'https://spam.example' })).status).toBe(200);
      expect(await chat()).toBeNull();
    });

    it('lets one place ask five times in ten minutes', async () => {
      const asked = [];
      for (let n = 0; n < 6; n += 1) {
        asked.push((await ask({ email: `x${n}-${person}` })).status);
      }
      expect(asked).toEqual([200, 200, 200, 200, 200, 429]);
    });

    it('is there for mail accounts only', async () => {
      expect((await post('/subscribe/web', { email: person })).status).toBe(404);
      expect((await app.request('/subscribe/web')).status).toBe(404);
    });
  });

  describe('a button of a mail', () => {
    const pressPath = (action: string) => {
      const url = actionUrlOf(keyring, publicUrl)(account, person, { action, label: 'More <b>' });
      return new URL(url ?? '').pathname;
    };
    const pressed = async () => {
      const rows = await test.database().query<{ payload: string }>(sql`
        SELECT payload FROM inbound_event WHERE key LIKE 'press:%' ORDER BY id`);
      return rows
        .map(({ payload }) => JSON.parse(keyring.decrypt(payload)))
        .filter(({ from }) => from === person);
    };

    it('is pressed by the button of its page, not by following the link', async () => {
      const page = await (await app.request(pressPath('picks:more'))).text();
      await inbox.idle();
      expect(page).toContain('More &lt;b&gt;');
      expect(await pressed()).toEqual([]);
    });

    it('is one press for one page, and another for the next', async () => {
      const path = pressPath('picks:more');
      for (const _ of [1, 2]) {
        const page = await (await app.request(path)).text();
        const key = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '';
        await post(path, { key });
        await post(path, { key });
      }
      expect(await pressed()).toMatchObject([
        { kind: 'action', action: 'picks:more', from: person },
        { kind: 'action', action: 'picks:more', from: person },
      ]);
    });

    it('is nothing when its token is not ours', async () => {
      expect((await post('/press/AAAA')).status).toBe(404);
      expect((await app.request(leavePath().replace('/unsubscribe/', '/press/'))).status).toBe(404);
    });
  });
});
