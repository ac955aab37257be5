import type { Context } from 'hono';
import { type VisitorPage, visitorPage } from './page.js';
import { visitorTexts } from './texts.js';

/** The text fields of a form; what is too long for any of them is no form of ours. */
export async function visitorBody(context: Context): Promise<Record<string, string>> {
  const fields = await context.req.parseBody().catch(() => ({}));
  const texts = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 2_000,
  );
  return Object.fromEntries(texts);
}

export function invalidPage(context: Context, page: VisitorPage) {
  const { invalidTitle, invalidText } = visitorTexts[page.language];
  return context.html(visitorPage(page, { title: invalidTitle, text: invalidText }), 404);
}

/** Where a request comes from: what the proxy in front of us says, if one stands there. */
export function clientAddress(context: Context): string {
  const env = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  const remote = env?.incoming?.socket?.remoteAddress ?? '';
  const isProxied = /^(::ffff:)?(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^::1$/.test(remote);
  const named = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  return isProxied && named !== undefined ? named : remote;
}
