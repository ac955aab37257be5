import { adapter } from '../../adapters/weibo.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { type Fault, type InboxCall, WeiboServer } from '../fakes/weibo-server.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

const person = '2489518277';
const link = 'https://shop.example/';

// The account's two sides have rules of their own: what is published, and what is said to one person.

async function openPosts(): Promise<ChannelPeer> {
  const server = await new WeiboServer().start();
  const settings = {
    access_token: server.accessToken,
    safe_domains: server.safeDomains,
    link,
    rip: '211.156.0.1',
  };
  const picture = `${server.url}/cup.jpg`;
  const received = async () =>
    server.posts.map(
      (post): ReceivedMessage => ({
        to: 'timeline',
        ref: post.id,
        // The link that Weibo wants of every post.
        text: post.status.replace(`\n${link}`, ''),
        imageUrl: post.picture?.equals(server.picture) === true ? picture : null,
        buttons: [],
      }),
    );
  return {
    ...common(server, settings, '/2/statuses/share.json'),
    address: 'timeline',
    imageUrl: picture,
    received,
    saysDuplicate: () => void server.publishes(`hi\n${link}`),
  };
}

async function openInbox(): Promise<ChannelPeer> {
  const server = await new WeiboServer().start();
  server.says(person, '在吗');
  const settings = { access_token: server.accessToken, app_secret: server.appSecret };
  const peer = common(server, settings, '/2/messages/reply.json');
  return {
    ...peer,
    address: person,
    right: () => ({ kind: 'reply', ref: 'inbox:1', sequence: 0 }),
    received: async () =>
      server.messages.map(({ uid, data }): ReceivedMessage => {
        const [article] = (data['articles'] ?? []) as { summary: string; image: string }[];
        return {
          to: uid,
          // 粉丝服务平台 names no message.
          ref: `to:${uid}`,
          text: article?.summary ?? String(data['text']),
          imageUrl: article?.image ?? null,
          buttons: [],
        };
      }),
    unknownAddress: () => '999999',
    closesWindow: () => {
      server.unfollows(person);
      return 'needs_inbound';
    },
    inbound: inboundPeer(server, peer.account),
  };
}

function common(server: WeiboServer, settings: Record<string, unknown>, path: string) {
  const log = listLog();
  const roots = (url: string) => ({ ...settings, api_root: url, messages_root: url });
  const account = openAccount(adapter, roots(server.url), { log });
  const meets = (fault: Fault) => () => void server.faults.push(fault);
  // Posted words are taken once, so an obscure answer to a post comes without one.
  const sent = !path.includes('share');
  const page = (status: number, body: string) => meets({ kind: 'page', status, body, sent });
  const known = [settings['access_token'], settings['app_secret'] ?? ''].map(String);
  const secrets = `OAuth2 ${known.join(' ')}`;
  const refuses = (message: string) => meets({ kind: 'error', status: 400, code: 20999, message });
  return {
    account,
    requestCount: () => server.calls.filter((call) => call.path === path).length,
    secrets: known.filter((secret) => secret !== ''),
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: (retryAfterMs: number | null) => {
      const headers: Record<string, string> =
        retryAfterMs === null ? {} : { 'retry-after': String(retryAfterMs / 1_000) };
      meets({ kind: 'page', status: 429, body: 'slow down', sent: false, headers })();
    },
    refusesContent: meets({
      kind: 'error',
      status: 400,
      code: 20021,
      message: 'content is illegal!',
    }),
    revokes: () => {
      server.isRevoked = true;
    },
    // Not port 1: fetch refuses that itself.
    unplugged: () => openAccount(adapter, roots('http://127.0.0.1:2')),
    resets: meets({ kind: 'reset', sent: true }),
    hangs: meets({ kind: 'hang', sent: true }),
    obscureAnswers: [
      { why: '500', happen: page(500, 'Internal Server Error') },
      { why: '502', happen: page(502, '<html>Bad Gateway</html>') },
      { why: 'a page with 200', happen: page(200, '<html>fine</html>') },
      { why: 'a redirect', happen: page(302, '') },
    ],
    echoes: [
      { why: 'page', happen: page(200, `<html>${secrets}</html>`) },
      { why: 'an unknown code', happen: refuses(`bad header: ${secrets}`) },
      { why: 'escaped', happen: refuses(encodeURIComponent(secrets)) },
      { why: 'reset', happen: meets({ kind: 'reset', sent: false }) },
    ],
    stop: () => server.stop(),
  };
}

function inboundPeer(server: WeiboServer, account: ChannelAccount) {
  const call = ({ query, body }: InboxCall): RawRequest => ({
    method: 'POST',
    path: '/webhooks/weibo',
    query,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  });
  const genuine = () => server.says(person, 'x');
  const changed = (change: Record<string, string>) => {
    const { query, body } = genuine();
    return call({ body, query: { ...query, ...change } });
  };
  const signedAt = (minutes: number) =>
    call(server.signedCall(genuine().body, { at: Date.now() + minutes * 60_000 }));
  return {
    account,
    from: person,
    accepted: { status: 200, body: '' },
    message: (text: string) => call(server.says(person, text)),
    start: (payload: string) => call(server.scans(person, payload)),
    leave: () => call(server.unfollows(person)),
    // A flipped byte of the body cannot be told: Weibo's signature does not cover it, hence TLS only.
    forged: () => [
      { why: 'no signature', request: changed({ signature: '' }), status: 401 },
      { why: 'a flipped digit', request: changed({ nonce: '1' }), status: 401 },
      // Within the time allowed, so only the signature refuses it; far from the next millisecond, which may be the signed one.
      {
        why: 'another time',
        request: changed({ timestamp: String(Date.now() + 60_000) }),
        status: 401,
      },
      {
        why: 'another key',
        request: call(server.signedCall(genuine().body, { secret: 'another' })),
        status: 401,
      },
      { why: 'an old timestamp', request: signedAt(-6), status: 401 },
      { why: 'a timestamp to come', request: signedAt(6), status: 401 },
      { why: 'PUT', request: { ...call(genuine()), method: 'PUT' }, status: 405 },
    ],
  };
}

const onBothSides = {
  3: 'Weibo has no buttons, neither under posts nor in the inbox',
  8: 'no code of Weibo names a block: who unfollows is told by an event (case 25)',
  11: 'a uid belongs to one person for ever',
  14: 'Weibo counts by the hour, and names no quota of a day or month',
  15: 'an access token is not renewed by the app: its owner has to grant another one',
} as const;

channelContract('weibo posts', openPosts, {
  ...onBothSides,
  5: 'Weibo takes no key, and refuses the words themselves a second time (weibo.test.ts)',
  9: 'a post is addressed to nobody',
  10: 'a post needs nobody’s word to open a window',
  22: 'what is told of posts is read back, not called in',
  23: 'what is told of posts is read back, not called in',
  24: 'what is told of posts is read back, not called in (weibo-engagement.test.ts)',
  25: 'what is told of posts is read back, not called in',
  26: 'what is told of posts is read back, not called in',
});

channelContract('weibo inbox', openInbox, {
  ...onBothSides,
  20: 'the inbox takes no key and so knows of no repeat',
});
