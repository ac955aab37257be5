import { adapter } from '../../adapters/wechat.js';
import type { RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelContract, type ReceivedMessage } from '../contract/channel.js';
import { callbackOf, documentOf } from '../fakes/wechat-callback.js';
import { type WechatFault, type WechatMessage, WechatServer } from '../fakes/wechat-server.js';
import { openAccount } from '../support/channels.js';
import { ann, bob, openWechat, rightToAnswer, settingsFor } from '../support/wechat.js';

// Ten in the morning in Shanghai; its next midnight is 16:00 UTC.
const morning = Date.UTC(2026, 10, 21, 2);
const midnight = Date.UTC(2026, 10, 21, 16);

function opener(type: 'service' | 'subscription') {
  return async (): Promise<ChannelPeer> => {
    const { server, account, log, open } = await openWechat({ type, now: () => morning });
    const nobody = await addressOfNobody();
    let isClosed = false;
    const meets = (fault: WechatFault) => () => void server.faults.push(fault);
    const page = (status: number, body: string) =>
      meets({ kind: 'page', status, body, sent: true });
    return {
      account,
      address: ann,
      imageUrl: server.pictureUrl,
      received: async () => server.messages.map((message) => asReceived(message, server)),
      requestCount: () => server.calls.length,
      secrets: secretsOf(server),
      logged: () => log.lines.map((line) => JSON.stringify(line)),
      right: () => (isClosed ? { kind: 'reply', ref: 'gone', sequence: 0 } : rightToAnswer(server)),
      agesToken: () => {
        const before = server.tokens.stable.made;
        server.tokens.stable.endAll(server.now);
        return () => server.tokens.stable.made - before;
      },
      blocks: () => {
        server.people.becomes(bob, 'left');
        return bob;
      },
      unknownAddress: () => 'oNobody_cccccccccccccccccccc',
      closesWindow: () => {
        isClosed = true;
        return 'needs_inbound';
      },
      refusesContent: meets({ kind: 'errcode', code: 45002, words: 'content size out of limit' }),
      revokes: () => {
        server.isRevoked = true;
        server.tokens.stable.forgetAll();
      },
      usesUpQuota: () => {
        server.leftToday = 0;
        return { retryAtMs: midnight };
      },
      unplugged: () => open({ base_url: nobody }),
      resets: meets({ kind: 'reset', sent: true }),
      hangs: meets({ kind: 'hang', sent: true }),
      obscureAnswers: [
        { why: '500', happen: page(500, 'Internal Server Error') },
        { why: '502', happen: page(502, '<html>Bad Gateway</html>') },
        { why: 'a page with 200', happen: page(200, '<html>fine</html>') },
        { why: 'busy', happen: meets({ kind: 'errcode', code: -1, words: 'system error' }) },
      ],
      echoes: echoesOf(server),
      inbound: inboundPeer(server),
      stop: () => server.stop(),
    };
  };
}

/** Nobody listens there any more. */
async function addressOfNobody(): Promise<string> {
  const gone = await new WechatServer().start();
  const { url } = gone;
  await gone.stop();
  return url;
}

function secretsOf(server: WechatServer): readonly string[] {
  const { token, aesKey } = server.keys;
  const given = server.tokens.stable.current(server.now)?.value ?? 'none';
  return [server.appSecret, token, aesKey, given, encodeURIComponent(given)];
}

/** Every call of the next message, and of the look at the account's health, repeats what it was asked. */
function echoesOf(server: WechatServer) {
  const paths = ['message/custom/send', 'get_api_domain_ip', 'stable_token'];
  const all = (fault: (path: string) => WechatFault) => () =>
    void server.faults.push(...paths.map(fault));
  const said = ({ url, headers, body }: { url: string; headers: string; body: object }) =>
    `${url} ${headers} ${JSON.stringify(body)}`;
  return [
    {
      why: 'page',
      happen: all((path) => ({ path, kind: 'page', status: 200, body: said, sent: false })),
    },
    {
      why: '500',
      happen: all((path) => ({ path, kind: 'page', status: 500, body: said, sent: false })),
    },
    { why: 'errmsg', happen: all((path) => ({ path, kind: 'errcode', code: 45002, words: said })) },
    {
      why: 'errmsg, escaped',
      happen: all((path) => ({
        path,
        kind: 'errcode',
        code: 45002,
        words: (asked) => encodeURIComponent(said(asked)),
      })),
    },
    {
      why: 'errmsg to a token asked for',
      happen: () => {
        server.tokens.stable.forgetAll();
        all((path) => ({ path, kind: 'errcode', code: 40125, words: said }))();
      },
    },
    { why: 'reset', happen: all((path) => ({ path, kind: 'reset', sent: false })) },
  ];
}

