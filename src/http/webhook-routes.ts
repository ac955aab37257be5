import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelAccount, InboundEvent, RawRequest } from '../ports/channel.js';
import type { Logger } from '../ports/logger.js';
import { errorResponse } from './error-response.js';

export interface WebhookDeps {
  /** The open channel account of that name, if there is one. */
  readonly accountOf: (name: string) => ChannelAccount | undefined;
  /** Resolves when the events are stored. */
  readonly receive: (accountName: string, events: readonly InboundEvent[]) => Promise<void>;
  readonly log: Logger;
}

const bodyMaxBytes = 1_048_576;

/**
 * `/webhooks/:account`: where platforms call. What they tell is stored before they get their answer, so that a
 * crash in between makes them tell it again.
 */
export function webhookRoutes(deps: WebhookDeps): Hono {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: bodyMaxBytes,
    onError: (context) => errorResponse(context, 'too_large', 'the body is larger than 1 MB'),
  });
  routes.on(['GET', 'POST', 'PUT'], '/webhooks/:account', limit, (context) =>
    answer(context, deps),
  );
  return routes;
}

async function answer(context: Context, deps: WebhookDeps): Promise<Response> {
  const account = deps.accountOf(context.req.param('account') ?? '');
  if (account?.receive === undefined) {
    return errorResponse(context, 'not_found', 'no channel account takes calls here');
  }
  const { reply, events } = await account.receive(await rawRequest(context));
  if (events.length > 0) await deps.receive(account.name, events);
  deps.log.info('webhook.answered', {
    account: account.name,
    status: reply.status,
    events: events.length,
  });
  const headers = new Headers(reply.headers);
  if (!headers.has('content-type')) headers.set('content-type', 'text/plain; charset=utf-8');
  return new Response(reply.body === '' ? null : reply.body, { status: reply.status, headers });
}

async function rawRequest(context: Context): Promise<RawRequest> {
  const { method, path } = context.req;
  const body = new Uint8Array(await context.req.arrayBuffer());
  return { method, path, query: context.req.query(), headers: context.req.header(), body };
}
