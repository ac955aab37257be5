import { adapter } from '../../adapters/telegram.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { type Fault, type TelegramMessage, TelegramServer } from '../fakes/telegram-server.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const person = 700_001;
const secret = 'webhook-secret-0123456789';

async function open(): Promise<ChannelPeer> {
  const server = await new TelegramServer({ limits: { perSecond: null, perChatMs: null } }).start();
  server.knows(person);
  const log = listLog();
  const settings = { token: server.token, api_root: server.url, username: server.username };
  const account = openAccount(adapter, settings, { log });
  const meets = (fault: Fault) => () => void server.faults.push(fault);
  const page = (status: number, body: string) => meets({ kind: 'page', status, body, sent: true });
  const url = `${server.url}/bot${server.token}/sendMessage`;
  return {
    account,
    address: String(person),
    received: async () => server.messages.map(asReceived),
    requestCount: () => server.calls.length,
    secrets: [server.token, server.token.split(':')[1] ?? '', encodeURIComponent(server.token)],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: (retryAfterMs) => {
      const parameters = retryAfterMs === null ? {} : { retry_after: retryAfterMs / 1_000 };
      meets({ kind: 'error', code: 429, description: 'Too Many Requests', parameters })();
    },
    blocks: () => {
      server.knows(700_002);
      server.blocks(700_002);
      return '700002';
    },
    unknownAddress: () => '999999',
    moves: () => {
      server.knows(-500, 'group');
      server.migrates(-500, -1_000_500);
      return { from: '-500', to: '-1000500' };
    },
    refusesContent: meets({
      kind: 'error',
      code: 400,
      description: "Bad Request: can't parse entities",
    }),
    revokes: () => {
      server.isRevoked = true;
    },
    unplugged: () => openAccount(adapter, { token: server.token, api_root: 'http://127.0.0.1:1' }),
    resets: meets({ kind: 'reset', sent: true }),
    hangs: meets({ kind: 'hang', sent: true }),
    obscureAnswers: [
      { why: '500', happen: page(500, 'Internal Server Error') },
      { why: '502', happen: page(502, '<html>Bad Gateway</html>') },
      { why: 'a page with 200', happen: page(200, '<html>fine</html>') },
    ],
    echoes: [
      { why: 'page', happen: page(200, `<html>${url}</html>`) },
      { why: '500', happen: page(500, url) },
      {
        why: '400',
        happen: meets({ kind: 'error', code: 400, description: `Bad Request: ${url}` }),
      },
      {
        why: '400, escaped',
        happen: meets({ kind: 'error', code: 400, description: encodeURIComponent(url) }),
      },
      { why: 'reset', happen: meets({ kind: 'reset', sent: false }) },
    ],
    inbound: inboundPeer(server),
    stop: () => server.stop(),
  };
}

function asReceived({ chatId, messageId, payload }: TelegramMessage): ReceivedMessage {
  const markup = payload['reply_markup'] as { inline_keyboard: Record<string, string>[][] };
  return {
    to: String(chatId),
    ref: `${chatId}:${messageId}`,
    text: String(payload['text'] ?? payload['caption'] ?? ''),
    imageUrl: payload['photo'] === undefined ? null : String(payload['photo']),
    buttons: (markup?.inline_keyboard ?? []).flat().map((button) => ({
      label: button['text'] ?? '',
      target: button['url'] ?? button['callback_data'] ?? '',
    })),
  };
}

function inboundPeer(server: TelegramServer) {
  const settings = {
    token: server.token,
    api_root: server.url,
    updates: 'webhook',
    webhook_secret: secret,
  };
  const account: ChannelAccount = openAccount(adapter, settings, {
    publicUrl: 'https://shop.example',
  });
  let updateId = 0;
  const chat = { id: person, type: 'private', first_name: 'Ann' };
  const call = (update: object, headers: Record<string, string> = genuine): RawRequest => {
    updateId += 1;
    const body = Buffer.from(JSON.stringify({ update_id: updateId, ...update }));
    return { method: 'POST', path: '/webhooks/telegram', query: {}, headers, body };
  };
  const genuine = { 'x-telegram-bot-api-secret-token': secret };
  const message = (text: string) => ({
    message: { message_id: 1, date: 1_700_000_000, chat, from: { id: person }, text },
  });
  const forged = (value: string) => ({ 'x-telegram-bot-api-secret-token': value });
  return {
    account,
    from: String(person),
    accepted: { status: 200, body: '' },
    message: (text: string) => call(message(text)),
    start: (payload: string) => call(message(`/start ${payload}`)),
    leave: () =>
      call({
        my_chat_member: {
          chat,
          from: { id: person },
          date: 1_700_000_000,
          old_chat_member: { status: 'member' },
          new_chat_member: { status: 'kicked' },
        },
      }),
    // A flipped byte of the body cannot be told: Telegram's header does not cover it, hence TLS only.
    forged: () => [
      { why: 'no header', request: call(message('x'), {}), status: 401 },
      { why: 'flipped', request: call(message('x'), forged(`X${secret.slice(1)}`)), status: 401 },
      { why: 'too short', request: call(message('x'), forged(secret.slice(1))), status: 401 },
      { why: 'longer', request: call(message('x'), forged(`${secret}x`)), status: 401 },
      { why: 'GET', request: { ...call(message('x')), method: 'GET' }, status: 405 },
    ],
  };
}

channelContract('telegram', open, {
  10: 'Telegram has no reply window: who pressed Start can be written to at any time',
  14: 'Telegram counts no daily or monthly quota of messages',
  15: 'a bot’s token never runs out',
  20: 'Telegram takes no key and so knows of no repeat',
});
