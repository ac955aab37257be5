import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import type { Logger } from '../ports/logger.js';
import type { RunStatusReader } from '../ports/run-status.js';
import type { AdminDeps } from './admin/deps.js';
import { adminRoutes } from './admin/routes.js';
import { type Assets, loadAssets } from './assets.js';
import type { ChatDeps } from './chat/deps.js';
import { chatRoutes } from './chat/routes.js';
import type { DemoDeps } from './demo/deps.js';
import { demoRoutes } from './demo/routes.js';
import { answerError, errorResponse } from './error-response.js';
import { type HealthDeps, healthRoutes } from './health-routes.js';
import { httpMetrics, type Metrics } from './metrics.js';
import { notFound } from './not-found-page.js';
import { type OpenStreams, openStreams } from './open-streams.js';
import { pageHeaders } from './page-headers.js';
import { statusRoutes } from './status-page.js';
import { type WebhookDeps, webhookRoutes } from './webhook-routes.js';

export interface ServerDeps {
  readonly shopName: string;
  /** `public/` of the program: scripts and styles. */
  readonly publicDir: string;
  readonly log: Logger;
  readonly runStatus: RunStatusReader;
  readonly health: HealthDeps;
  readonly webhooks: WebhookDeps;
  readonly admin: AdminDeps;
  /** Null when the shop has no web chat. */
  readonly chat: ChatDeps | null;
  /** Null for a real shop: then none of the demo's pages exist. */
  readonly demo: DemoDeps | null;
  /** The other areas: links, `/v1`. */
  readonly routes: readonly Hono[];
  /** Of a request to `routes`; the pages have smaller ones of their own. */
  readonly bodyMaxBytes?: number;
}

export interface HawkerServer {
  readonly app: Hono;
  /** Ends open streams; hand it to `listen` as `onClose`. */
  endStreams(): void;
}

const bodyMaxBytes = 10 * 1_048_576;

/** Everything that Hawker answers over HTTP; `listen` puts it behind a port. */
export function createServer(deps: ServerDeps): HawkerServer {
  const app = new Hono();
  const metrics = httpMetrics(deps.runStatus);
  const streams = openStreams();
  app.use(requestId());
  app.use(observe(deps.log, metrics));
  app.use(pageHeaders());
  app.onError(answerError(deps.log));
  const assets = loadAssets(deps.publicDir);
  app.notFound(notFound(deps.shopName, assets));
  for (const routes of areas(deps, assets, { metrics, streams })) app.route('/', routes);
  return { app, endStreams: () => streams.closeAll() };
}

interface Shared {
  readonly metrics: Metrics;
  readonly streams: OpenStreams;
}

function areas(deps: ServerDeps, assets: Assets, { metrics, streams }: Shared): Hono[] {
  const { demo, chat } = deps;
  return [
    assets.routes,
    healthRoutes(deps.health, metrics),
    webhookRoutes(deps.webhooks),
    ...(chat === null ? [] : [chatRoutes(chat, { assets, streams })]),
    adminRoutes(deps.admin, { assets, streams }) as unknown as Hono,
    demo === null ? statusRoutes(deps.shopName, assets) : demoRoutes(demo, assets),
    ...(deps.routes.length === 0 ? [] : [limited(deps)]),
  ];
}

function limited({ routes, bodyMaxBytes: maxSize = bodyMaxBytes }: ServerDeps): Hono {
  const group = new Hono();
  const tooLarge = `the body is larger than ${Math.floor(maxSize / 1_048_576)} MB`;
  group.use(
    bodyLimit({ maxSize, onError: (context) => errorResponse(context, 'too_large', tooLarge) }),
  );
  for (const area of routes) group.route('/', area);
  return group;
}

/** Logs and counts by the route's pattern: a path may hold a token. */
function observe(log: Logger, metrics: Metrics) {
  return async (context: Parameters<typeof routePath>[0], next: () => Promise<void>) => {
    const startedAt = performance.now();
    await next();
    const { method } = context.req;
    const { status } = context.res;
    // After `next` this is the route that answered; the last one that matched may only be a guard.
    const route = routePath(context);
    const tookMs = Math.round(performance.now() - startedAt);
    metrics.observeRequest({ method, route, status, tookMs });
    log.info('http.answered', { method, route, status, tookMs, id: context.get('requestId') });
  };
}
