import { z } from 'zod';
import type { RawRequest } from '../../src/ports/channel.js';
import { jsonBody } from '../common/json-body.js';
import { type Received, refused } from '../common/received.js';
import { eventsOf } from './events.js';
import { isSigned, type SigningKeys, signatureOf } from './signature.js';

// An event is a few thousand bytes; a larger text in brackets would keep the parser busy.
const mostBytes = 256_000;
const toleranceMs = 300_000;

export interface ReceiveDeps {
  readonly keys: SigningKeys;
  readonly locale: string;
  readonly now: number;
  /** Told of an event whose form we do not know. */
  readonly onUnreadable: (type: string) => void;
}

const payloadSchema = z.looseObject({
  id: z.string().max(512).optional(),
  op: z.number().int(),
  t: z.string().max(64).optional(),
  s: z.number().optional(),
  d: z.unknown(),
});

// Only letters and digits: what we sign for QQ must never read like an event that somebody wants to forge.
const handshakeSchema = z.looseObject({
  plain_token: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  event_ts: z.string().regex(/^\d{1,13}$/),
});

/**
 * A webhook call. The signature covers time and body, and comes first, before the handshake too: answering an unsigned
 * handshake would sign whatever anybody asks for.
 */
export function receive(request: RawRequest, deps: ReceiveDeps): Received {
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (request.body.length > mostBytes) return refused(413, 'too large');
  const signature = request.headers['x-signature-ed25519'] ?? '';
  const timestamp = request.headers['x-signature-timestamp'] ?? '';
  if (!/^\d{1,13}$/.test(timestamp)) return refused(401, 'no timestamp');
  if (!isSigned(deps.keys, signature, timestamp, request.body))
    return refused(401, 'wrong signature');
  if (Math.abs(deps.now - Number(timestamp) * 1_000) > toleranceMs) return refused(401, 'too old');
  const payload = payloadSchema.safeParse(jsonBody(request.body));
  if (!payload.success) return refused(400, 'not an event');
  return answered(payload.data, deps);
}

function answered(payload: z.output<typeof payloadSchema>, deps: ReceiveDeps): Received {
  const { op, d, t = '', id = '' } = payload;
  if (op === 13) return handshake(d, deps.keys);
  if (op === 1) return json({ op: 11, d: typeof d === 'number' ? d : 0 });
  if (op !== 0) return json({ op: 12, d: 0 });
  const events = eventsOf({ id, type: t, d }, { now: deps.now, locale: deps.locale });
  // Acknowledged all the same, or it would come again for ever.
  if (events === null) deps.onUnreadable(t);
  return { ...json({ op: 12, d: 0 }), events: events ?? [] };
}

function handshake(d: unknown, keys: SigningKeys): Received {
  const asked = handshakeSchema.safeParse(d);
  if (!asked.success) return refused(400, 'not a handshake');
  const { plain_token, event_ts } = asked.data;
  return json({ plain_token, signature: signatureOf(keys, event_ts, plain_token) });
}

function json(body: object): Received {
  const headers = { 'content-type': 'application/json' };
  return { reply: { status: 200, headers, body: JSON.stringify(body) }, events: [] };
}
