import { createHmac } from 'node:crypto';
import { isSameText } from '../common/same-text.js';

/** @see https://www.standardwebhooks.com, specification 1.0 */
export interface SignedHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

const toleranceS = 5 * 60;

/** One signature for each secret, so that a receiver can change to the next one at any time. */
export function signed(
  secrets: readonly string[],
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
): SignedHeaders {
  const timestamp = String(Math.floor(at / 1_000));
  const content = Buffer.from(`${id}.${timestamp}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${macOf(secret, content)}`).join(' '),
  };
}

/** @returns the call's id, or null if it is not genuine, or older or newer than five minutes */
export function verifiedId(
  secrets: readonly string[],
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  now: number,
): string | null {
  const { id, timestamp, given } = read(headers);
  if (!/^[\x21-\x7e]{1,256}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(Math.floor(now / 1_000) - Number(timestamp)) > toleranceS) return null;
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const wanted = secrets.map((secret) => macOf(secret, content));
  // Every pair is compared, so that how long it takes tells nothing.
  const matches = wanted.flatMap((mac) => given.map((each) => isSameText(each, mac)));
  return matches.includes(true) ? id : null;
}

function read(headers: Readonly<Record<string, string>>) {
  const given = (headers['webhook-signature'] ?? '')
    .split(' ')
    .slice(0, 10)
    .filter((each) => each.startsWith('v1,'))
    .map((each) => each.slice('v1,'.length));
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers;
  return { id, timestamp, given };
}

function macOf(secret: string, content: Uint8Array): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
