import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { ratingRound } from '../../src/services/ask-ratings.js';
import { forgetInbox } from '../../src/services/forget-inbox.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import { resolved, saveRun, testCampaign } from '../support/campaigns.js';
import { type ChatShop, chatShop, event, keyring, repliesIn } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

const start = 1_800_000_000_000;
const hourMs = 3_600_000;

onEachDatabase('after a redemption', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let count = 0;
  let chat = '';
  let reservation = '';

  beforeEach(async () => {
    await test.database().write(2, async (tx) => {
      for (const statement of [
        sql`DELETE FROM delivery`,
        sql`DELETE FROM redemption`,
        sql`DELETE FROM interaction`,
        sql`DELETE FROM inbound_event`,
      ])
        await tx.execute(statement);
    });
    shop = chatShop(test.database());
    inbox = openInbox(shop.deps);
    count += 1;
    chat = `rater-${count}`;
    reservation = `018f5b4e-0000-7000-8000-00000000000${count % 10}`;
  });

  const hear = async (said: Parameters<typeof event>[1]) => {
    await inbox.receive('web', [event(chat, said)]);
    await inbox.idle();
    return (await repliesIn(test.database(), 'web')).at(-1)?.text ?? '';
  };
  const say = (text: string) => hear({ kind: 'message', text });
  const press = (action: string) => hear({ kind: 'action', action });
  async function redeemed(at: number): Promise<number> {
    const found = await shop.deps.customers.chat('web', chat);
    const customerId = found?.customerId ?? 0;
    await test.database().write(2, (tx) =>
      tx.models.redemption.create({
        data: {
          ...{ couponId: 31, promotionId: 1, reservationId: reservation, customerId, orderId: 77 },
          ...{ discountMinor: 100n, redeemedAt: BigInt(at) },
        },
      }),
    );
    return customerId;
  }
  const round = (askRatingAfterMs: number | undefined = hourMs) =>
    ratingRound({
      ...shop.deps,
      eligibility: eligibilityStore(test.database()),
      shop: {
        ...shop.deps.shop,
        ...(askRatingAfterMs === undefined ? {} : { askRatingAfterMs }),
      },
    });
  async function asked(): Promise<void> {
    await test
      .database()
      .write(2, (tx) =>
        tx.execute(
          sql`UPDATE delivery SET state = 'sent', sent_at = ${start} WHERE dedupe_key LIKE 'rate:%'`,
        ),
      );
  }
  const ratings = () =>
    test.database().query<Record<string, unknown>>(sql`
      SELECT kind, rating, order_id AS "orderId", coupon_id AS "couponId", context FROM interaction
      WHERE kind IN (13, 14) ORDER BY id`);

  it('who agreed to messages is asked once, an hour later', async () => {
    await press('consent:yes');
    await redeemed(start);
    const ask = round();
    expect(await ask()).toBe(0);
    shop.setTime(start + hourMs);
    expect(await ask()).toBe(1);
    expect(await ask()).toBe(0);
    expect(await round()()).toBe(0);
    const question = (await repliesIn(test.database(), 'web')).at(-1);
    expect(question?.text).toBe('How was your purchase at Corner? 1 is poor, 5 is excellent.');
    expect(question?.actions).toEqual([1, 2, 3, 4, 5].map((n) => `rate:${reservation}:${n}`));
  });

  it('who did not agree is not asked, nor is anybody whose redemption was taken back', async () => {
    await say('hello');
    await redeemed(start);
    shop.setTime(start + hourMs);
    expect(await round()()).toBe(0);
    await press('consent:yes');
    await test.database().write(2, (tx) => tx.execute(sql`UPDATE redemption SET reversed_at = 1`));
    expect(await round()()).toBe(0);
  });

  it('nobody is asked in quiet hours, nor after a stop that comes in between', async () => {
    await press('consent:yes');
    const customerId = await redeemed(start);
    // 15 January 2027, 08:00 in London.
    const quietHours = { fromMinute: 0, untilMinute: 11 * 60 };
    await shop.deps.preferences.save(customerId, { quietHours }, start);
    shop.setTime(start + hourMs);
    expect(await round()()).toBe(1);
    const due = await test
      .database()
      .query<{ due: number }>(
        sql`SELECT due_at AS due FROM delivery WHERE dedupe_key LIKE 'rate:%'`,
      );
    expect(due).toEqual([{ due: start + 3 * hourMs }]);
    await say('stop');
    const state = await test
      .database()
      .query(sql`SELECT state FROM delivery WHERE dedupe_key LIKE 'rate:%'`);
    expect(state).toEqual([{ state: 'cancelled' }]);
  });

  it('a number is kept with the order and the coupon, a sentence unreadably; each once', async () => {
    await press('consent:yes');
    await redeemed(start);
    shop.setTime(start + hourMs);
    await round()();
    await asked();
    expect(await press(`rate:${reservation}:4`)).toContain('Would you like to add a sentence?');
    expect(await say('Lovely lanterns!')).toBe('Thank you, I have passed it on.');
    const rows = await ratings();
    expect(rows.map(({ context: _, ...row }) => row)).toEqual([
      { kind: 14, rating: 4, orderId: 77, couponId: 31 },
      { kind: 13, rating: null, orderId: 77, couponId: 31 },
    ]);
    const { words } = JSON.parse(String(rows[1]?.['context'])) as { words: string };
    expect(words).not.toContain('Lovely');
    expect(keyring.decrypt(words)).toBe('Lovely lanterns!');
    expect(await press(`rate:${reservation}:1`)).toBe(
      'You have rated this already, with 4. Thank you!',
    );
    expect(await ratings()).toHaveLength(2);
  });

  it('a bare number answers the question, where one was asked', async () => {
    await press('consent:yes');
    expect(await say('5')).toBe('There is nothing to rate just now.');
    await redeemed(start);
    shop.setTime(start + hourMs);
    await round()();
    await asked();
    expect(await say('2')).toContain('I am sorry to hear that.');
    // A command is no sentence about the purchase.
    await say('help');
    expect(await ratings()).toHaveLength(1);
  });

  it('nobody rates what another bought', async () => {
    await press('consent:yes');
    await redeemed(start);
    chat = `stranger-${count}`;
    expect(await press(`rate:${reservation}:5`)).toBe('There is nothing to rate just now.');
    expect(await ratings()).toEqual([]);
  });

  describe('"why did I get this"', () => {
    it('is answered from what was frozen, in plain words', async () => {
      await press('consent:yes');
      const found = await shop.deps.customers.chat('web', chat);
      const product = await test.database().write(2, (tx) =>
        tx.models.product.create({
          data: {
            ...{ sku: `W${test.name}${count}`, name: 'Red Lantern', priceMinor: 100n },
            ...{ createdAt: 0n, updatedAt: 0n },
          },
        }),
      );
      const segments = {
        lapsed: {
          kind: 'all' as const,
          rules: [
            { kind: 'figure' as const, figure: 'purchaseCount' as const, range: { atLeast: 2 } },
            { kind: 'not' as const, rule: { kind: 'birthday' as const, when: 'today' as const } },
          ],
        },
      };
      const campaign = {
        ...testCampaign,
        id: `why-${count}`,
        audience: { ...testCampaign.audience, segment: 'lapsed' },
      };
      const run = await saveRun(test.database(), { ...resolved(campaign), segments });
      const picks = [
        {
          ...{ productId: product.id, sku: product.sku, score: 1 },
          reason: { kind: 'bought', productId: 9, productName: 'Blue Lantern' },
        },
      ];
      await test.database().write(2, (tx) =>
        tx.models.delivery.create({
          data: {
            ...{ purpose: 'campaign', runId: run.id, dedupeKey: `run:why:${count}`, locale: 'en' },
            ...{ customerId: found?.customerId ?? 0, identityId: found?.id ?? 0 },
            ...{ channelAccount: 'web', picks: JSON.stringify(picks), state: 'sent' },
            ...{ dueAt: 0n, deadlineAt: 0n, createdAt: 0n, sentAt: BigInt(start - hourMs) },
          },
        }),
      );
      expect(await say('why did I get this?')).toBe(
        [
          'Our last message to you went out on 15 January 2027.',
          'You agreed to messages here on 15 January 2027.',
          'You were chosen by how often you buy from us and your birthday.',
          'What it suggested:\n• Red Lantern: because you bought Blue Lantern',
          'Say LESS for fewer messages, STOP for none.',
        ].join('\n\n'),
      );
    });

    it('says so where nothing was sent', async () => {
      expect(await say('为什么')).toContain('has sent you no offers here');
    });
  });

  it('what platforms told us is deleted after its days, the unhandled is kept', async () => {
    await say('hello');
    await shop.deps.inboxEvents.store(
      'web',
      [event('waiting', { kind: 'message', text: 'x' })],
      start,
    );
    const deps = { ...shop.deps, shop: { forgetInboxAfterDays: 30 } };
    shop.setTime(start + 30 * 24 * hourMs);
    expect(await forgetInbox(deps)).toBe(0);
    shop.setTime(start + 30 * 24 * hourMs + 1);
    expect(await forgetInbox(deps)).toBe(1);
    const [left] = await test
      .database()
      .query<{ n: number }>(sql`SELECT count(*) AS n FROM inbound_event`);
    expect(left?.n).toBe(1);
  });

  it('what a process was handling when it was killed is answered at once by the next on the machine', async () => {
    const [waiting] = await shop.deps.inboxEvents.store(
      'web',
      [event(chat, { kind: 'message', text: 'hello' })],
      start,
    );
    if (waiting === undefined) throw new Error('nothing stored');
    await shop.deps.inboxEvents.claim(waiting, start, 15_000, 'killed:1:z');
    await inbox.drain();
    expect(await repliesIn(test.database(), 'web')).toEqual([]);
    const next = openInbox({ ...shop.deps, isDead: (worker) => worker === 'killed:1:z' });
    await next.drain();
    expect(await repliesIn(test.database(), 'web')).toHaveLength(1);
  });
});
