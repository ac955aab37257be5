import { expect, it } from 'vitest';
import { promotionRoutes } from '../../src/http/promotion-routes.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { createApiKey } from '../../src/services/api-keys.js';
import { apiKeyStore } from '../../src/store/api-key-store.js';
import { groupBuyStore } from '../../src/store/group-buy-store.js';
import { onEachDatabase } from '../support/databases.js';
import { addCustomer, startAt, tillOn } from '../support/promotions.js';

onEachDatabase('promotion routes', (test) => {
  const open = async () => {
    const database = test.database();
    const till = tillOn(database);
    const { promotions, checkout, refunds, guesses, keyring, random, clock, shop, segments } = till;
    const deps = {
      promotions,
      checkout,
      refunds,
      guesses,
      groupBuys: groupBuyStore(database),
      keyring,
      random,
      clock,
      shop,
      segments,
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
    const { key } = await createApiKey(deps, 'till', ['quotes:write']);
    const app = promotionRoutes(deps);
    const call = async (method: string, path: string, body?: unknown, headers = {}) => {
      const answer = await app.request(path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const json = (await answer.json()) as Record<string, never>;
      return { status: answer.status, json };
    };
    return { till, app, key, call };
  };
  const cart = { lines: [{ id: 'bag', unit_price: 1500, qty: 2 }], shipping: 250 };

  it('quotes, reserves and commits over HTTP', async () => {
    const { till, call } = await open();
    await till.apply([{ id: 'http', limits: { uses: 9 } }]);
    const ann = await addCustomer(test.database(), 'http-ann');
    const [code = ''] = await till.issue('http', [ann]);
    const quoted = await call('POST', '/v1/quotes', { cart, codes: [code], customer: 'http-ann' });
    expect(quoted).toMatchObject({
      status: 201,
      json: {
        currency: 'GBP',
        line_discounts: { bag: 500 },
        discount_total: 500,
        payable: 2750,
        applied: ['http'],
        rejected: [],
        unit_discounts: { bag: [250, 250] },
        codes: [{ code, promotion: 'http', outcome: 'applied', reason: null }],
      },
    });
    const body = { quote: quoted.json['id'], order: 'A-1', ttl_seconds: 60 };
    const headers = { 'idempotency-key': 'k1' };
    const reserved = await call('POST', '/v1/reservations', body, headers);
    expect(reserved).toMatchObject({
      status: 201,
      json: {
        order: 'A-1',
        state: 'live',
        payable: 2750,
        discount_total: 500,
        expires_at: new Date(startAt + 60_000).toISOString(),
      },
    });
    expect(await call('POST', '/v1/reservations', body, headers)).toEqual(reserved);
    expect(
      await call('POST', '/v1/reservations', { ...body, order: 'A-2' }, headers),
    ).toMatchObject({ status: 422, json: { error: { reason: 'IDEMPOTENCY_MISMATCH' } } });
    const path = `/v1/reservations/${reserved.json['id']}`;
    expect(await call('POST', `${path}/commit`)).toMatchObject({
      status: 200,
      json: { state: 'committed' },
    });
    expect(await call('POST', `${path}/release`)).toMatchObject({
      status: 409,
      json: { error: { reason: 'RESERVATION_COMMITTED' } },
    });
  });

  it('tells the holder about a code, and everybody else the same as for a code that never was', async () => {
    const { till, app, key, call } = await open();
    await till.apply([{ id: 'held', minimumMinor: 2000 }]);
    const holder = `holder-${test.name}`;
    const ann = await addCustomer(test.database(), holder);
    await addCustomer(test.database(), `eve-${test.name}`);
    const [code = ''] = await till.issue('held', [ann]);
    expect(await call('GET', `/v1/coupons/${code}?customer=${holder}&locale=zh-CN`)).toMatchObject({
      status: 200,
      json: { promotion: 'held', usable: true, name: 'held 券', offer: '满£20减£5' },
    });
    const text = async (asked: string) => {
      const answer = await app.request(asked, { headers: { authorization: `Bearer ${key}` } });
      return `${answer.status} ${await answer.text()}`;
    };
    const foreign = await text(`/v1/coupons/${code}?customer=eve-${test.name}`);
    expect(foreign).toMatch(/^404 /);
    expect(await text(`/v1/coupons/${code}`)).toBe(foreign);
    expect(await text('/v1/coupons/NOSUCHCODE')).toBe(foreign);
  });

  it('answers 429 with Retry-After after too many wrong codes, and still prices the cart', async () => {
    const { till, app, key, call } = await open();
    await till.apply([{ id: 'guessed' }]);
    const eve = `guesser-${test.name}`;
    await addCustomer(test.database(), eve);
    const [foreign = ''] = await till.issue('guessed', [
      await addCustomer(test.database(), `g-${eve}`),
    ]);
    const ask = (code: string, query: string) =>
      app.request(`/v1/coupons/${code}?${query}`, { headers: { authorization: `Bearer ${key}` } });
    const from = `customer=${eve}&shopper_address=2001:db8::7`;
    for (let n = 0; n < 10; n++) expect((await ask(`GUESS${n}`, from)).status).toBe(404);
    const locked = await ask(foreign, from);
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '60']);
    const until = new Date(startAt + 60_000).toISOString();
    expect(await locked.json()).toEqual({
      error: {
        code: 'busy',
        reason: 'LOCKED',
        message: `too many wrong codes: locked until ${until}`,
      },
    });
    expect(
      await call('POST', '/v1/quotes', { cart, codes: [foreign], customer: eve }),
    ).toMatchObject({
      status: 201,
      json: {
        payable: 3250,
        codes: [{ code: foreign, outcome: 'refused', reason: 'LOCKED', locked_until: until }],
      },
    });
    // Others from the same network go on, until it has been thirty.
    const more = Array.from({ length: 20 }, (_, n) => `MORE${n}`);
    const guesses = { cart, codes: more, shopper_address: '2001:db8::8' };
    expect((await call('POST', '/v1/quotes', guesses)).status).toBe(201);
    expect((await ask('X', 'shopper_address=2001:db8::9')).status).toBe(429);
    expect((await ask('X', 'shopper_address=2001:db8:0:1::9')).status).toBe(404);
    expect((await ask('X', 'shopper_address=home')).status).toBe(400);
  });

  it('says by JSON path what is wrong with a body', async () => {
    const { call } = await open();
    const problems = async (path: string, body: unknown) => {
      const { status, json } = await call('POST', path, body);
      expect(status).toBe(400);
      const { error } = json as unknown as {
        error: { problems: { place: string; message: string }[] };
      };
      return error.problems.map(({ place, message }) => `${place} ${message}`);
    };
    expect(await problems('/v1/quotes', { cart: { lines: [] } })).toEqual([
      'cart.lines this list has no line',
    ]);
    expect(await problems('/v1/quotes', { cart: { lines: [{ sku: 'nowhere', qty: 1 }] } })).toEqual(
      ['cart.lines[0] has no unit price, and the catalogue has no product "nowhere"'],
    );
    expect(await problems('/v1/quotes', { cart, costumer: 'x' })).toEqual([
      'costumer is not a known key; did you mean "customer"?',
    ]);
    expect(await problems('/v1/quotes', { cart, customer: 'nobody' })).toEqual([
      'customer there is no customer "nobody": send it to /v1/customers first',
    ]);
    expect(await problems('/v1/quotes', { cart, shopper_address: 'home' })).toEqual([
      'shopper_address "home" is not an IP address',
    ]);
    expect(await problems('/v1/reservations', { quote: 'q', ttl_seconds: 0 })).toEqual([
      'order is missing',
      'ttl_seconds 0 is less than 1',
    ]);
  });

  it('needs a key with its scope, and knows no reservation it did not make', async () => {
    const { app, call } = await open();
    for (const [method, path] of [
      ['POST', '/v1/quotes'],
      ['POST', '/v1/reservations'],
      ['POST', '/v1/reservations/x/commit'],
      ['POST', '/v1/reservations/x/release'],
      ['GET', '/v1/coupons/x'],
    ] as const)
      expect((await app.request(path, { method })).status).toBe(401);
    expect(await call('POST', '/v1/reservations/x/commit')).toMatchObject({
      status: 404,
      json: { error: { reason: 'RESERVATION_UNKNOWN' } },
    });
  });
});
