import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { parsePromotions } from '../../src/config/promotions-file.js';
import { groupPayload } from '../../src/domain/promotion/group-link.js';
import { groupBuyRoutes } from '../../src/http/group-buy-routes.js';
import { promotionRoutes } from '../../src/http/promotion-routes.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { createApiKey } from '../../src/services/api-keys.js';
import { endGroups } from '../../src/services/group-round.js';
import { applyPromotions } from '../../src/services/promotions.js';
import { apiKeyStore } from '../../src/store/api-key-store.js';
import { groupBuyStore } from '../../src/store/group-buy-store.js';
import { onEachDatabase } from '../support/databases.js';
import { ledgerFaults } from '../support/group-shop.js';
import { addCustomer, startAt, tillOn } from '../support/promotions.js';

const hourMs = 3_600_000;
const nowhere = '0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e';
let shops = 0;

onEachDatabase('groups over HTTP', (test) => {
  /** A shop that sells a teapot of 45.00 for 32.00 to two who buy together, and one of 40.00 to nobody in particular. */
  const open = async () => {
    shops += 1;
    const key = `pot-${test.name}-${shops}`;
    const database = test.database();
    const time = { at: startAt };
    const till: ReturnType<typeof tillOn> = tillOn(database, time);
    const groupBuys = groupBuyStore(database);
    const deps = {
      ...till,
      groupBuys,
      accounts: [
        { name: 'webchat' },
        { name: 'telegram', deepLink: (payload: string) => `https://t.me/shop?start=${payload}` },
      ],
      apiKeys: apiKeyStore(database),
      digest: nodeDigest,
      registry: {
        customerIds: async (externalIds: readonly string[]) => {
          const rows = await database.models.customer.findMany({
            where: { externalId: { in: [...externalIds] } },
          });
          return new Map(rows.map(({ id, externalId }) => [externalId ?? '', id]));
        },
      },
    };
    await applyPromotions(deps, promotions(key));
    const { key: secret } = await createApiKey(deps, 'shop', ['quotes:write']);
    const app = new Hono().route('/', groupBuyRoutes(deps)).route('/', promotionRoutes(deps));
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await app.request(path, {
        method,
        headers: { authorization: `Bearer ${secret}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    };
    const people = [`ann-${key}`, `bob-${key}`, `eve-${key}`] as const;
    for (const each of people) await addCustomer(database, each);
    const start = (customer: string, promotion = key) =>
      call('POST', '/v1/groups', { promotion, customer });
    const quote = (group: string, customer: string | null) =>
      call('POST', '/v1/quotes', { cart, group, customer });
    const reserve = async (group: string, customer: string) => {
      const { json } = await quote(group, customer);
      const order = `${group}-${customer}`;
      const held = await call('POST', '/v1/reservations', { quote: json['id'], order });
      return `/v1/reservations/${held.json['id']}`;
    };
    return { key, app, time, deps, call, people, start, quote, reserve };
  };
  const cart = { lines: [{ sku: 'TEAPOT', unit_price: 4500, qty: 1 }], shipping: 395 };
  const promotions = (key: string) => {
    const text = `promotions:
  ${key}:
    name: { en: Teapot for two }
    price: 32.00
    only: { sku: TEAPOT }
    group: { size: 2, within: 24h }
  ${key}-plain:
    name: { en: Teapot }
    price: 40.00
    only: { sku: TEAPOT }
    code: ${key}-PLAIN
`;
    const context = { currency: 'GBP', timezone: 'Europe/London', locales: ['en'] };
    const parsed = parsePromotions('promotions.yaml', text, context);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.value;
  };

  it('opens a group once for one person, shows it and lists it with its links', async () => {
    const { key, call, people, start } = await open();
    const [ann, bob] = people;
    const opened = await start(ann);
    const id = String(opened.json['id']);
    expect(opened).toEqual({
      status: 201,
      json: {
        id,
        promotion: key,
        state: 'open',
        seats: 2,
        paid: 0,
        seats_left: 2,
        deadline: new Date(startAt + 24 * hourMs).toISOString(),
        share_links: { telegram: `https://t.me/shop?start=${groupPayload(id)}` },
      },
    });
    expect(await start(ann)).toEqual({ status: 200, json: opened.json });
    const other = await start(bob);
    expect([other.status, other.json['id'] === id]).toEqual([201, false]);
    expect(await call('GET', `/v1/groups/${id}`)).toEqual({ status: 200, json: opened.json });
    const listed = await call('GET', `/v1/groups?promotion=${key}`);
    const groups = listed.json['groups'] as readonly { readonly id: string }[];
    expect(groups.map((each) => each.id).sort()).toEqual([id, other.json['id']].sort());
  });

  it('says why no group can be opened or shown', async () => {
    const { app, key, call, people, start } = await open();
    const [ann] = people;
    expect(await start('nobody')).toMatchObject({
      status: 400,
      json: { error: { problems: [{ place: 'customer' }] } },
    });
    expect(await start(ann, 'nothing')).toMatchObject({
      status: 404,
      json: { error: { reason: 'PROMOTION_UNKNOWN' } },
    });
    expect(await start(ann, `${key}-plain`)).toMatchObject({
      status: 409,
      json: { error: { reason: 'NO_GROUP_PRICE' } },
    });
    expect(await call('POST', '/v1/groups', { promotion: key, costumer: ann })).toMatchObject({
      status: 400,
    });
    expect((await call('GET', `/v1/groups/${nowhere}`)).status).toBe(404);
    expect((await call('GET', '/v1/groups?promotion=nothing')).status).toBe(404);
    for (const [method, path] of [
      ['POST', '/v1/groups'],
      ['GET', '/v1/groups'],
      ['GET', `/v1/groups/${nowhere}`],
    ] as const)
      expect((await app.request(path, { method })).status).toBe(401);
  });

  it('prices a cart at once as the full group will pay, and at the usual price outside', async () => {
    const { key, call, people, start, quote } = await open();
    const [ann, bob] = people;
    const id = String((await start(ann)).json['id']);
    expect(await quote(id, bob)).toMatchObject({
      status: 201,
      json: { applied: [key], discount_total: 4500 - 3200, payable: 3200 + 395 },
    });
    const alone = await call('POST', '/v1/quotes', { cart, customer: bob });
    expect(alone).toMatchObject({
      status: 201,
      json: {
        applied: [],
        payable: 4500 + 395,
        rejected: [{ id: key, reason: 'GROUP_TOO_SMALL', missing: 2 }],
      },
    });
  });

  it('gives a seat to one person, closes with the last, and tells everybody else why not', async () => {
    const { key, call, people, start, quote, reserve } = await open();
    const [ann, bob, eve] = people;
    const id = String((await start(ann)).json['id']);
    const refusal = async (group: string, customer: string | null) => {
      const { status, json } = await quote(group, customer);
      return `${status} ${(json['error'] as { reason: string }).reason}`;
    };
    expect(await refusal(id, null)).toBe('409 IDENTITY_REQUIRED');
    expect(await refusal(nowhere, ann)).toBe('404 GROUP_UNKNOWN');
    await call('POST', `${await reserve(id, ann)}/commit`);
    expect(await refusal(id, ann)).toBe('409 ALREADY_MEMBER');
    const held = await reserve(id, bob);
    expect((await call('GET', `/v1/groups/${id}`)).json).toMatchObject({ paid: 1, seats_left: 0 });
    expect(await call('GET', `/v1/groups?promotion=${key}`)).toMatchObject({
      json: { groups: [] },
    });
    expect(await refusal(id, eve)).toBe('409 GROUP_FULL');
    await call('POST', `${held}/commit`);
    expect((await call('GET', `/v1/groups/${id}`)).json).toMatchObject({
      state: 'complete',
      paid: 2,
    });
    expect(await refusal(id, eve)).toBe('410 GROUP_CLOSED');
    expect(await ledgerFaults(test.database())).toEqual([]);
  });

  it('a quote for the last seat is refused before the payment if another was quicker', async () => {
    const { call, people, start, quote, reserve } = await open();
    const [ann, bob, eve] = people;
    const id = String((await start(ann)).json['id']);
    await reserve(id, ann);
    const late = await quote(id, eve);
    await reserve(id, bob);
    const body = { quote: late.json['id'], order: `${id}-late` };
    expect(await call('POST', '/v1/reservations', body)).toMatchObject({
      status: 409,
      json: { error: { reason: 'GROUP_FULL' } },
    });
  });

  it('one that did not fill in time gives the order back', async () => {
    const { deps, time, call, people, start, reserve } = await open();
    const [ann] = people;
    const id = String((await start(ann)).json['id']);
    const paid = await reserve(id, ann);
    await call('POST', `${paid}/commit`);
    time.at += 24 * hourMs;
    await endGroups(deps);
    expect((await call('GET', `/v1/groups/${id}`)).json).toMatchObject({
      state: 'failed',
      seats_left: 2,
    });
    expect((await call('GET', paid)).json).toMatchObject({
      refunds: [{ kind: 'cancel', refund: 3200 + 395 }],
    });
    expect(await ledgerFaults(test.database())).toEqual([]);
  });
});
