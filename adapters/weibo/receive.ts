import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { jsonBody } from '../common/json-body.js';
import { type Received, refused } from '../common/received.js';
import { isSameText } from '../common/same-text.js';
import { instantOf } from './text.js';

const mostBytes = 64_000;
const toleranceMs = 300_000;
const noncesMax = 10_000;

export interface InboxRules {
  readonly appSecret: string;
  readonly locale: string;
}

/**
 * Calls of 粉丝服务平台. The signature covers time and nonce, not the body, so the route must be served over TLS only;
 * and a nonce goes with one body: a call that was overheard cannot be filled with other words.
 */
export class WeiboInbox {
  readonly #rules: InboxRules;
  readonly #bodyOfNonce = new Map<string, string>();

  constructor(rules: InboxRules) {
    this.#rules = rules;
  }

  receive({ method, query, body }: RawRequest, now: number): Received {
    if (method !== 'GET' && method !== 'POST') return refused(405, 'GET or POST');
    if (body.length > mostBytes) return refused(413, 'too large');
    const { signature = '', timestamp = '', nonce = '', echostr = '' } = query;
    if (!isSameText(signature, signatureOf(this.#rules.appSecret, timestamp, nonce))) {
      return refused(401, 'wrong signature');
    }
    if (!isFresh(timestamp, now)) return refused(401, 'too old');
    if (method === 'GET') {
      return /^[\w-]{1,128}$/.test(echostr)
        ? { reply: { status: 200, body: echostr }, events: [] }
        : refused(400, 'no echostr');
    }
    const hash = createHash('sha256').update(body).digest('hex');
    if (!this.#isFirstWords(`${timestamp}:${nonce}`, hash)) return refused(401, 'used nonce');
    const events = eventsOf(jsonBody(body), { hash, now, locale: this.#rules.locale });
    return events === null
      ? refused(400, 'not a message')
      : { reply: { status: 200, body: '' }, events };
  }

  #isFirstWords(nonce: string, hash: string): boolean {
    const before = this.#bodyOfNonce.get(nonce);
    if (before !== undefined) return before === hash;
    if (this.#bodyOfNonce.size >= noncesMax) this.#bodyOfNonce.clear();
    this.#bodyOfNonce.set(nonce, hash);
    return true;
  }
}

/** sha1 over the three texts, sorted and joined. */
export function signatureOf(appSecret: string, timestamp: string, nonce: string): string {
  const joined = [appSecret, timestamp, nonce].sort().join('');
  return createHash('sha1').update(joined).digest('hex');
}

const id = z.union([z.string(), z.number()]).transform(String);
const messageSchema = z.looseObject({
  type: z.string(),
  sender_id: id.refine((text) => /^\d{1,20}$/.test(text)),
  created_at: z.string(),
  text: z.string().default(''),
  data: z
    .looseObject({ subtype: z.string().optional(), key: id.optional() })
    .nullish()
    .catch(undefined),
});

function eventsOf(
  raw: unknown,
  { hash, now, locale }: { readonly hash: string; readonly now: number; readonly locale: string },
): InboundEvent[] | null {
  const message = messageSchema.safeParse(raw);
  if (!message.success) return null;
  const { type, sender_id: from, created_at, text, data } = message.data;
  // Weibo advises sender and second; the words tell two messages of one second apart.
  const key = `inbox:${hash.slice(0, 32)}`;
  const common = { key, at: instantOf(created_at) ?? now, from, locale, replyRef: key };
  if (type === 'text') return text.trim() === '' ? [] : [{ ...common, kind: 'message', text }];
  if (type !== 'event') return [];
  switch (data?.subtype) {
    case 'follow':
    case 'subscribe':
      return [{ ...common, kind: 'start', payload: null }];
    case 'scan':
    case 'scan_follow':
      return [{ ...common, kind: 'start', payload: data.key ?? null }];
    case 'click':
      return data.key === undefined ? [] : [{ ...common, kind: 'action', action: data.key }];
    case 'unfollow':
    case 'unsubscribe':
      return [{ ...common, kind: 'opt_out', via: data.subtype }];
    default:
      return [];
  }
}

/** Milliseconds, as Weibo's own example has it, or seconds. */
function isFresh(timestamp: string, now: number): boolean {
  if (!/^(?:\d{10}|\d{13})$/.test(timestamp)) return false;
  const at = timestamp.length === 13 ? Number(timestamp) : Number(timestamp) * 1_000;
  return Math.abs(now - at) <= toleranceMs;
}
