import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { decisionText } from '../../src/domain/campaign/decision-reason.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import { liquidEngine } from '../../src/runtime/liquid.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { chatCards } from '../../src/services/chat-cards.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { type PickInput, pickProducts } from '../../src/services/pick-products.js';
import { planRun } from '../../src/services/plan-run.js';
import { prepareDeliveries } from '../../src/services/prepare-deliveries.js';
import { recheckDeliveries } from '../../src/services/recheck-deliveries.js';
import { renderDeliveries } from '../../src/services/render-deliveries.js';
import { behaviourStore } from '../../src/store/behaviour-store.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { checkoutStore } from '../../src/store/checkout-store.js';
import { codeGuessStore } from '../../src/store/code-guess-store.js';
import { deliveryStore } from '../../src/store/delivery-store.js';
import { eligibilityStore } from '../../src/store/eligibility-store.js';
import { groupBuyStore } from '../../src/store/group-buy-store.js';
import { membershipStore } from '../../src/store/membership-store.js';
import { modelStore } from '../../src/store/model-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { pointsStore } from '../../src/store/points-store.js';
import { promotionStore } from '../../src/store/promotion-store.js';
import { renderStore } from '../../src/store/render-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import {
  planDeps,
  resolved,
  saturdayTen,
  saveRun,
  testCampaign,
  testShop,
} from '../support/campaigns.js';
import {
  type ChatShop,
  chatShop,
  event,
  keyring,
  repliesIn,
  silentAccount,
} from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

// Sold from most to least in this order.
const catalogue = [
  { sku: 'HAT', name: 'Straw Hat', category: 'Hats', brand: 'Acme', tags: '[]' },
  { sku: 'BOOT', name: 'Rain Boots', category: "Women's Shoes", brand: 'Acme', tags: '["rain"]' },
  { sku: 'SANDAL', name: 'Beach Sandals', category: 'Shoes', brand: 'Sunny', tags: '[]' },
  { sku: 'LAMP', name: '红色灯笼', category: '灯具', brand: null, tags: '[]' },
  { sku: 'CAP', name: 'Wool Cap', category: 'Hats', brand: 'Sunny', tags: '[]' },
];

