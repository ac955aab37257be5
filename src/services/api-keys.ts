import type { ApiScope } from '../domain/api-scope.js';
import type { ApiKeyRecord, ApiKeyStore } from '../ports/api-key-store.js';
import type { Clock } from '../ports/clock.js';
import type { Digest } from '../ports/digest.js';
import type { Random } from '../ports/random.js';

export interface ApiKeyDeps {
  readonly apiKeys: ApiKeyStore;
  readonly digest: Digest;
  readonly clock: Clock;
}

const usedAgainAfterMs = 60_000;

/**
 * Makes a key of 256 random bits. Only its hash is kept.
 *
 * @returns the key, to be shown this once
 */
export async function createApiKey(
  deps: ApiKeyDeps & { readonly random: Random },
  name: string,
  scopes: readonly ApiScope[],
): Promise<{ id: number; key: string }> {
  const key = `hwk_${base62(deps.random.bytes(32))}`;
  const id = await deps.apiKeys.add({
    name,
    scopes,
    prefix: key.slice(0, 10),
    hash: deps.digest.sha256(key),
    createdAt: deps.clock.now(),
  });
  return { id, key };
}

export type ApiKeyCheck =
  | { readonly kind: 'ok'; readonly key: ApiKeyRecord }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'lacks-scope' };

export async function checkApiKey(
  deps: ApiKeyDeps,
  key: string,
  scope: ApiScope,
): Promise<ApiKeyCheck> {
  const hash = deps.digest.sha256(key);
  const found = await deps.apiKeys.byHash(hash);
  // The look-up went by hash, which tells an attacker nothing; the comparison leaves no doubt about a collating index.
  if (found === null || found.revokedAt !== null || !deps.digest.isEqual(found.hash, hash)) {
    return { kind: 'unknown' };
  }
  if (!found.scopes.includes(scope)) return { kind: 'lacks-scope' };
  const now = deps.clock.now();
  // Once a minute is enough to see that a key is alive, and spares a write on every call.
  if (now - (found.lastUsedAt ?? 0) >= usedAgainAfterMs) await deps.apiKeys.touch(found.id, now);
  return { kind: 'ok', key: found };
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(bytes: Uint8Array): string {
  let number = bytes.reduce((all, byte) => all * 256n + BigInt(byte), 0n);
  let text = '';
  for (let i = 0; i < 43; i++) {
    text = (alphabet[Number(number % 62n)] ?? '') + text;
    number /= 62n;
  }
  return text;
}
