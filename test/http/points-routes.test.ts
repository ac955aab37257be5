import { expect, it } from 'vitest';
import { pointsRoutes } from '../../src/http/points-routes.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { createApiKey } from '../../src/services/api-keys.js';
import { apiKeyStore } from '../../src/store/api-key-store.js';
import { onEachDatabase } from '../support/databases.js';
import { clubOn, dayMs, pointsFaults } from '../support/membership.js';

onEachDatabase('points over HTTP', (test) => {
  const open = async (hasMembership = true) => {
    const database = test.database();
    const club = clubOn(database);
    const { membership, ...plain } = club.deps.shop;
    const deps = {
      ...club.deps,
      shop: hasMembership ? { ...plain, membership } : plain,
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
    const { key } = await createApiKey(deps, 'crm', ['points:write']);
    const app = pointsRoutes(deps);
    const call = async (method: string, path: string, body?: unknown, headers = {}) => {
      const answer = await app.request(path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    };
    return { club, app, call };
  };

  it('shows how a customer stands, and gives and takes points once for each key', async () => {
    const { club, call } = await open();
    const name = `points-${test.name}`;
    await club.newMember(name);
    const body = { customer: name, points: 70, reason: 'late parcel' };
    const headers = { 'idempotency-key': 'k1' };
    const given = await call('POST', '/v1/points', body, headers);
    expect(given).toEqual({ status: 201, json: { points: 70, available: 120 } });
    expect(await call('POST', '/v1/points', body, headers)).toEqual(given);
    expect(await call('POST', '/v1/points', { ...body, points: 71 }, headers)).toMatchObject({
      status: 422,
      json: { error: { reason: 'IDEMPOTENCY_MISMATCH' } },
    });
    club.clock.at += dayMs;
    // Takes what is there, no more.
    expect(
      await call('POST', '/v1/points', { customer: name, points: -500, reason: 'fraud' }),
    ).toEqual({ status: 201, json: { points: -120, available: 0 } });
    expect(await call('GET', `/v1/customers/${name}/points`)).toMatchObject({
      status: 200,
      json: {
        tier: 'member',
        available: 0,
        worth: 0,
        next_tier: { tier: 'silver', missing: 20_000 },
        expires: null,
        history: [
          { kind: 'adjustment', points: -120, expires_at: null, reason: 'fraud' },
          { kind: 'adjustment', points: 70, reason: 'late parcel' },
          { kind: 'join', points: 50, reason: null },
        ],
      },
    });
    expect(await pointsFaults(test.database())).toEqual([]);
  });

  it('says what is wrong, and who is not there', async () => {
    const { call } = await open();
    expect(await call('GET', '/v1/customers/nobody/points')).toMatchObject({
      status: 404,
      json: { error: { message: 'there is no customer "nobody"' } },
    });
    const wrong = { customer: 'x', points: 0.5, reason: '', why: 'x' };
    expect(await call('POST', '/v1/points', wrong)).toMatchObject({
      status: 400,
      json: {
        error: {
          problems: [
            { place: 'points' },
            { place: 'reason' },
            { place: 'why', message: expect.stringContaining('is not a known key') },
          ],
        },
      },
    });
  });

  it('a shop without a membership has no points', async () => {
    const { call } = await open(false);
    expect(await call('GET', '/v1/customers/x/points')).toMatchObject({
      status: 404,
      json: { error: { message: 'this shop has no membership' } },
    });
  });

  it('wants a key for points', async () => {
    const { app } = await open();
    expect((await app.request('/v1/customers/x/points')).status).toBe(401);
  });
});
