import type { RawRequest } from '../../src/ports/channel.js';
import { type Received, refused } from '../common/received.js';
import { isSameText } from '../common/same-text.js';
import { verifiedId } from '../webhook/signature.js';
import { mailMaxBytes, readMail } from './inbound-mail.js';
import type { Inbound } from './settings.js';

/**
 * A mail that an MTA, or a provider, hands in as it is (message/rfc822). It proves itself by a signature of the
 * Standard Webhooks, or by the bare secret, which a pipe can send without any program of its own: then TLS alone
 * keeps the mail from being changed on the way.
 */
export async function receive(
  request: RawRequest,
  inbound: Inbound,
  now: number,
): Promise<Received> {
  if (request.method !== 'POST') return refused(405, 'POST only');
  if (request.body.length > mailMaxBytes) return refused(413, 'too large');
  if (!isGenuine(request, inbound, now)) return refused(401, 'wrong secret');
  const to = request.headers['x-envelope-to'] ?? '';
  const recipients = to.split(',').flatMap((each) => (each.trim() === '' ? [] : each.trim()));
  const read = await readMail(inbound, { raw: request.body, recipients, at: now });
  if (!read.ok) return refused(422, read.why);
  return { reply: { status: 200, body: '' }, events: read.events };
}

function isGenuine({ headers, body }: RawRequest, { secret }: Inbound, now: number): boolean {
  if (headers['webhook-signature'] !== undefined) {
    const key = `whsec_${Buffer.from(secret).toString('base64')}`;
    return verifiedId([key], headers, body, now) !== null;
  }
  return isSameText(headers['authorization'] ?? '', `Bearer ${secret}`);
}
