import { beforeAll, expect, it } from 'vitest';
import type { LinkDraft } from '../../src/ports/link-maker.js';
import type { ClaimedDelivery } from '../../src/ports/outbox.js';
import { liquidEngine } from '../../src/runtime/liquid.js';
import { renderDeliveries } from '../../src/services/render-deliveries.js';
import { campaignStore } from '../../src/store/campaign-store.js';
import { pickStore } from '../../src/store/pick-store.js';
import { renderStore } from '../../src/store/render-store.js';
import { shelfStore } from '../../src/store/shelf-store.js';
import { giftDefinition, resolved, saveRun, testCampaign } from '../support/campaigns.js';
import { onEachDatabase } from '../support/databases.js';

const campaign = {
  ...testCampaign,
  picks: { count: 2 },
  coupon: { promotion: 'gift', validForMs: 86_400_000 },
  message: {
    en: [
      { kind: 'text' as const, text: 'Hello {{ customer.first_name }}!' },
      {
        kind: 'text' as const,
        text: '{% for pick in picks %}{{ pick.name }} {{ pick.price }}, {{ pick.reason }}\n{% endfor %}',
      },
      { kind: 'image' as const, url: '{{ picks[0].image }}', alt: '{{ picks[0].name }}' },
      {
        kind: 'text' as const,
        text: '{{ coupon.worth }} off with {{ coupon.code }} until {{ coupon.until }}, see {{ shop.link }}',
      },
      {
        kind: 'buttons' as const,
        rows: [
          [{ kind: 'products' as const, label: 'See {{ pick.name }}' }],
          [{ kind: 'action' as const, label: 'Use it', action: 'use-coupon' }],
          [{ kind: 'link' as const, label: 'Terms', url: 'https://shop.example/terms' }],
        ],
      },
    ],
    'zh-CN': [{ kind: 'text' as const, text: '{{ picks[0].price }} {{ coupon.until }}' }],
  },
};

const popular = { kind: 'popular' as const };

