import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

// Scripts and styles come from /assets only; a product's picture may come from the shop's own site.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: http: https:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

const withoutFrames = [...policy, "frame-ancestors 'none'"].join('; ');

/** For every answer; a route that needs another rule sets its own header, which stays. */
export function pageHeaders(): MiddlewareHandler {
  const others = secureHeaders({
    // With `no-referrer` a browser would send `Origin: null` from our own forms.
    referrerPolicy: 'same-origin',
    // TLS ends at the operator's proxy, and whether all of its names speak TLS is for the operator to say.
    strictTransportSecurity: false,
    xFrameOptions: false,
    crossOriginResourcePolicy: false,
  });
  return async (context, next) => {
    await others(context, next);
    const { headers } = context.res;
    if (!headers.has('Content-Security-Policy'))
      headers.set('Content-Security-Policy', withoutFrames);
    if (!headers.has('Cross-Origin-Resource-Policy'))
      headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  };
}

/** For a page that other websites may show in a frame. @param origins empty for every one */
export function framedBy(origins: readonly string[]): string {
  const ancestors = origins.length === 0 ? '*' : ["'self'", ...origins.map(originOf)].join(' ');
  return [...policy, `frame-ancestors ${ancestors}`].join('; ');
}

// A path, or anything else behind the host, would end the directive or widen it.
const originOf = (url: string) => new URL(url).origin;

/** For a report: it carries its own style and drawings, and no script. */
export const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
