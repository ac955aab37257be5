import type { Context, MiddlewareHandler } from 'hono';
import type { ApiScope } from '../domain/api-scope.js';
import { type ApiKeyDeps, checkApiKey } from '../services/api-keys.js';
import { errorResponse } from './error-response.js';

/**
 * Lets a request through only with a live key of this scope: `Authorization: Bearer hwk_…`.
 * Every route under /v1 stands behind one.
 */
export function requireScope(deps: ApiKeyDeps, scope: ApiScope): MiddlewareHandler {
  return async (context, next) => {
    const key = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
    if (key === undefined) {
      const message =
        'this needs an API key: send "Authorization: Bearer hwk_…" (hawker keys create)';
      return errorResponse(context, 'unauthorized', message);
    }
    const checked = await checkApiKey(deps, key, scope);
    if (checked.kind === 'unknown') {
      return errorResponse(context, 'unauthorized', 'this API key is unknown or revoked');
    }
    if (checked.kind === 'lacks-scope') {
      return errorResponse(context, 'forbidden', `this API key lacks the scope ${scope}`);
    }
    context.set(keyIdName, checked.key.id);
    return next();
  };
}

const keyIdName = 'apiKeyId';

/** Whose key let the request through. Behind `requireScope` only. */
export function apiKeyIdOf(context: Context): number {
  return Number(context.get(keyIdName));
}