function asReceived({ to, body, window }: WechatMessage, server: WechatServer): ReceivedMessage {
  const ref = `reply:${window?.opener}:${window?.before}`;
  const content = body[String(body['msgtype'])] as Record<string, unknown>;
  const common = { to, ref, imageUrl: null, text: '', buttons: [] };
  switch (body['msgtype']) {
    case 'text':
      return { ...common, ...textAndLinks(String(content['content'])) };
    case 'image': {
      const kept = server.media.get(String(content['media_id']));
      const isOurs = kept?.bytes.equals(server.pictureBytes) ?? false;
      return { ...common, imageUrl: isOurs ? server.pictureUrl : 'another picture' };
    }
    case 'msgmenu': {
      const list = content['list'] as { id: string; content: string }[];
      const links = String(content['tail_content']).matchAll(/^(.+): (https?:.+)$/gm);
      const buttons = [...links].map(([, label = '', target = '']) => ({ label, target }));
      const items = list.map((item) => ({ label: item.content, target: item.id }));
      return { ...common, text: String(content['head_content']), buttons: [...buttons, ...items] };
    }
    default:
      throw new Error(`nobody can read a ${String(body['msgtype'])}`);
  }
}

function textAndLinks(content: string) {
  const link = /\n?<a href="([^"]*)">([^<]*)<\/a>/g;
  const buttons = [...content.matchAll(link)].map(([, target = '', label = '']) => ({
    label,
    target,
  }));
  return { text: content.replace(link, ''), buttons };
}

function inboundPeer(server: WechatServer) {
  const account = openAccount(adapter, settingsFor(server), { now: () => server.now });
  const { keys, customers, now } = server;
  const text = (): RawRequest => customers.writes(ann, 'x');
  const xml = documentOf({ FromUserName: ann, CreateTime: 1, MsgType: 'text', Content: 'x' });
  const with2 = (change: Partial<RawRequest['query']>, request = text()) => ({
    ...request,
    query: Object.fromEntries(
      Object.entries({ ...request.query, ...change }).filter(([, value]) => value !== undefined),
    ) as RawRequest['query'],
  });
  const flipped = (request: RawRequest) => {
    const body = Buffer.from(request.body);
    const at = body.indexOf('<Encrypt>') + 60;
    body[at] = body[at] === 65 ? 66 : 65;
    return { ...request, body };
  };
  return {
    account,
    from: ann,
    accepted: { status: 200, body: 'success' },
    message: (words: string) => customers.writes(ann, words),
    start: (payload: string) => customers.follows(ann, payload),
    leave: () => customers.leaves(ann),
    forged: () => [
      { why: 'no signature', request: with2({ msg_signature: '' }), status: 401 },
      { why: 'flipped', request: flipped(text()), status: 401 },
      {
        why: 'another token',
        request: callbackOf(xml, { ...keys, token: 'other' }, { now }),
        status: 401,
      },
      {
        why: 'another account',
        request: callbackOf(xml, { ...keys, appId: 'wx0000000000000000' }, { now }),
        status: 401,
      },
      {
        why: 'another key',
        request: callbackOf(xml, { ...keys, aesKey: 'b'.repeat(43) }, { now }),
        status: 401,
      },
      {
        why: 'six minutes old',
        request: callbackOf(xml, keys, { now: now - 360_000 }),
        status: 401,
      },
      { why: 'later nonce', request: with2({ nonce: '1' }), status: 401 },
      { why: 'not sealed', request: callbackOf(xml, keys, { now, sealed: false }), status: 400 },
      { why: 'PUT', request: { ...text(), method: 'PUT' }, status: 405 },
    ],
  };
}

const reasons = {
  6: 'WeChat names no delay: 45011 counts by the minute, and its test says so',
  7: 'its throttle always ends with the minute (45011), so the adapter always names one',
  11: 'a follower’s openid is the same as long as the account is',
  20: 'a customer-service message takes no key; of mass sends, which do, wechat-mass.test.ts tells',
} as const;

channelContract('wechat, a service account', opener('service'), reasons);
channelContract('wechat, a subscription account', opener('subscription'), reasons);
