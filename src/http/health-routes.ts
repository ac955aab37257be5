import { Hono } from 'hono';
import type { ApiScope } from '../domain/api-scope.js';
import { errorResponse } from './error-response.js';
import type { Metrics } from './metrics.js';
import { isLocalRequest } from './request-origin.js';

interface Readiness {
  readonly name: string;
  readonly isReady: boolean;
}

export interface HealthDeps {
  /** What must work before traffic comes: the database, its migrations, the channels. */
  readonly readiness: () => Promise<readonly Readiness[]>;
  readonly authenticate: (key: string) => Promise<{ readonly scopes: readonly ApiScope[] } | null>;
}

/** `/healthz` the process lives, `/readyz` it can work, `/metrics` for Prometheus (from this machine, or with an admin key). */
export function healthRoutes(deps: HealthDeps, metrics: Metrics): Hono {
  const routes = new Hono();
  routes.get('/healthz', (context) => context.text('ok\n'));
  routes.get('/readyz', async (context) => {
    const checks = await deps.readiness().catch(() => [{ name: 'checks', isReady: false }]);
    const isReady = checks.every((check) => check.isReady);
    return context.json({ ready: isReady, checks }, isReady ? 200 : 503);
  });
  routes.get('/metrics', async (context) => {
    if (!isLocalRequest(context)) {
      const key = /^Bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
      const found = key === undefined ? null : await deps.authenticate(key);
      if (found === null) return errorResponse(context, 'unauthorized', 'this needs an admin key');
      if (!found.scopes.includes('admin'))
        return errorResponse(context, 'forbidden', 'this API key lacks the scope admin');
    }
    return context.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType });
  });
  return routes;
}
