import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { jsonBody } from '../common/json-body.js';
import { type Received, refused } from '../common/received.js';
import { interactionOf, interactionType, webhookEventOf } from './events.js';

// An interaction is a few thousand bytes; a larger text in brackets would keep the parser busy.
const mostBytes = 256_000;
const oldestMs = 300_000;

// RFC 8410: the bytes that stand before a raw Ed25519 key in its DER form.
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

export function publicKeyOf(hex: string): KeyObject {
  const key = Buffer.concat([derPrefix, Buffer.from(hex, 'hex')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/**
 * A call of Discord: its signature covers the time and the raw body, and is checked before anything is read. Discord
 * sends wrong signatures on purpose and takes the address away from who accepts one.
 */
export function receive(request: RawRequest, key: KeyObject, now: number): Received {
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (request.body.length > mostBytes) return refused(413, 'too large');
  if (!isSigned(request, key)) return refused(401, 'invalid request signature');
  if (!isRecent(request, now)) return refused(401, 'the request is too old');
  const raw = jsonBody(request.body);
  if (typeof raw !== 'object' || raw === null) return refused(400, 'not JSON');
  const { type } = raw as { type?: unknown };
  if ('event' in raw || type === 0) {
    const events = type === 0 ? [] : webhookEventOf(raw, request.body, now);
    return { reply: { status: 204, body: '' }, events };
  }
  if (type === interactionType.ping) return answered({ type: 1 }, []);
  const heard = interactionOf(raw);
  if (heard === null || heard === 'nothing') return refused(400, 'not an interaction of ours');
  return answered(heard.callback, [heard.event]);
}

function answered(body: object, events: readonly InboundEvent[]): Received {
  const headers = { 'content-type': 'application/json' };
  return { reply: { status: 200, headers, body: JSON.stringify(body) }, events };
}

function isSigned({ headers, body }: RawRequest, key: KeyObject): boolean {
  const signature = headers['x-signature-ed25519'] ?? '';
  const timestamp = headers['x-signature-timestamp'] ?? '';
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  return verify(null, signed, key, Buffer.from(signature, 'hex'));
}

// A genuine call that somebody recorded and sends again later.
function isRecent({ headers }: RawRequest, now: number): boolean {
  const at = Number(headers['x-signature-timestamp']) * 1_000;
  return Math.abs(now - at) <= oldestMs;
}