onEachDatabase('rendering', (test) => {
  let base: ClaimedDelivery;
  const drafts: LinkDraft[] = [];

  beforeAll(async () => {
    const database = test.database();
    const product = { priceMinor: 1_250n, createdAt: 0n, updatedAt: 0n };
    await database.write(2, async ({ models }) => {
      await models.customer.createMany({
        data: [
          { id: 1, displayName: 'secret:Ann Lee', createdAt: 1n },
          { id: 2, timezone: 'Asia/Shanghai', createdAt: 1n },
        ],
      });
      await models.product.createMany({
        data: [
          {
            id: 1,
            sku: 'A',
            name: 'Mug',
            url: 'https://shop.example/a',
            imageUrl: 'https://i.example/a.png',
            ...product,
          },
          { id: 2, sku: 'B', name: 'Bag', ...product },
          { id: 3, sku: 'C', name: 'Gone', stock: 0, ...product },
          { id: 4, sku: 'D', name: 'Hidden', active: false, ...product },
        ],
      });
      await models.promotionVersion.create({
        data: {
          id: 7,
          promotionId: 1,
          hash: 'x',
          definition: JSON.stringify(giftDefinition(null)),
          createdAt: 1n,
        },
      });
      await models.coupon.create({
        data: {
          id: 9,
          code: 'SAVE0123456789ABCDEFG',
          promotionId: 1,
          promotionVersionId: 7,
          validFrom: 1n,
          validUntil: BigInt(Date.parse('2026-12-01T00:00:00Z')),
          createdAt: 1n,
        },
      });
    });
    const run = await saveRun(database, resolved(campaign));
    base = {
      id: 100,
      purpose: 'campaign',
      runId: run.id,
      customerId: 1,
      identityId: 10,
      channelAccount: 'webchat',
      address: 'a',
      variant: null,
      locale: 'en',
      picks: [
        {
          productId: 1,
          sku: 'A',
          score: 1,
          reason: { kind: 'bought', productId: 5, productName: 'Cup' },
        },
        { productId: 3, sku: 'C', score: 1, reason: popular },
        { productId: 2, sku: 'B', score: 1, reason: popular },
      ],
      couponId: 9,
      content: null,
      dueAt: 0,
      deadlineAt: 1,
    };
  });

  function render(deliveries: readonly ClaimedDelivery[]) {
    const database = test.database();
    drafts.length = 0;
    return renderDeliveries({
      rendering: renderStore(database, { decrypt: (text) => text.replace('secret:', '') }),
      campaigns: campaignStore(database),
      templates: liquidEngine(),
      pickFacts: pickStore(database),
      shelves: shelfStore(database),
      links: {
        linksFor: async (wanted) => {
          drafts.push(...wanted);
          return wanted.map((draft) => `https://s.example/l/${draft.deliveryId}-${draft.label}`);
        },
      },
      pages: {
        shopUrl: 'https://shop.example/',
        productUrl: (sku) => `https://shop.example/p/${sku}`,
      },
    })(deliveries);
  }

  it('says what is true today: prices, no product that is sold out, a link and a reason for each', async () => {
    const found = (await render([base])).get(100);
    expect(found).toEqual({
      ok: true,
      message: {
        locale: 'en',
        blocks: [
          { kind: 'text', text: 'Hello Ann!' },
          {
            kind: 'text',
            text: 'Mug £12.50, because you bought Cup\nBag £12.50, popular right now',
          },
          { kind: 'image', url: 'https://i.example/a.png', alt: 'Mug' },
          {
            kind: 'text',
            text: '15% off with SAVE-0123-4567-89AB-CDEFG until 30 November 2026, see https://s.example/l/100-shop',
          },
          {
            kind: 'buttons',
            rows: [
              [{ kind: 'link', label: 'See Mug', url: 'https://s.example/l/100-pick:1' }],
              [{ kind: 'link', label: 'See Bag', url: 'https://s.example/l/100-pick:2' }],
              [{ kind: 'action', label: 'Use it', action: 'coupon:use:SAVE0123456789ABCDEFG' }],
              [{ kind: 'link', label: 'Terms', url: 'https://s.example/l/100-button:5.3.1' }],
            ],
          },
        ],
      },
    });
    expect(drafts.map(({ label, target, productId }) => [label, target, productId])).toEqual([
      ['shop', 'https://shop.example/', undefined],
      ['pick:1', 'https://shop.example/a', 1],
      ['pick:2', 'https://shop.example/p/B', 2],
      ['button:5.3.1', 'https://shop.example/terms', undefined],
    ]);
  });

  it('leaves out the greeting of whom no name is known, and the picture that is not there', async () => {
    const picks = base.picks.slice(2);
    const found = (await render([{ ...base, customerId: 2, picks }])).get(100);
    const kinds = found?.ok ? found.message.blocks.map((block) => block.kind) : [];
    expect(kinds).toEqual(['text', 'text', 'buttons']);
  });

  it('makes only the links a message uses, and writes dates by the customer’s own clock', async () => {
    const found = (await render([{ ...base, customerId: 2, locale: 'zh-CN' }])).get(100);
    expect(found).toMatchObject({
      // 1 December 00:00 in London is 08:00 in Shanghai: the last whole instant is on that day.
      message: { blocks: [{ kind: 'text', text: '£12.50 2026年12月1日' }] },
    });
    expect(drafts).toEqual([]);
  });

  it('refuses a message whose picks are all sold out or hidden, and does not disturb the others', async () => {
    const [, soldOut] = base.picks;
    const hidden = { productId: 4, sku: 'D', score: 1, reason: popular };
    const picks = soldOut === undefined ? [] : [soldOut, hidden];
    const found = await render([
      { ...base, picks },
      { ...base, id: 101 },
    ]);
    expect(found.get(100)).toEqual({ ok: false, why: 'none of its picks can be bought today' });
    expect(found.get(101)?.ok).toBe(true);
    expect(drafts.every((draft) => draft.deliveryId === 101)).toBe(true);
  });

  it('gives every delivery its own links', async () => {
    const found = await render([base, { ...base, id: 102, customerId: 2 }]);
    for (const id of [100, 102]) {
      const text = JSON.stringify(found.get(id));
      expect(text).toContain(`/l/${id}-pick:1`);
      expect(text).not.toContain(`/l/${id === 100 ? 102 : 100}-`);
    }
    expect(JSON.stringify([...found])).not.toMatch(/[\ue000-\uf8ff]/);
  });
});
