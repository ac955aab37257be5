import { sqltag as sql } from '@prisma/client/runtime/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { ingestRoutes } from '../../src/http/ingest-routes.js';
import { apiDeps, makeKey } from '../support/api-key.js';
import { onEachDatabase } from '../support/databases.js';
import { intakeNow, totals } from '../support/intake.js';

onEachDatabase('the API that takes events in', (test) => {
  let key = '';
  beforeAll(async () => {
    key = await makeKey(test.database());
  });
  const post = async (path: string, body: unknown, token: string | null = key) => {
    const response = await ingestRoutes(apiDeps(test.database())).request(path, {
      method: 'POST',
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  describe('without the right key', () => {
    it.each(['/v1/interactions', '/v1/products', '/v1/customers'])(
      '%s answers 401 or 403',
      async (path) => {
        const before = await totals(test.database());
        const item = [{ sku: 'x', name: 'X', priceMinor: 1, externalId: 'x' }];
        const picksKey = await makeKey(test.database(), ['picks:read']);
        expect(await post(path, item, null)).toMatchObject({
          status: 401,
          body: { error: { code: 'unauthorized' } },
        });
        expect(await post(path, item, 'hwk_wrong')).toMatchObject({ status: 401 });
        expect(await post(path, item, picksKey)).toMatchObject({
          status: 403,
          body: { error: { code: 'forbidden' } },
        });
        expect(await totals(test.database())).toEqual(before);
      },
    );
  });

  it('saves products, and tells by index what is wrong with the others', async () => {
    const products = [
      { sku: 'mug', name: 'Mug', priceMinor: 500 },
      { sku: 'cup', priceMinor: 5 },
      { sku: 'pot', name: 'Pot', priceMinor: 1.5, prise: 2 },
      { sku: 'pan', name: 'Pan', priceMinor: 900, url: 'javascript:alert(1)' },
    ];
    const { status, body } = await post('/v1/products', { products });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      received: 4,
      accepted: 1,
      added: { products: 1, productsChanged: 0 },
    });
    expect(
      (body['problems'] as { index: number; place: string }[]).map((p) => `${p.index} ${p.place}`),
    ).toEqual([
      '1 products[1]',
      '2 products[2].priceMinor',
      '2 products[2].prise',
      '3 products[3].url',
    ]);
    const stock = await post('/v1/products', [{ sku: 'mug', stock: 3 }]);
    expect(stock.body).toMatchObject({ accepted: 1, added: { productsChanged: 1 } });
  });

  it('saves customers', async () => {
    const customers = [
      { externalId: 7, displayName: 'Ann', attributes: { country: 'FR' } },
      { externalId: 'b', birthday: '1990-02-31' },
    ];
    expect(await post('/v1/customers', { customers })).toMatchObject({
      status: 200,
      body: {
        accepted: 1,
        added: { customers: 1 },
        problems: [{ index: 1, place: 'customers[1].birthday' }],
      },
    });
  });

  it('takes events once, however often they are sent', async () => {
    const interactions = [
      { id: 'e1', customer: 'c1', kind: 'click', sku: 'mug', occurredAt: '2026-11-20T10:00:00Z' },
      { customer: 'c1', kind: 'search', query: 'mug', occurredAt: '2026-11-20T10:00:00+08:00' },
      { customer: 'c1', kind: 'search', query: 'mug', occurredAt: '2026-11-20T10:00:00+08:00' },
      {
        customer: 'c1',
        kind: 'purchase',
        sku: 'mug',
        quantity: 2,
        amountMinor: 1000,
        orderId: 'o1',
        occurredAt: intakeNow,
      },
      { kind: 'purchase', sku: 'mug', amountMinor: 500, orderId: 'o2', occurredAt: intakeNow },
      { customer: 'c1', kind: 'purchase', amountMinor: 300, orderId: 'o1', occurredAt: intakeNow },
    ];
    const first = await post('/v1/interactions', { interactions });
    expect(first).toMatchObject({
      status: 200,
      body: {
        received: 6,
        accepted: 6,
        added: { customers: 1, orders: 2, orderLines: 3, interactions: 5 },
        problems: [],
      },
    });
    const again = await post('/v1/interactions', { interactions });
    expect(again.body).toMatchObject({
      accepted: 6,
      added: { customers: 0, orders: 0, orderLines: 0, interactions: 0 },
    });
    const orders = await test
      .database()
      .query(
        sql`SELECT external_id AS name, total_minor AS total FROM shop_order ORDER BY external_id`,
      );
    expect(orders).toEqual([
      { name: 'o1', total: 1300 },
      { name: 'o2', total: 500 },
    ]);
  });

  it('keeps that a review shows the thing, and which topic somebody joined', async () => {
    const at = intakeNow - 1_000;
    const interactions = [
      { customer: 'shows-it', kind: 'review', rating: 5, photo: true, occurredAt: at },
      { customer: 'shows-it', kind: 'join', topic: 'autumn', occurredAt: at },
      { customer: 'shows-it', kind: 'join', topic: 'winter', occurredAt: at },
      { customer: 'shows-it', kind: 'review', rating: 5, occurredAt: at },
    ];
    expect((await post('/v1/interactions', { interactions })).body).toMatchObject({ accepted: 4 });
    const rows = await test.database().query<{ context: string | null }>(sql`
      SELECT i.context FROM interaction i JOIN customer c ON c.id = i.customer_id
      WHERE c.external_id = 'shows-it' ORDER BY i.id`);
    expect(rows.map(({ context }) => context)).toEqual([
      '{"photo":true}',
      '{"topic":"autumn"}',
      '{"topic":"winter"}',
      null,
    ]);
  });

  it('ties a refund to the order it names', async () => {
    const refund = {
      customer: 'c1',
      kind: 'refund',
      sku: 'mug',
      amountMinor: 500,
      orderId: 'o1',
      occurredAt: intakeNow,
    };
    expect(await post('/v1/interactions', [refund])).toMatchObject({ status: 200 });
    const rows = await test.database().query(sql`
      SELECT r.total_minor AS total, s.external_id AS sale FROM shop_order r
      JOIN shop_order s ON s.id = r.refund_of_id`);
    expect(rows).toEqual([{ total: -500, sale: 'o1' }]);
  });

  it('lists partial errors by index with their path, and takes the rest', async () => {
    const at = '2026-11-20T11:00:00Z';
    const interactions = [
      { customer: 'c2', kind: 'like', sku: 'mug', occurredAt: at },
      { customer: 'c2', kind: 'lik', sku: 'mug', occurredAt: at },
      { customer: 'c2', kind: 'like', sku: 'nope', occurredAt: at },
      { kind: 'like', sku: 'mug', occurredAt: at },
      { customer: 'c2', kind: 'like', sku: 'mug' },
      { customer: 'c2', kind: 'rate', rating: 6, occurredAt: at },
      { customer: 'c2', kind: 'like', occurredAt: '2026-11-20 11:00' },
      { customer: 'c2', kind: 'like', occurredAt: '2027-11-20T11:00:00Z' },
      'like',
    ];
    const { status, body } = await post('/v1/interactions', { interactions });
    expect(status).toBe(200);
    expect(body).toMatchObject({ received: 9, accepted: 1, added: { interactions: 1 } });
    expect((body['problems'] as { place: string }[]).map(({ place }) => place)).toEqual([
      'interactions[1].kind',
      'interactions[2].sku',
      'interactions[3].customer',
      'interactions[4].occurredAt',
      'interactions[5].rating',
      'interactions[6].occurredAt',
      'interactions[7].occurredAt',
      'interactions[8]',
    ]);
  });

  it.each([
    { what: 'text that is no JSON', body: '{"interactions":', status: 400, code: 'invalid_json' },
    { what: 'no list', body: { events: [] }, status: 400, code: 'invalid_request' },
    { what: 'null', body: 'null', status: 400, code: 'invalid_request' },
    {
      what: 'too many items',
      body: Array.from({ length: 1_001 }, () => ({})),
      status: 413,
      code: 'too_large',
    },
    { what: 'nothing but bad items', body: [{ kind: 'like' }], status: 422, code: 'refused' },
  ])('answers $status to $what', async ({ body, status, code }) => {
    const before = await totals(test.database());
    expect(await post('/v1/interactions', body)).toMatchObject({
      status,
      body: { error: { code } },
    });
    expect(await totals(test.database())).toEqual(before);
  });

  it('takes an empty batch for what it is', async () => {
    expect(await post('/v1/interactions', [])).toMatchObject({
      status: 200,
      body: { received: 0, accepted: 0 },
    });
  });
});
