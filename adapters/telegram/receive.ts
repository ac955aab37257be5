import type { RawRequest } from '../../src/ports/channel.js';
import { jsonBody } from '../common/json-body.js';
import { type Received, refused } from '../common/received.js';
import { isSameText } from '../common/same-text.js';
import { eventsOf } from './updates.js';

// An update is a few thousand bytes; a larger text in brackets would keep the parser busy.
const mostBytes = 128_000;

/**
 * A webhook call. Telegram's secret header proves who sends, not what is sent: it does not cover the body, so the
 * route must be served over TLS only. A repeat has the same `update_id`, and so the same event key.
 */
export function receive(request: RawRequest, secret: string, now: number): Received {
  const sent = request.headers['x-telegram-bot-api-secret-token'] ?? '';
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (!isSameText(sent, secret)) return refused(401, 'wrong secret');
  if (request.body.length > mostBytes) return refused(413, 'too large');
  const events = eventsOf(jsonBody(request.body), now);
  if (events === null) return refused(400, 'not an update');
  return { reply: { status: 200, body: '' }, events };
}
