import { expect, it } from 'vitest';
import { systemRandom } from '../../src/runtime/system-random.js';
import { checkApiKey, createApiKey } from '../../src/services/api-keys.js';
import { apiDeps } from '../support/api-key.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('API keys', (test) => {
  const deps = () => ({ ...apiDeps(test.database()), random: systemRandom });

  it('are 256 random bits behind a prefix, and only their hash is stored', async () => {
    const { key, id } = await createApiKey(deps(), 'webshop', ['quotes:write']);
    expect(key).toMatch(/^hwk_[0-9A-Za-z]{43}$/);
    const stored = (await deps().apiKeys.list()).find((each) => each.id === id);
    expect(stored).toMatchObject({ name: 'webshop', scopes: ['quotes:write'], revokedAt: null });
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(stored?.hash).toBe(deps().digest.sha256(key));
    expect(key.startsWith(stored?.prefix ?? '?')).toBe(true);
  });

  it('open what their scopes name, and nothing else', async () => {
    const { key } = await createApiKey(deps(), 'k', ['products:write', 'reports:read']);
    expect(await checkApiKey(deps(), key, 'reports:read')).toMatchObject({ kind: 'ok' });
    expect(await checkApiKey(deps(), key, 'customers:write')).toEqual({ kind: 'lacks-scope' });
    const changed = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    expect(await checkApiKey(deps(), changed, 'reports:read')).toEqual({ kind: 'unknown' });
  });

  it('are nothing once revoked, and are revoked once', async () => {
    const { key, id } = await createApiKey(deps(), 'k', ['reports:read']);
    expect(await deps().apiKeys.revoke(id, 5)).toBe(true);
    expect(await deps().apiKeys.revoke(id, 6)).toBe(false);
    expect(await deps().apiKeys.revoke(99_999, 6)).toBe(false);
    expect(await checkApiKey(deps(), key, 'reports:read')).toEqual({ kind: 'unknown' });
  });

  it('tell when they were last used, written at most once a minute', async () => {
    const { key, id } = await createApiKey(deps(), 'k', ['reports:read']);
    const start = deps().clock.now();
    const usedAt = async (now: number) => {
      await checkApiKey({ ...deps(), clock: { now: () => now } }, key, 'reports:read');
      return (await deps().apiKeys.list()).find((each) => each.id === id)?.lastUsedAt;
    };
    expect(await usedAt(start)).toBe(start);
    expect(await usedAt(start + 59_999)).toBe(start);
    expect(await usedAt(start + 60_000)).toBe(start + 60_000);
  });
});