onEachDatabase('a wish said in a chat', (test) => {
  let shop: ChatShop;
  let inbox: Inbox;
  let pick: (input: PickInput) => ReturnType<typeof pickProducts>;
  let chats = 0;
  let chat = '';

  beforeEach(async () => {
    const database = test.database();
    chats += 1;
    chat = `chat-${chats}`;
    if (chats === 1 || (await database.models.product.count()) === 0) await fillShop();
    shop = chatShop(database);
    shop.setTime(saturdayTen);
    const pickDeps = {
      models: modelStore(database),
      pickFacts: pickStore(database),
      shelves: shelfStore(database),
      log,
    };
    pick = (input) => pickProducts(pickDeps, input);
    const cards = chatCards({
      ...pickDeps,
      promotions: promotionStore(database),
      checkout: checkoutStore(database),
      guesses: codeGuessStore(database),
      keyring,
      groupBuys: groupBuyStore(database),
      random: systemRandom,
      rendering: renderStore(database, keyring),
      clock: shop.deps.clock,
      shop: { currency: 'GBP', timezone: 'Europe/London', locales: ['en'] },
      points: pointsStore(database),
      members: membershipStore(database),
      pages: {
        shopUrl: null,
        productUrl: () => null,
        checkoutUrl: () => null,
        groupUrl: () => null,
      },
    });
    shop = { ...shop, deps: { ...shop.deps, ...cards } };
    inbox = openInbox(shop.deps);
  });

  async function fillShop(): Promise<void> {
    const database = test.database();
    await database.write(2, async (tx) => {
      await tx.models.product.createMany({
        data: catalogue.map((row) => ({ ...row, priceMinor: 500n, createdAt: 0n, updatedAt: 0n })),
      });
    });
    const ids = await database.models.product.findMany({ select: { id: true, sku: true } });
    const idOf = new Map(ids.map(({ id, sku }) => [sku, id]));
    await behaviourStore(database, { now: () => saturdayTen }).recordOrders(
      catalogue.flatMap(({ sku }, place) =>
        Array.from({ length: catalogue.length - place }, (_, n) => ({
          source: 'shop',
          externalId: `${sku}-${n}`,
          customerId: null,
          kind: 'sale' as const,
          discountMinor: 0,
          occurredAt: saturdayTen - 86_400_000,
          lines: [
            {
              ...{ kind: 'product' as const, productId: idOf.get(sku) ?? 0, sku, key: sku },
              ...{ quantity: 1, unitPriceMinor: 500, amountMinor: 500 },
            },
          ],
        })),
      ),
    );
  }

  const say = async (text: string) => {
    await inbox.receive('web', [event(chat, { kind: 'message', text }, saturdayTen)]);
    await inbox.idle();
    return (await repliesIn(test.database(), 'web')).at(-1)?.text ?? '';
  };
  const press = async (action: string) => {
    await inbox.receive('web', [event(chat, { kind: 'action', action }, saturdayTen)]);
    await inbox.idle();
    return (await repliesIn(test.database(), 'web')).at(-1)?.text ?? '';
  };
  async function customerId(): Promise<number> {
    return (await shop.deps.customers.chat('web', chat))?.customerId ?? 0;
  }
  async function picked(): Promise<string[]> {
    const id = await customerId();
    const lists = await pick({ customerIds: [id], count: 5, asOf: saturdayTen });
    return (lists.get(id) ?? []).map(({ sku }) => sku);
  }

  describe('about what is picked', () => {
    it.each([
      ['only shoes', ['BOOT', 'SANDAL'], "I pick only Women's Shoes and Shoes for you"],
      ['ONLY SHOE.', ['BOOT', 'SANDAL'], "only Women's Shoes and Shoes"],
      ['no hats', ['BOOT', 'SANDAL', 'LAMP'], 'I will not pick Hats for you any more'],
      ['only acme', ['HAT', 'BOOT'], 'only Acme'],
      ['only hats and rain', ['HAT', 'BOOT', 'CAP'], 'only Hats and rain'],
      ['only boots', ['BOOT'], 'only boot'],
      ['只要灯具', ['LAMP'], '只要'],
      ['只要灯笼', ['LAMP'], '灯笼'],
    ])('%s leaves %j, and is repeated in words', async (said, skus, words) => {
      await say('hello');
      expect(await picked()).toEqual(['HAT', 'BOOT', 'SANDAL', 'LAMP', 'CAP']);
      const answer = await say(said);
      expect(await picked()).toEqual(skus);
      if (!words.startsWith('只')) expect(answer).toContain(words);
    });

    it('is taken back by the button, and by "everything"', async () => {
      await say('no hats');
      await say('only shoes');
      expect(await picked()).toEqual(['BOOT', 'SANDAL']);
      await press('preferences:undo');
      expect(await picked()).toEqual(['BOOT', 'SANDAL', 'LAMP']);
      await say('everything');
      expect(await picked()).toHaveLength(5);
    });

    it('is not read into what the shop does not have; what there is, is said', async () => {
      const answer = await say('only submarines');
      expect(answer).toContain('nothing here that is called “submarine”');
      expect(answer).toContain('There is: Hats');
      expect(await picked()).toHaveLength(5);
    });

    it('is shown by /preferences', async () => {
      await say('only shoes');
      await say('no sunny');
      await say('not after 20');
      await say('less');
      const answer = await say('/preferences');
      expect(answer).toContain("Picks: only Women's Shoes and Shoes, but not Sunny");
      expect(answer).toContain('between 08:00 and 20:00');
      expect(answer).toContain('at most 2 times a week');
      expect(await picked()).toEqual(['BOOT']);
    });

    it('reaches what a campaign picks', async () => {
      await press('consent:yes');
      await say('only shoes');
      const database = test.database();
      const campaign = {
        ...testCampaign,
        id: `picky-${chats}`,
        channels: ['web'],
        picks: { count: 3 },
      };
      const run = await saveRun(database, resolved(campaign));
      const id = await customerId();
      const deps = { ...planDeps(database, { members: { all: [id] } }), pickProducts: pick };
      await planRun(deps, run);
      const row = await database.models.delivery.findFirst({ where: { runId: run.id } });
      const skus = (JSON.parse(row?.picks ?? '[]') as { sku: string }[]).map(({ sku }) => sku);
      expect(skus).toEqual(['BOOT', 'SANDAL']);
    });

    describe('after the planning', () => {
      // Frozen: the hat, the boots, the sandals.
      const renderedAfter = async (...wishes: readonly string[]) => {
        const database = test.database();
        await press('consent:yes');
        await say('picks');
        const text = '{% for pick in picks %}{{ pick.name }};{% endfor %}';
        const campaign = {
          ...testCampaign,
          ...{ id: `froze-${chats}`, channels: ['web'], picks: { count: 3 } },
          message: { en: [{ kind: 'text' as const, text }] },
        };
        const run = await saveRun(database, resolved(campaign));
        const id = await customerId();
        await planRun(
          { ...planDeps(database, { members: { all: [id] } }), pickProducts: pick },
          run,
        );
        for (const wish of wishes) await say(wish);
        await database.write(2, (tx) =>
          tx.execute(sql`DELETE FROM delivery WHERE purpose = 'reply'`),
        );
        const now = saturdayTen;
        const claim = { channelAccount: 'web', worker: 'w:1:a', limit: 10, now, leaseMs: 30_000 };
        const held = await deliveryStore(database, keyring, { now: () => now }).claim(claim);
        const own = held.filter(({ runId }) => runId === run.id);
        const { ready, ended } = await prepareDeliveries(
          {
            recheck: async () => new Map(own.map((each) => [each.id, { kind: 'send' }])),
            render: renderDeliveries({
              rendering: renderStore(database, keyring),
              campaigns: campaignStore(database),
              templates: liquidEngine(),
              links: { linksFor: async () => [] },
              pages: { shopUrl: null, productUrl: () => null },
              pickFacts: pickStore(database),
              shelves: shelfStore(database),
            }),
            deliveries: deliveryStore(database, keyring, { now: () => now }),
            digest: nodeDigest,
            clock: { now: () => now },
            log,
          },
          echoing,
          own,
        );
        return { said: ready.map(({ parts }) => parts[0]?.payload), ended };
      };
      const echoing: ChannelAccount = {
        ...silentAccount('web', []),
        render: ({ blocks }) => ({
          ok: true,
          parts: blocks.map((payload) => ({ method: 'send', payload })),
        }),
      };

      it('says all that was frozen to who has wished for nothing', async () => {
        const { said, ended } = await renderedAfter();
        expect(said).toEqual([{ kind: 'text', text: 'Straw Hat;Rain Boots;Beach Sandals;' }]);
        expect(ended).toEqual([]);
      });

      it.each([
        { wishes: ['only shoes'], left: 'Rain Boots;Beach Sandals;' },
        { wishes: ['not 1'], left: 'Rain Boots;Beach Sandals;' },
        { wishes: ['no acme'], left: 'Beach Sandals;' },
        { wishes: ['no hats', 'everything'], left: 'Straw Hat;Rain Boots;Beach Sandals;' },
      ])('drops what is not wanted any more: $wishes', async ({ wishes, left }) => {
        const { said, ended } = await renderedAfter(...wishes);
        expect(said).toEqual([{ kind: 'text', text: left }]);
        expect(ended).toEqual([]);
      });

      it('skips the message if nothing is left of it, and says why', async () => {
        const { said, ended } = await renderedAfter('只要灯笼');
        expect(said).toEqual([]);
        expect(ended.map(({ ending }) => ending)).toEqual([
          { kind: 'skipped', reason: 'unwanted' },
        ]);
        expect(decisionText('unwanted')).toContain('do not want what was picked');
      });
    });

    it('"not this" is not picked again, and the next one is shown', async () => {
      expect(await say('picks')).toContain('1. Straw Hat');
      const answer = await say('not 1');
      expect(answer).toContain('I will not suggest it again');
      expect(answer).toContain('红色灯笼');
      expect(await picked()).toEqual(['BOOT', 'SANDAL', 'LAMP', 'CAP']);
    });

    it('"more like this" shows what is of the same kind, but not what was just shown', async () => {
      await say('picks');
      const answer = await say('more like 1');
      expect(answer).toBe('More like Straw Hat:\n1. Wool Cap, £5.00');
    });

    it.each([
      ['do you have boots?', 'Rain Boots'],
      ['SANDAL', 'Beach Sandals'],
      ['有没有红灯笼', '红色灯笼'],
      ['beach sandal', 'Beach Sandals'],
    ])('free text "%s" finds %s', async (said, name) => {
      expect(await say(said)).toContain(`1. ${name}`);
    });

    it('what has no such word in it is not found by parts of words', async () => {
      expect(await say('oots')).toContain('I found nothing for that');
    });
  });

  describe('about when we write', () => {
    it('"not before 9" puts a delivery off that was planned for 8', async () => {
      const database = test.database();
      const eight = saturdayTen + 22 * 3_600_000; // Sunday, 8 in London
      await press('consent:yes');
      await say('not before 9');
      const id = await customerId();
      const campaign = { ...testCampaign, id: `early-${chats}`, channels: ['web'] };
      const run = await saveRun(database, resolved(campaign));
      await planRun(planDeps(database, { members: { all: [id] }, now: () => eight }), run);
      const row = await database.models.delivery.findFirstOrThrow({ where: { runId: run.id } });
      expect(Number(row.dueAt)).toBe(eight + 3_600_000);
    });

    it('holds at dispatch too, for what was planned before it was said', async () => {
      const database = test.database();
      const eight = saturdayTen + 22 * 3_600_000;
      await press('consent:yes');
      const id = await customerId();
      const campaign = { ...testCampaign, id: `said-late-${chats}`, channels: ['web'] };
      const run = await saveRun(database, resolved(campaign));
      await planRun(planDeps(database, { members: { all: [id] }, now: () => eight }), run);
      await say('not before 9');
      await database.write(2, (tx) =>
        tx.execute(sql`DELETE FROM delivery WHERE purpose = 'reply'`),
      );
      const deliveries = deliveryStore(database, keyring, { now: () => eight });
      const claim = { worker: 'w:1:a', limit: 10, now: eight, leaseMs: 30_000 };
      const held = (await deliveries.claim({ channelAccount: 'web', ...claim })).filter(
        ({ runId }) => runId === run.id,
      );
      const recheck = recheckDeliveries({
        eligibility: eligibilityStore(database),
        shop: testShop,
      });
      expect([...(await recheck(held, eight)).values()]).toEqual([
        { kind: 'defer', untilMs: eight + 3_600_000, reason: 'quiet-hours' },
      ]);
    });
  });
});
