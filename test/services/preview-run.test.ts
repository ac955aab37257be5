import { beforeAll, expect, it } from 'vitest';
import { type PlanView, planText } from '../../src/cli/plan-text.js';
import type { DeliveryDraft } from '../../src/ports/outbox.js';
import { liquidEngine } from '../../src/runtime/liquid.js';
import { type PreviewDeps, previewRun } from '../../src/services/preview-run.js';
import { sendTest } from '../../src/services/send-test.js';
import { renderStore } from '../../src/store/render-store.js';
import {
  countingRandom,
  giftDefinition,
  planDeps,
  saturdayTen,
  savePeople,
  testCampaign,
  testShop,
} from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';

const campaign = {
  ...testCampaign,
  audience: { segment: 'all', exclude: ['vip'], holdoutShare: 0 },
  coupon: { promotion: 'gift', validForMs: 7 * 86_400_000 },
  picks: { count: 1 },
  message: {
    en: [
      {
        kind: 'text' as const,
        text: 'Your {{ picks[0].name }}: {{ coupon.code }} {{ picks[0].link }}',
      },
    ],
    'zh-CN': [{ kind: 'text' as const, text: '{{ picks[0].name }} {{ coupon.until }}' }],
  },
};

const segments = new Map([
  ['all', { kind: 'everyone' as const }],
  ['vip', { kind: 'everyone' as const }],
]);

const rate = { perSecond: 2, perChatMs: 0, concurrency: 1, timeoutMs: 1_000 };

