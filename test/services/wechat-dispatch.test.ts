import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Button } from '../../src/domain/message/message.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { hearNoticeConsent, openWindows } from '../../src/services/open-windows.js';
import { customerStore } from '../../src/store/customer-store.js';
import { leaseStore } from '../../src/store/lease-store.js';
import { sendRightStore } from '../../src/store/send-rights.js';
import { sharedTokens } from '../../src/store/shared-tokens.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import {
  clearOutbox,
  type SeededPerson,
  seedDeliveries,
  seedPeople,
  seedRun,
  statesOf,
  testKeyring,
} from '../support/outbox.js';
import { ann, bob, openWechat } from '../support/wechat.js';

const template = 'T-new-in';
const hourMs = 3_600_000;

// The whole way: WeChat's signed call, the right it gives, the delivery that waited for it, the platform's own count.
let platforms = 0;

onEachDatabase('deliveries on WeChat', (test) => {
  let server: WechatServer;
  let account: ChannelAccount;
  let person: SeededPerson;
  const clock = { now: Date.now };
  const rights = () => ({ sendRights: sendRightStore(test.database()), clock });

  beforeEach(async () => {
    const database = test.database();
    await clearOutbox(database);
    const leases = leaseStore(database);
    const tokens = sharedTokens(database, { keyring: testKeyring, clock, leases, holder: 'test' });
    platforms += 1;
    const platform = `platform-${platforms}`;
    const notices = [{ template, fields: { thing1: 'title' } }];
    ({ server, account } = await openWechat(
      { templates: { [template]: ['thing1'] } },
      { notices },
      // A token of one test's platform is none of the next one's.
      { tokens: { get: (name, make, stale) => tokens.get(`${platform}:${name}`, make, stale) } },
    ));
    [person] = (await seedPeople(database, { account: 'wechat', addresses: [ann] })) as [
      SeededPerson,
    ];
  });
  afterEach(() => server.stop());

  const hear = async (request: RawRequest) => {
    const { events = [] } = (await account.receive?.(request)) ?? {};
    const [event] = events;
    if (event?.kind === 'notice_consent') {
      const customers = customerStore(test.database(), testKeyring);
      await hearNoticeConsent(
        { ...rights(), customers },
        account,
        { receivedAt: Date.now() } as never,
        event,
      );
    } else if (event?.kind === 'message' || event?.kind === 'start' || event?.kind === 'action') {
      await openWindows(rights(), account, person.identityId, event);
    } else throw new Error(`the call told ${event?.kind}`);
  };
  const plan = async (said: readonly string[], rows: readonly (readonly Button[])[] = []) => {
    const runId = await seedRun(test.database());
    const ids: number[] = [];
    for (const text of said) {
      const buttons = rows.length === 0 ? [] : [{ kind: 'buttons' as const, rows }];
      const blocks = () => [{ kind: 'text' as const, text }, ...buttons];
      const deadlineAt = Date.now() + hourMs;
      const seed = { account: 'wechat', people: [person], runId, deadlineAt, blocks };
      ids.push(...(await seedDeliveries(test.database(), seed)));
    }
    return ids;
  };
  const run = (work: () => Promise<void>) =>
    withDispatch(dispatchDeps(test.database(), [account]), work);
  const waiting = (count: number) => async () =>
    (await test.database().models.inboundWait.count()) === count;
  const sent =
    (ids: readonly number[], count = ids.length) =>
    async () =>
      (await statesOf(test.database(), ids)).filter((state) => state === 'sent').length === count;
  const texts = () =>
    server.messages.map(({ body }) => (body['text'] as { content: string })?.content);

  it('wait for the customer to write, and go then, in the window that opened', async () => {
    const ids = await plan(['Nine tenths of the price today']);
    await run(async () => {
      await until(waiting(1));
      expect(server.messages).toEqual([]);
      await hear(server.customers.writes(ann, 'hello'));
      await until(sent(ids));
    });
    expect(texts()).toEqual(['Nine tenths of the price today']);
    expect(server.messages[0]?.window?.before).toBe(0);
  });

  it('are five for what a customer wrote and three for a press, and the rest waits for the next word', async () => {
    const ids = await plan(['1', '2', '3', '4', '5', '6']);
    await run(async () => {
      await until(waiting(6));
      await hear(server.customers.clicks(ann, '/help'));
      await until(sent(ids, 3));
      await until(waiting(3));
      await hear(server.customers.writes(ann, 'more', { bizmsgmenuid: 'more:1' }));
      await until(sent(ids));
    });
    expect(texts().sort()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(server.calls.filter((path) => path === 'message/custom/send').length).toBe(6);
  });

  it('go as a notice to who agreed to one, once for each consent', async () => {
    const shop = { kind: 'link' as const, label: 'Shop', url: 'https://shop.example/l/1' };
    const ids = await plan(['New cups', 'New plates'], [[shop]]);
    await run(async () => {
      await until(waiting(2));
      await hear(server.customers.answersNotice(ann, template, 'accept'));
      await until(sent(ids, 1));
      await until(waiting(1));
    });
    expect(server.messages.map(({ path, body }) => [path, body['page']])).toEqual([
      ['message/subscribe/bizsend', 'https://shop.example/l/1'],
    ]);
  });

  it('wait for a word when they are too long for the notice that was agreed to', async () => {
    const ids = await plan([
      'A long story about cups that no notice of twenty characters has room for',
    ]);
    await run(async () => {
      await until(waiting(1));
      await hear(server.customers.answersNotice(ann, template, 'accept'));
      // Woken by the consent, looked at, and laid to wait again.
      await until(waiting(1));
      expect(server.messages).toEqual([]);
      await hear(server.customers.writes(ann, 'hello'));
      await until(sent(ids));
    });
    expect(server.messages.map(({ path }) => path)).toEqual(['message/custom/send']);
  });

  it('are one mass send, though the connection broke after it was taken', async () => {
    const [id = -1] = await plan(['新品上架']);
    const place = { customerId: null, identityId: null, place: 'all' };
    await test
      .database()
      .write(3, (tx) => tx.models.delivery.update({ where: { id }, data: place }));
    server.faults.push({ kind: 'reset', sent: true });
    await run(() => until(sent([id])));
    expect(server.calls.filter((path) => path === 'message/mass/sendall').length).toBe(2);
    expect(server.mass.jobs.length).toBe(1);
    expect(server.messages.map(({ to }) => to)).toEqual([ann, bob]);
  });
});
