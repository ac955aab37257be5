import { Webhook } from 'standardwebhooks';
import { adapter } from '../../adapters/webhook.js';
import type { RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import {
  type ReceiverFault,
  type TakenMessage,
  WebhookReceiver,
} from '../fakes/webhook-receiver.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const inboundSecret = `whsec_${Buffer.from('inbound-secret-0123456789abcdefg').toString('base64')}`;
const person = 'app-user-7';

async function open(): Promise<ChannelPeer> {
  const receiver = await new WebhookReceiver().start();
  const log = listLog();
  const settings = { url: receiver.url, secret: receiver.secret, allow_private: true };
  const meets = (fault: ReceiverFault) => () => void receiver.faults.push(fault);
  const answers = (status: number, body = '', headers: Record<string, string> = {}) =>
    meets({ kind: 'answer', status, body, headers });
  const refuses = (answer: object) => answers(422, JSON.stringify(answer));
  const echo = `<p>${receiver.url} ${receiver.secret}</p>`;
  return {
    account: openAccount(adapter, settings, { log }),
    address: person,
    received: async () => receiver.messages.map(asReceived),
    requestCount: () => receiver.calls.length,
    secrets: [receiver.secret, receiver.secret.slice('whsec_'.length), 'token-in-url-4711'],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: (retryAfterMs) => {
      const seconds = retryAfterMs === null ? {} : { 'retry-after': String(retryAfterMs / 1_000) };
      answers(429, '', seconds)();
    },
    blocks: () => {
      receiver.refuses('app-user-8', { error: 'blocked' });
      return 'app-user-8';
    },
    unknownAddress: () => {
      receiver.refuses('nobody', { error: 'unknown_recipient' });
      return 'nobody';
    },
    closesWindow: () => {
      refuses({ error: 'needs_inbound' })();
      return 'needs_inbound';
    },
    moves: () => {
      receiver.refuses('old', { error: 'moved', to: 'new' });
      return { from: 'old', to: 'new' };
    },
    refusesContent: refuses({ error: 'rejected' }),
    revokes: () => {
      receiver.isRevoked = true;
    },
    usesUpQuota: () => {
      refuses({ error: 'quota', retry_at: '2026-12-01T00:00:00+08:00' })();
      return { retryAtMs: Date.UTC(2026, 10, 30, 16) };
    },
    unplugged: () => openAccount(adapter, { ...settings, url: 'http://127.0.0.1:1/' }),
    resets: meets({ kind: 'reset' }),
    hangs: meets({ kind: 'hang' }),
    obscureAnswers: [
      { why: '500', happen: answers(500, 'no') },
      { why: '502', happen: answers(502, '<html>Bad Gateway</html>') },
      { why: '503', happen: answers(503, '', { 'retry-after': '60' }) },
      { why: 'a page with 200', happen: answers(200, '<html>fine</html>') },
    ],
    saysDuplicate: answers(409),
    echoes: [
      { why: 'page', happen: answers(200, echo) },
      { why: '500', happen: answers(500, echo) },
      { why: '400', happen: answers(400, echo) },
      { why: 'error', happen: refuses({ error: echo }) },
      { why: 'redirect', happen: answers(302, '', { location: receiver.url }) },
      { why: 'reset', happen: meets({ kind: 'reset' }) },
    ],
    inbound: inboundPeer(settings),
    stop: () => receiver.stop(),
  };
}

function asReceived({ id, to, text, blocks }: TakenMessage): ReceivedMessage {
  const rows = blocks.flatMap((block) => (block['rows'] ?? []) as Record<string, string>[][]);
  return {
    to,
    ref: id,
    text,
    imageUrl: String(blocks.find(({ kind }) => kind === 'image')?.['url'] ?? '') || null,
    buttons: rows.flat().map((button) => ({
      label: button['label'] ?? '',
      target: button['url'] ?? button['action'] ?? '',
    })),
  };
}

let calls = 0;

/** Signed by the standard's own library, as a shop's software would. */
function call(
  content: object,
  more: { at?: number; secret?: string; without?: string } = {},
): RawRequest {
  calls += 1;
  const id = `msg_${calls}`;
  const at = new Date(more.at ?? Date.now());
  const body = JSON.stringify(content);
  const headers: Record<string, string> = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(more.secret ?? inboundSecret).sign(id, at, body),
  };
  if (more.without !== undefined) delete headers[more.without];
  const raw = { method: 'POST', path: '/webhooks/webhook', query: {}, headers };
  return { ...raw, body: Buffer.from(body) };
}

function inboundPeer(settings: { readonly secret: string }) {
  const account = openAccount(adapter, { ...settings, inbound_secret: inboundSecret });
  const message = { type: 'message', from: person, text: 'x' };
  const flipped = () => {
    const genuine = call(message);
    return { ...genuine, body: Buffer.from(genuine.body.toString().replace('"x"', '"y"')) };
  };
  const refused = (why: string, request: RawRequest) => ({ why, request, status: 401 });
  return {
    account,
    from: person,
    accepted: { status: 200, body: '' },
    message: (text: string) => call({ ...message, text }),
    start: (payload: string) => call({ type: 'start', from: person, payload }),
    leave: () => call({ type: 'opt_out', from: person }),
    forged: () => [
      refused('flipped body', flipped()),
      refused('no signature', call(message, { without: 'webhook-signature' })),
      refused('no id', call(message, { without: 'webhook-id' })),
      refused('no timestamp', call(message, { without: 'webhook-timestamp' })),
      refused('our own outbound key', call(message, { secret: settings.secret })),
      refused('old', call(message, { at: Date.now() - 301_000 })),
      refused('from the future', call(message, { at: Date.now() + 302_000 })),
      { why: 'GET', request: { ...call(message), method: 'GET' }, status: 405 },
    ],
  };
}

channelContract('webhook', open, {
  15: 'a signing secret never runs out; a new one is put beside the old',
});
