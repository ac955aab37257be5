import type { ServerResponse } from 'node:http';
import type { Json } from './wechat-rules.js';

export interface Upload {
  readonly bytes: Buffer;
  readonly type: string;
}

/** The one file of a form, under the name that WeChat wants. */
export function multipart(raw: Buffer, type = ''): Upload | null {
  const mark = /boundary=(.+)$/.exec(type)?.[1];
  if (mark === undefined) return null;
  const text = raw.toString('latin1');
  const head = /name="media"; filename="[^"]+"\r\n(?:.*\r\n)*?\r\n/.exec(text);
  if (head === null) return null;
  const from = head.index + head[0].length;
  const to = text.indexOf(`\r\n--${mark}`, from);
  const kind = /content-type: (\S+)/i.exec(head[0])?.[1] ?? '';
  return { bytes: raw.subarray(from, to), type: kind };
}

export function parsed(raw: Buffer): Json {
  if (raw.length === 0) return {};
  try {
    return JSON.parse(raw.toString('utf8')) as Json;
  } catch {
    return {};
  }
}

export function answer(response: ServerResponse, body: Json): void {
  if (response.destroyed) return;
  response
    .writeHead(200, { 'content-type': 'application/json; encoding=utf-8' })
    .end(JSON.stringify(body));
}
