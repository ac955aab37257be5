import { Hono } from 'hono';
import { type FollowLinkDeps, followLink } from '../services/follow-link.js';

/** `GET /l/:token`: counts the click and redirects. The target comes from our own table, never from the request. */
export function linkRoutes(deps: FollowLinkDeps): Hono {
  const routes = new Hono();
  routes.on(['GET', 'HEAD'], '/l/:token', async (context) => {
    const { method } = context.req;
    const headers = context.req.header();
    const target = await followLink(deps, context.req.param('token'), { method, headers });
    context.header('Cache-Control', 'no-store');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('X-Robots-Tag', 'noindex');
    if (target === null) return context.text('This link is not known here.\n这个链接无效。\n', 404);
    return context.redirect(target, 302);
  });
  return routes;
}
