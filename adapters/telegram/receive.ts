import { timingSafeEqual } from 'node:crypto';
import type { InboundEvent, RawReply, RawRequest } from '../../src/ports/channel.js';
import { eventsOf } from './updates.js';

// An update is a few thousand bytes; a larger text in brackets would keep the parser busy.
const mostBytes = 128_000;

export interface Received {
  readonly reply: RawReply;
  readonly events: readonly InboundEvent[];
}

/**
 * A webhook call. Telegram's secret header proves who sends, not what is sent: it does not cover the body, so the
 * route must be served over TLS only. A repeat has the same `update_id`, and so the same event key.
 */
export function receive(request: RawRequest, secret: string, now: number): Received {
  const sent = request.headers['x-telegram-bot-api-secret-token'] ?? '';
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (!isSame(sent, secret)) return refused(401, 'wrong secret');
  if (request.body.length > mostBytes) return refused(413, 'too large');
  const events = eventsOf(parsed(request.body), now);
  if (events === null) return refused(400, 'not an update');
  return { reply: { status: 200, body: '' }, events };
}

function refused(status: number, body: string): Received {
  return { reply: { status, body }, events: [] };
}

function isSame(sent: string, secret: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(secret)];
  // Compared even when the lengths differ, against itself, so that both take as long.
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
