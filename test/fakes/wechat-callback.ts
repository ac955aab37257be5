import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { RawRequest } from '../../src/ports/channel.js';

// WeChat's side of a callback, written from the platform's description of 消息加解密 and not from our adapter.

export interface CallbackKeys {
  readonly appId: string;
  readonly token: string;
  readonly aesKey: string;
}

export function sha1Sorted(...words: readonly string[]): string {
  const joined = words.toSorted((a, b) => (a < b ? -1 : 1)).join('');
  return createHash('sha1').update(joined, 'utf8').digest('hex');
}

/** @param random 16 bytes, where a test wants known ones */
export function seal(
  words: string,
  { appId, aesKey }: CallbackKeys,
  random = randomBytes(16),
): string {
  const key = Buffer.from(aesKey, 'base64');
  const body = Buffer.from(words, 'utf8');
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  const bare = Buffer.concat([random, size, body, Buffer.from(appId)]);
  const fill = 32 - (bare.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  const whole = Buffer.concat([bare, Buffer.alloc(fill, fill)]);
  return Buffer.concat([cipher.update(whole), cipher.final()]).toString('base64');
}

interface CallOptions {
  readonly now: number;
  /** Absent: true. False: as the plain mode sends it. */
  readonly sealed?: boolean;
  readonly nonce?: string;
}

/** The call by which WeChat tells of a message or an event. */
export function callbackOf(xml: string, keys: CallbackKeys, options: CallOptions): RawRequest {
  const { now, sealed = true, nonce = String(randomBytes(4).readUInt32BE()) } = options;
  const timestamp = String(Math.floor(now / 1_000));
  const signature = sha1Sorted(keys.token, timestamp, nonce);
  const openid = /<FromUserName><!\[CDATA\[(.*?)\]\]>/.exec(xml)?.[1] ?? '';
  const common = { signature, timestamp, nonce, openid };
  const request = {
    method: 'POST',
    path: '/webhooks/wechat',
    headers: { 'content-type': 'text/xml' },
  };
  if (!sealed) return { ...request, query: common, body: Buffer.from(xml) };
  const encrypted = seal(xml, keys);
  const query = {
    ...common,
    encrypt_type: 'aes',
    msg_signature: sha1Sorted(keys.token, timestamp, nonce, encrypted),
  };
  const body = `<xml>\n    <ToUserName><![CDATA[gh_hawker]]></ToUserName>\n    <Encrypt><![CDATA[${encrypted}]]></Encrypt>\n</xml>`;
  return { ...request, query, body: Buffer.from(body) };
}

/** The document of a call: what is no number stands in CDATA. */
export function documentOf(fields: Readonly<Record<string, string | number>>, inner = ''): string {
  const lines = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number'
      ? `<${name}>${value}</${name}>`
      : `<${name}><![CDATA[${value}]]></${name}>`,
  );
  return `<xml>${lines.join('\n')}${inner}</xml>`;
}
