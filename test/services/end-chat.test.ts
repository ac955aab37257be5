import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { type EndChatDeps, leaveChat, noteDelivery } from '../../src/services/end-chat.js';
import { type ChatShop, chatShop, topic } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

const at = 1_800_000_000_000;

onEachDatabase('the end of a chat', (test) => {
  let shop: ChatShop;
  let deps: EndChatDeps;
  let chats = 0;
  let chat = { id: 0, customerId: 0 };
  let address = '';

  beforeEach(async () => {
    shop = chatShop(test.database());
    deps = shop.deps;
    chats += 1;
    address = `person-${chats}@customer.example`;
    const speaker = { channelAccount: 'tg', address, locale: null, name: null, at: at - 1 };
    chat = await shop.deps.customers.recogniseChat(speaker);
    const draft = {
      identityId: chat.id,
      topic,
      source: 'import',
      proof: null,
      noticeVersion: null,
    };
    await shop.deps.consents.append({ ...draft, kind: 'granted', at: at - 1 });
  });

  const now = async () => ({
    state: (await shop.deps.customers.chat('tg', address))?.state,
    consent: await shop.deps.consents.current(chat.id, topic),
  });
  const claimed = <E extends object>(event: E, isLate = false) => {
    const whole = { key: `e${chats}`, at, from: address, ...event };
    return { id: 1, event: whole, receivedAt: at, attempt: 1, isLate };
  };
  async function optOut(via: string, isLate = false) {
    const one = claimed({ kind: 'opt_out' as const, via }, isLate);
    await leaveChat(deps, 'tg', one, one.event);
  }
  async function told(
    state: 'delivered' | 'failed' | 'complained',
    more: { outcome?: SendOutcome; ref?: string; isLate?: boolean } = {},
  ) {
    const { isLate = false, ref = '', ...rest } = more;
    const one = claimed({ kind: 'delivery' as const, ref, state, ...rest }, isLate);
    await noteDelivery(deps, 'tg', one, one.event);
  }
  async function deliveryWith(ref: string): Promise<number> {
    return test.database().write(2, async (tx) => {
      const common = { channelAccount: 'tg', identityId: chat.id };
      const row = await tx.models.delivery.create({
        data: {
          ...common,
          purpose: 'campaign',
          dedupeKey: `${ref}:${chat.id}`,
          customerId: chat.customerId,
          locale: 'en',
          dueAt: 0n,
          deadlineAt: 0n,
          state: 'sent',
          sentAt: BigInt(at - 1_000),
          createdAt: 0n,
        },
      });
      await tx.execute(sql`
        INSERT INTO delivery_attempt
          (delivery_id, part, attempt, channel_account, identity_id, key, outcome, platform_ref, started_at)
        VALUES (${row.id}, 0, 1, 'tg', ${chat.id}, ${`${ref}-key`}, 'accepted', ${ref}, ${at - 1_000})`);
      return row.id;
    });
  }
  const notes = (deliveryId: number) =>
    test.database().query<{ kind: string }>(sql`
      SELECT kind FROM delivery_event WHERE delivery_id = ${deliveryId} ORDER BY id`);

  it.each(['one-click', 'unsubscribe'])(
    'by %s ends messages but leaves the chat open',
    async (via) => {
      await optOut(via);
      expect(await now()).toEqual({ state: 'active', consent: 'withdrawn' });
    },
  );

  it.each(['blocked', 'refused', 'kicked'])('by %s shuts the chat', async (via) => {
    await optOut(via);
    expect(await now()).toEqual({ state: 'blocked', consent: 'withdrawn' });
  });

  it('says in the ledger how it came', async () => {
    await optOut('one-click');
    const [last] = await test.database().query<{ source: string; proof: string }>(sql`
      SELECT source, proof FROM consent_event WHERE identity_id = ${chat.id} ORDER BY sequence DESC`);
    expect(last).toEqual({ source: 'link:one-click', proof: `event:tg:e${chats}` });
  });

  it('that is handled late does not shut a chat which has spoken since', async () => {
    await optOut('blocked', true);
    expect((await now()).state).toBe('active');
  });

  it('by a complaint shuts it for good', async () => {
    await told('complained');
    expect(await now()).toEqual({ state: 'blocked', consent: 'withdrawn' });
  });

  it('by a mailbox that is gone needs no consent to be withdrawn', async () => {
    const outcome = {
      kind: 'undeliverable',
      recipient: 'suppress',
      why: 'reported 5.1.1',
    } as const;
    await told('failed', { outcome });
    expect(await now()).toEqual({ state: 'unreachable', consent: 'granted' });
  });

  it.each<SendOutcome>([
    { kind: 'rejected', why: 'reported 5.7.1' },
    { kind: 'deferred', minDelayMs: 1, why: 'reported 5.2.2' },
    { kind: 'undeliverable', recipient: 'needs_inbound', why: 'window' },
  ])('is not a failure that says nothing against the address: $kind', async (outcome) => {
    await told('failed', { outcome });
    expect(await now()).toEqual({ state: 'active', consent: 'granted' });
  });

  it('or what became of a message is kept with its delivery, once', async () => {
    const ref = `<ref-${chats}@shop.example>`;
    const deliveryId = await deliveryWith(ref);
    await told('delivered', { ref });
    await told('delivered', { ref });
    await told('complained', { ref });
    expect(await notes(deliveryId)).toEqual([{ kind: 'delivered' }, { kind: 'complained' }]);
  });

  it('or what became of a message is kept where the platform names nobody (QQ)', async () => {
    const ref = `audit:${chats}`;
    const deliveryId = await deliveryWith(ref);
    address = ref;
    await told('failed', { ref, outcome: { kind: 'rejected', why: '审核' } });
    expect(await notes(deliveryId)).toEqual([{ kind: 'failed' }]);
  });

  it('of somebody unknown is nothing', async () => {
    const before = await now();
    address = 'nobody@else.example';
    await optOut('blocked');
    await told('complained');
    expect(before).toEqual({ state: 'active', consent: 'granted' });
    expect(await shop.deps.customers.chat('tg', address)).toBeNull();
  });
});
