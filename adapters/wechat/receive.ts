import type { RawRequest } from '../../src/ports/channel.js';
import { type Received, refused } from '../common/received.js';
import { decrypt, isSigned } from './crypto.js';
import { eventsOf } from './events.js';
import type { WechatSettings } from './settings.js';
import { parseXml } from './xml.js';

// A message holds 2,048 bytes of words; sealed and in base64 with all around it, a few thousand.
const mostBytes = 64_000;
const sealedMax = 60_000;
/** WeChat repeats a call twice within 15 s; what is older than this was kept by somebody. */
const oldestMs = 300_000;

type Keys = Pick<WechatSettings, 'appId' | 'token' | 'aesKey' | 'locale'>;

/**
 * A call of WeChat's. In the safe mode its signature covers the sealed body; in the plain mode it covers neither body
 * nor sender, which is why that mode has to be asked for. The events of a repeat have the same keys.
 */
export function receive(request: RawRequest, keys: Keys, now: number): Received {
  const { method, query, body } = request;
  const { timestamp = '', nonce = '' } = query;
  if (method !== 'GET' && method !== 'POST') return refused(405, 'GET or POST only');
  if (body.length > mostBytes) return refused(413, 'too large');
  if (!/^\d{10}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1_000) > oldestMs) {
    return refused(401, 'wrong time');
  }
  if (method === 'GET') return greet(query, [keys.token, timestamp, nonce]);
  const document =
    keys.aesKey === null
      ? plainDocument(request, keys)
      : sealedDocument(request, keys, keys.aesKey);
  if ('reply' in document) return document;
  const events = eventsOf(document.xml, keys.locale);
  if (events === null) return refused(400, 'not a message');
  return { reply: { status: 200, body: 'success' }, events };
}

/** WeChat asks once, when the address is entered at its site, for its own word back. */
function greet(
  { signature = '', echostr = '' }: RawRequest['query'],
  parts: readonly string[],
): Received {
  if (!isSigned(signature, parts)) return refused(401, 'wrong signature');
  if (!/^[\w+/=-]{1,256}$/.test(echostr)) return refused(400, 'no echostr');
  return { reply: { status: 200, body: echostr }, events: [] };
}

type Document = { readonly xml: unknown } | Received;

function plainDocument({ query, body }: RawRequest, { token }: Keys): Document {
  const { signature = '', timestamp = '', nonce = '' } = query;
  if (!isSigned(signature, [token, timestamp, nonce])) return refused(401, 'wrong signature');
  return { xml: parseXml(body) };
}

/** Verified as it came, before anything of it is parsed. */
function sealedDocument(
  { query, body }: RawRequest,
  { token, appId }: Keys,
  aesKey: string,
): Document {
  const { msg_signature: signature = '', timestamp = '', nonce = '' } = query;
  const sealed = sealedPart(body);
  if (sealed === null) return refused(400, 'nothing encrypted');
  if (!isSigned(signature, [token, timestamp, nonce, sealed])) {
    return refused(401, 'wrong signature');
  }
  const opened = decrypt(sealed, aesKey, appId);
  return opened === null ? refused(401, 'not for this account') : { xml: parseXml(opened) };
}

function sealedPart(body: Uint8Array): string | null {
  const text = Buffer.from(body).toString('latin1');
  const from = text.indexOf('<Encrypt>');
  const to = text.indexOf('</Encrypt>', from);
  if (from < 0 || to < 0) return null;
  const inner = text.slice(from + '<Encrypt>'.length, to).trim();
  const sealed = /^<!\[CDATA\[(.*)\]\]>$/s.exec(inner)?.[1] ?? inner;
  return sealed.length <= sealedMax && /^[A-Za-z0-9+/]+={0,2}$/.test(sealed) ? sealed : null;
}
