import type { Context, MiddlewareHandler } from 'hono';
import { errorResponse } from './error-response.js';

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const loopbackAddress = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip'];

/**
 * Somebody at this very machine: the socket comes from here, no proxy stands between, and the page was asked for
 * by a loopback name. The last keeps out a website whose own name was pointed at 127.0.0.1 (DNS rebinding).
 */
export function isLocalRequest(context: Context): boolean {
  const env = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const remote = env?.incoming?.socket?.remoteAddress ?? '';
  return (
    loopbackAddress.test(remote) &&
    loopbackHost.test(hostOf(context)) &&
    proxyHeaders.every((name) => context.req.header(name) === undefined)
  );
}

/** The page was served over TLS, here or at the proxy that PUBLIC_URL names. */
export function isSecureRequest(context: Context, publicUrl: string | null): boolean {
  if (new URL(context.req.url).protocol === 'https:') return true;
  return publicUrl?.startsWith('https:') === true && hostOf(context) === new URL(publicUrl).host;
}

/** Refuses what another website's page makes a browser send. Browsers name the origin of every POST. */
export function requireOwnOrigin(publicUrl: string | null): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    if (isOwnOrigin(context, publicUrl)) return next();
    return errorResponse(context, 'forbidden', 'this request comes from another website');
  };
}

function isOwnOrigin(context: Context, publicUrl: string | null): boolean {
  const origin = context.req.header('origin');
  if (origin === undefined) return context.req.header('sec-fetch-site') === 'same-origin';
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === hostOf(context);
}

function hostOf(context: Context): string {
  return context.req.header('host') ?? new URL(context.req.url).host;
}
