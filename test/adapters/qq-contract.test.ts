import { adapter } from '../../adapters/qq.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { rowsOf } from '../fakes/qq-rules.js';
import { type Fault, type QqMessage, QqServer, type SignedCall } from '../fakes/qq-server.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const person = 'E4F4AEA33253A2797FB897C50B81D7ED';
const picture = 'https://shop.example/cup.jpg';

async function open(): Promise<ChannelPeer> {
  const server = await new QqServer().start();
  server.knows(person);
  server.mayUseKeyboard = true;
  const log = listLog();
  const account = openAccount(adapter, settingsOf(server), { log });
  const meets = (fault: Fault) => () => void server.faults.push(fault);
  const refuses = (code: number, message: string, status = 400) =>
    meets({ kind: 'error', status, code, message });
  const page = (status: number, body: string) => meets({ kind: 'page', status, body, sent: true });
  // Its own token and secret, as it knows them.
  const secrets = `QQBot ${server.secret} access-token-1-of-the-fake`;
  return {
    account,
    address: person,
    received: async () => server.messages.map((message) => asReceived(server, message)),
    // The token has a server of its own: only what is asked of the bot's interface counts.
    requestCount: () => server.calls.filter(({ path }) => path.endsWith('/messages')).length,
    right: () => ({ kind: 'reply', ref: `msg:${server.opensWindow()}`, sequence: 0 }),
    imageUrl: picture,
    secrets: [server.secret, 'access-token-1-of-the-fake'],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: (retryAfterMs) => {
      const headers = retryAfterMs === null ? {} : { 'retry-after': String(retryAfterMs / 1_000) };
      meets({ kind: 'page', status: 429, body: 'slow down', sent: false, headers })();
    },
    agesToken: () => {
      server.agesToken();
      const before = server.tokens.length;
      return () => server.tokens.length - before;
    },
    unknownAddress: () => 'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
    closesWindow: () => {
      refuses(304027, 'MSG_EXPIRE')();
      return 'needs_inbound';
    },
    refusesContent: refuses(304003, 'url not allowed', 403),
    revokes: () => {
      server.isRevoked = true;
    },
    unplugged: () =>
      openAccount(adapter, {
        ...settingsOf(server),
        api_root: 'http://127.0.0.1:2',
        token_root: 'http://127.0.0.1:2',
      }),
    resets: meets({ kind: 'reset', sent: true }),
    hangs: meets({ kind: 'hang', sent: true }),
    obscureAnswers: [
      { why: '500', happen: page(500, 'Internal Server Error') },
      { why: '504', happen: page(504, '{"message":"timeout"}') },
      { why: 'a page with 200', happen: page(200, '<html>fine</html>') },
      { why: 'a redirect', happen: page(302, '') },
    ],
    saysDuplicate: refuses(40054005, '消息被去重，请检查请求msgseq'),
    echoes: [
      { why: 'page', happen: page(200, `<html>${secrets}</html>`) },
      { why: '500', happen: page(500, secrets) },
      { why: 'an unknown code', happen: refuses(999, `bad header: ${secrets}`) },
      { why: 'escaped', happen: refuses(999, encodeURIComponent(secrets)) },
      { why: 'reset', happen: meets({ kind: 'reset', sent: false }) },
    ],
    inbound: inboundPeer(server, account),
    stop: () => server.stop(),
  };
}

function settingsOf(server: QqServer) {
  return {
    app_id: server.appId,
    client_secret: server.secret,
    keyboard: true,
    api_root: server.url,
    token_root: server.url,
  };
}

function asReceived(server: QqServer, { id, to, body }: QqMessage): ReceivedMessage {
  const markdown = body['markdown'] as { content: string } | undefined;
  const media = body['media'] as { file_info: string } | undefined;
  const buttons = rowsOf(body).flat() as {
    render_data: { label: string };
    action: { data: string };
  }[];
  return {
    to,
    ref: id,
    text: markdown?.content ?? String(body['content'] ?? ''),
    imageUrl: media === undefined ? null : (server.files.get(media.file_info)?.url ?? null),
    buttons: buttons.map(({ render_data, action }) => ({
      label: render_data.label,
      target: action.data,
    })),
  };
}

function inboundPeer(server: QqServer, account: ChannelAccount) {
  const call = ({ body, headers }: SignedCall): RawRequest => ({
    method: 'POST',
    path: '/webhooks/qq',
    query: {},
    headers,
    body: Buffer.from(body),
  });
  const genuine = () => server.says(person, 'x');
  const without = (header: string) => {
    const { body, headers } = genuine();
    return call({ body, headers: { ...headers, [header]: '' } });
  };
  const flipped = () => {
    const { body, headers } = genuine();
    return call({ body: body.replace('"x"', '"y"'), headers });
  };
  const minutes = (count: number) => Date.now() + count * 60_000;
  return {
    account,
    from: person,
    accepted: { status: 200, body: '{"op":12,"d":0}' },
    message: (text: string) => call(server.says(person, text)),
    start: (payload: string) => call(server.befriends(person, payload)),
    leave: () => call(server.unfriends(person)),
    forged: () => [
      { why: 'no signature', request: without('x-signature-ed25519'), status: 401 },
      { why: 'no timestamp', request: without('x-signature-timestamp'), status: 401 },
      { why: 'a flipped byte', request: flipped(), status: 401 },
      {
        why: 'another key',
        request: call(server.signed(genuine().body, Date.now(), 'another-secret-0')),
        status: 401,
      },
      {
        why: 'an old timestamp',
        request: call(server.signed(genuine().body, minutes(-6))),
        status: 401,
      },
      {
        why: 'a timestamp to come',
        request: call(server.signed(genuine().body, minutes(6))),
        status: 401,
      },
      { why: 'GET', request: { ...call(genuine()), method: 'GET' }, status: 405 },
    ],
  };
}

channelContract('qq', open, {
  8: 'no code of QQ names a block: who removes the bot is told by FRIEND_DEL (case 25), and a reply then meets a closed chat',
  11: 'an openid belongs to one person and one bot for ever',
  14: 'replies have no quota of a day: five to each message is all there is, and pushing is no more since 2025-04-21',
});
