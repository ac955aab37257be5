import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Assets } from '../assets.js';
import { errorResponse } from '../error-response.js';
import type { VisitorDeps } from './deps.js';
import { joinRoutes } from './join-routes.js';
import { leaveRoutes } from './leave-routes.js';
import { pressRoutes } from './press-routes.js';

const bodyMaxBytes = 16_384;

/** The pages behind the links of a message: joining, leaving, pressing a button. None needs a script or a sign-in. */
export function visitorRoutes(deps: VisitorDeps, assets: Assets): Hono {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: bodyMaxBytes,
    onError: (context) => errorResponse(context, 'too_large', 'the form is larger than 16 kB'),
  });
  for (const path of ['/unsubscribe/*', '/subscribe/*', '/confirm/*', '/press/*']) {
    routes.use(path, limit, async (context, next) => {
      await next();
      // The address of such a page is a secret, and what it shows is one person's.
      context.res.headers.set('Referrer-Policy', 'no-referrer');
      context.res.headers.set('Cache-Control', 'no-store');
    });
  }
  routes.route('/', leaveRoutes(deps, assets));
  routes.route('/', pressRoutes(deps, assets));
  routes.route('/', joinRoutes(deps, assets));
  return routes;
}
