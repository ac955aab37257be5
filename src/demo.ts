import type { App } from './app.js';
import { chatIdOf } from './domain/message/chat-id.js';
import { type ModelCard, modelTitles } from './domain/recommender/model-card.js';
import type { DemoDeps } from './http/demo/deps.js';
import type { ShelfProduct } from './ports/demo-store.js';
import { couponsOf } from './services/coupons.js';
import { demoOffers, giveGiftCard, shelfPrices } from './services/demo-offers.js';
import { demoChat, demoShelf, demoTill } from './services/demo-shop.js';
import { newestPickModel } from './services/pick-model-version.js';

const demoAttribution = {
  text: 'Online Retail (Chen, 2015), UCI Machine Learning Repository, CC BY 4.0; a part of it, dates moved, names made up',
  href: 'https://doi.org/10.24432/C5BW33',
};

const sampleCount = 36;

/** What the demo's pages need; exists in demo mode only. */
export function demoDeps(app: App, webchat: string): DemoDeps {
  const { shop } = app;
  const shelf = {
    ...app,
    picksOf: async (customerId: number, count: number) => {
      const picks = await app.pickProducts({
        customerIds: [customerId],
        count,
        asOf: app.clock.now(),
      });
      return picks.get(customerId) ?? [];
    },
  };
  return {
    shopName: shop.name,
    currency: shop.currency,
    timezone: shop.timezone,
    publicUrl: app.publicUrl,
    keyring: app.keyring,
    random: app.random,
    log: app.log,
    summary: () => summaryOf(app),
    customers: async () =>
      (await app.demo.customers(sampleCount)).map(({ customerId: _, name, ...customer }) => ({
        ...customer,
        name: name ?? customer.externalId,
      })),
    openChatAs: (externalId) => openChatAs(app, webchat, externalId),
    customerOfChat: (chatId) => customerOfChat(app, webchat, chatId),
    products: (customerId, count) => demoShelf(shelf, customerId, count),
    productsBySku: async (skus) => (await app.demo.productsBySku(skus)).map(plainProduct),
    offers: () => demoOffers(app, app.clock.now()),
    offerProducts: async ({ goods }, count) =>
      (await app.demo.productsAmong(goods, count)).map(plainProduct),
    shelfPrices: (customerId, skus) => shelfPrices(app, customerId, skus),
    giveGiftCard: (customerId) => giveGiftCard(app, customerId),
    couponCodesOf: async (customerId) =>
      (await couponsOf(app, customerId, { at: app.clock.now(), locale: 'en' })).map(
        ({ code }) => code,
      ),
    till: demoTill(shelf),
  };
}

function plainProduct({ id: _, ...product }: ShelfProduct) {
  return { ...product, reason: null };
}

/** Null for nobody we know. */
async function openChatAs(app: App, webchat: string, externalId: string): Promise<string | null> {
  const customer = await app.customers.customerByExternalId(externalId);
  return customer === null ? null : demoChat(chatParts(app), customer.id, webchat);
}

export function chatParts(app: App) {
  return { ...app, newAddress: () => chatIdOf(app.random.bytes(16)) };
}

async function customerOfChat(app: App, webchat: string, chatId: string) {
  const chat = await app.customers.chat(webchat, chatId);
  if (chat === null) return null;
  const customer = await app.customers.customer(chat.customerId);
  if (customer === null || customer.externalId === null) return null;
  const { id, externalId, displayName } = customer;
  return { id, identityId: chat.id, externalId, name: displayName ?? externalId };
}

async function summaryOf(app: App) {
  const counts = await app.demo.counts();
  const [run] = await app.runStatus.runs(1);
  const model = await newestPickModel(app.models);
  const campaigns = await app.campaigns.all();
  const waiting = ['planned', 'claimed', 'sending'] as const;
  const now = app.clock.now();
  return {
    imported: { ...counts, fromAt: counts.fromAt ?? now, untilAt: counts.untilAt ?? now },
    model:
      model === null
        ? null
        : {
            name: modelTitles[(model.metrics as ModelCard).model ?? 'item-knn'],
            products: (model.metrics as ModelCard).data.products,
            trainedAt: model.trainedAt,
          },
    campaigns: campaigns.map(({ campaignId, version }) => ({
      id: campaignId,
      name: version.campaign.name,
    })),
    run:
      run === undefined
        ? null
        : {
            campaignId: run.campaignId,
            occurrenceKey: run.occurrenceKey,
            audience: run.audienceCount,
            sent: run.deliveries.sent ?? 0,
            waiting: waiting.reduce((all, state) => all + (run.deliveries[state] ?? 0), 0),
            holdout: run.leftOut.find(({ reason }) => reason === 'holdout')?.people ?? 0,
            coupons: (await app.reports.coupons(run.campaignId)).issued,
          },
    attribution: demoAttribution,
  };
}
