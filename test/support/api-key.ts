import { type ApiScope, apiScopes } from '../../src/domain/api-scope.js';
import { nodeDigest } from '../../src/runtime/node-digest.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { createApiKey } from '../../src/services/api-keys.js';
import { apiKeyStore } from '../../src/store/api-key-store.js';
import type { Database } from '../../src/store/database.js';
import { intakeDeps } from './intake.js';

export function apiDeps(database: Database) {
  return { ...intakeDeps(database), apiKeys: apiKeyStore(database), digest: nodeDigest };
}

export async function makeKey(
  database: Database,
  scopes: readonly ApiScope[] = apiScopes,
): Promise<string> {
  const deps = { ...apiDeps(database), random: systemRandom };
  return (await createApiKey(deps, 'test', scopes)).key;
}