onEachDatabase('previewing a run', (test) => {
  beforeAll(async () => {
    const database = test.database();
    await savePeople(database, [
      { id: 1, channels: ['telegram'] },
      { id: 2, locale: 'zh-CN' },
      { id: 3, consent: false },
      { id: 4, channels: [] },
      { id: 5, timezone: 'Pacific/Auckland' },
      { id: 6 },
      { id: 7, state: 'blocked' },
    ]);
    await database.write(2, async ({ models }) => {
      await models.product.create({
        data: {
          id: 1,
          sku: 'M',
          name: 'Mug',
          priceMinor: 100n,
          url: 'https://s.example/m',
          createdAt: 0n,
          updatedAt: 0n,
        },
      });
      const order = { source: 's', kind: 'sale', recordedAt: 0n };
      const year = 365 * 86_400_000;
      await models.shopOrder.createMany({
        data: [
          { ...order, externalId: 'a', totalMinor: 2_000n, occurredAt: BigInt(year * 3) },
          { ...order, externalId: 'b', totalMinor: 6_000n, occurredAt: BigInt(year * 3 - 5) },
          { ...order, externalId: 'old', totalMinor: 900_000n, occurredAt: BigInt(year * 2 - 1) },
          {
            ...order,
            kind: 'refund',
            externalId: 'r',
            totalMinor: -2_000n,
            occurredAt: BigInt(year * 3),
          },
        ],
      });
    });
  });

  function deps(): PreviewDeps {
    const database = test.database();
    const popular = { productId: 1, sku: 'M', score: 1, reason: { kind: 'popular' as const } };
    return {
      ...planDeps(database, {
        members: { all: [1, 2, 3, 4, 5, 6, 7], vip: [6] },
        picks: () => [popular],
      }),
      rendering: renderStore(database, { decrypt: (text) => text }),
      templates: liquidEngine(),
      pages: { shopUrl: null, productUrl: () => null },
      accounts: [
        { name: 'webchat', rate },
        { name: 'telegram', rate },
      ],
    };
  }

  function preview() {
    const definition = giftDefinition(null);
    const input = { campaign, shop: testShop, segments, definition, promotionId: null };
    return previewRun(deps(), input);
  }

  it('counts everybody once: reachable, left out by reason, by channel and by when', async () => {
    const plan = await preview();
    expect(plan).toMatchObject({
      audience: 7,
      notExcluded: 6,
      reachable: 3,
      messages: 3,
      holdout: 0,
      leftOut: [
        { reason: 'blocked', people: 1 },
        { reason: 'excluded:vip', people: 1 },
        { reason: 'no-channel', people: 1 },
        { reason: 'no-consent', people: 1 },
      ],
    });
    const byChannel = new Map(plan.channels.map((share) => [share.channel, share]));
    expect(byChannel.get('telegram')).toMatchObject({ messages: 1, dueNow: 1, sendingMs: 500 });
    // 10:00 in London is 23:00 in Auckland: one of the two waits until 08:00 there.
    expect(byChannel.get('webchat')).toMatchObject({
      messages: 2,
      dueNow: 1,
      sendingMs: 1_000,
      lastDueAt: Date.parse('2026-11-21T19:00:00Z'),
    });
  });

  it('reckons coupons on the baskets of the last year of sales, refunds and older ones apart', async () => {
    const { coupons } = await preview();
    expect(coupons).toEqual({
      coupons: 3,
      baskets: { orders: 2, averageMinor: 4_000, largestMinor: 6_000 },
      expectedEachMinor: 600,
      expectedMinor: 1_800,
      worstEachMinor: 900,
      worstMinor: 2_700,
    });
  });

  it('shows samples of every channel and language with a specimen of a code', async () => {
    const { samples } = await preview();
    expect(samples.map(({ customer, channel, locale }) => [customer, channel, locale])).toEqual([
      ['c1', 'telegram', 'en'],
      ['c2', 'webchat', 'zh-CN'],
      ['c5', 'webchat', 'en'],
    ]);
    expect(samples[0]?.message?.blocks).toEqual([
      { kind: 'text', text: 'Your Mug: SAVE-SPEC-1MEN-0000-00000 https://s.example/m' },
    ]);
  });

  it('changes nothing', async () => {
    await preview();
    const { models } = test.database();
    const counts = await Promise.all([
      models.run.count(),
      models.delivery.count(),
      models.decision.count(),
      models.coupon.count(),
      models.exposure.count(),
      models.auditEvent.count(),
    ]);
    expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('says in words what to do when nobody can be reached', async () => {
    const plan = await previewRun(
      {
        ...deps(),
        segments: {
          members: async (rule) =>
            Int32Array.from(rule.kind === 'segment' && rule.name === 'all' ? [4] : []),
        },
      },
      { campaign, shop: testShop, segments, definition: giftDefinition(null), promotionId: null },
    );
    const view: PlanView = {
      name: 'Welcome',
      id: 'welcome',
      segment: 'all',
      holdoutShare: 0,
      currency: 'GBP',
      timezone: 'Europe/London',
      schedule: 'by hand',
      publicUrl: 'http://127.0.0.1:8420',
      publicUrlState: 'local',
      warnings: [],
    };
    const text = planText(plan, view);
    expect(text).toContain('reachable: 0 of 1 – nobody has a chat with the shop yet');
    expect(text).toContain('→ hawker links export');
    expect(text).toContain('PUBLIC_URL is http://127.0.0.1:8420: links in messages will only open');
  });

  it('sends a test to one chat: no coupon, no run, in quiet hours too', async () => {
    const sent: DeliveryDraft[] = [];
    const { pickProducts, eligibility, rendering, templates, pages } = deps();
    const parts = {
      pickProducts,
      eligibility: { facts: eligibility.facts },
      rendering,
      templates,
      pages,
      customers: {
        customerByExternalId: async (id: string) =>
          id === 'c2'
            ? {
                id: 2,
                externalId: 'c2',
                displayName: null,
                locale: null,
                timezone: null,
                memberTier: null,
              }
            : null,
        chat: async () => null,
      },
      outbox: {
        enqueue: async (drafts: readonly DeliveryDraft[]) => sent.push(...drafts),
      },
      random: countingRandom(),
      clock: { now: () => saturdayTen + 13 * 3_600_000 },
    };
    const input = { campaign, shop: testShop, definition: giftDefinition(null) };
    await sendTest(parts, { ...input, to: 'c2' });
    expect(sent).toMatchObject([
      {
        purpose: 'test',
        customerId: 2,
        identityId: 20,
        channelAccount: 'webchat',
        content: { locale: 'zh-CN', blocks: [{ kind: 'text', text: 'Mug 2026年11月28日' }] },
      },
    ]);
    await expect(sendTest(parts, { ...input, to: 'nobody' })).rejects.toThrow(
      'there is no customer or chat "nobody"',
    );
    expect(await test.database().models.coupon.count()).toBe(0);
    expect(sent).toHaveLength(1);
  });
});
