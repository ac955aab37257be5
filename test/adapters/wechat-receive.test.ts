import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelAccount, InboundEvent, RawRequest } from '../../src/ports/channel.js';
import { callbackOf, sha1Sorted } from '../fakes/wechat-callback.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { ann, openWechat } from '../support/wechat.js';

const morning = Date.UTC(2026, 10, 21, 2);
const seconds = morning / 1_000;

describe('what WeChat tells an account', () => {
  let server: WechatServer;
  let account: ChannelAccount;
  let open: Awaited<ReturnType<typeof openWechat>>['open'];
  beforeEach(async () => {
    ({ server, account, open } = await openWechat({ now: () => morning }));
  });
  afterEach(() => server.stop());

  const told = async (request: RawRequest, by = account) => {
    const answer = await by.receive?.(request);
    if (answer === undefined) throw new Error('the account takes no calls');
    return answer;
  };
  const eventsOf = async (request: RawRequest) => (await told(request)).events;

  const cases: readonly {
    readonly what: string;
    readonly call: (server: WechatServer) => RawRequest;
    readonly events: readonly Partial<InboundEvent>[];
  }[] = [
    {
      what: 'an item of a menu message as its action, which counts as written',
      call: ({ customers }) => customers.writes(ann, '不要', { bizmsgmenuid: 'no:1' }),
      events: [{ kind: 'action', action: 'no:1', opens: 'message' }],
    },
    {
      what: 'a picture as a placeholder: it opens the window all the same',
      call: ({ customers }) =>
        customers.sendsMedia(ann, 'image', { PicUrl: 'https://x/', MediaId: 'm' }),
      events: [{ kind: 'message', text: '[image]' }],
    },
    {
      what: 'a voice by what WeChat heard',
      call: ({ customers }) =>
        customers.sendsMedia(ann, 'voice', { MediaId: 'm', Recognition: '红色的鞋' }),
      events: [{ kind: 'message', text: '红色的鞋' }],
    },
    {
      what: 'a voice that nobody wrote down',
      call: ({ customers }) =>
        customers.sendsMedia(ann, 'voice', { MediaId: 'm', Recognition: '' }),
      events: [{ kind: 'message', text: '[voice]' }],
    },
    {
      what: 'a place by its name',
      call: ({ customers }) => customers.sendsMedia(ann, 'location', { Label: '南京路 1 号' }),
      events: [{ kind: 'message', text: '南京路 1 号' }],
    },
    {
      what: 'a follower without a code',
      call: ({ customers }) => customers.follows(ann),
      events: [{ kind: 'start', payload: null }],
    },
    {
      what: 'a follower with the code of a link',
      call: ({ customers }) => customers.follows(ann, 'tok-en_1'),
      events: [{ kind: 'start', payload: 'tok-en_1' }],
    },
    {
      what: 'a scan by who follows already',
      call: ({ customers }) => customers.scans(ann, 'tok-en_1'),
      events: [{ kind: 'start', payload: 'tok-en_1' }],
    },
    {
      what: 'a press on the account’s menu as the command, which opens a minute',
      call: ({ customers }) => customers.clicks(ann, '/help'),
      events: [{ kind: 'message', text: '/help', opens: 'action' }],
    },
    {
      what: 'who leaves',
      call: ({ customers }) => customers.leaves(ann),
      events: [{ kind: 'opt_out', via: 'unfollowed' }],
    },
    {
      what: 'a page opened from the menu as nothing',
      call: ({ customers }) => customers.event(ann, 'VIEW', { EventKey: 'https://shop.example/' }),
      events: [],
    },
    {
      what: 'a template message that went',
      call: ({ customers }) =>
        customers.event(ann, 'TEMPLATESENDJOBFINISH', { MsgID: 200163836, Status: 'success' }),
      events: [{ kind: 'delivery', ref: 'template:200163836', state: 'delivered' }],
    },
    {
      what: 'a template message that the person has switched off',
      call: ({ customers }) =>
        customers.event(ann, 'TEMPLATESENDJOBFINISH', {
          MsgID: 200163837,
          Status: 'failed:user block',
        }),
      events: [
        {
          kind: 'delivery',
          ref: 'template:200163837',
          state: 'failed',
          outcome: { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the user' },
        },
      ],
    },
  ];

  it.each(cases)('is read: $what', async ({ call, events }) => {
    const { reply, events: found } = await told(call(server));
    expect(reply).toEqual({ status: 200, body: 'success' });
    expect(found).toMatchObject(events);
    expect(found.length).toBe(events.length);
    for (const event of found) expect(event).toMatchObject({ from: ann, at: morning });
  });

  it('is read: consent to two notices, each its own', async () => {
    const list = (template: string, says: string) =>
      `<List><TemplateId><![CDATA[${template}]]></TemplateId><SubscribeStatusString><![CDATA[${says}]]></SubscribeStatusString><PopupScene>1</PopupScene></List>`;
    const inner = `<SubscribeMsgPopupEvent>${list('T1', 'accept')}${list('T2', 'reject')}</SubscribeMsgPopupEvent>`;
    const events = await eventsOf(
      server.customers.event(ann, 'subscribe_msg_popup_event', {}, inner),
    );
    expect(events).toMatchObject([
      { kind: 'notice_consent', template: 'T1', isGranted: true },
      { kind: 'notice_consent', template: 'T2', isGranted: false },
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(2);
    const taken = `<SubscribeMsgChangeEvent>${list('T1', 'reject')}</SubscribeMsgChangeEvent>`;
    const change = server.customers.event(ann, 'subscribe_msg_change_event', {}, taken);
    expect(await eventsOf(change)).toMatchObject([
      { kind: 'notice_consent', template: 'T1', isGranted: false },
    ]);
  });

  it('is read: what became of a notice', async () => {
    const sent = (code: string, status: string) =>
      `<SubscribeMsgSentEvent><List><TemplateId><![CDATA[T1]]></TemplateId><MsgID><![CDATA[17]]></MsgID><ErrorCode><![CDATA[${code}]]></ErrorCode><ErrorStatus><![CDATA[${status}]]></ErrorStatus></List></SubscribeMsgSentEvent>`;
    const eventOf = (code: string, status: string) =>
      eventsOf(server.customers.event(ann, 'subscribe_msg_sent_event', {}, sent(code, status)));
    expect(await eventOf('0', 'success')).toMatchObject([
      { kind: 'delivery', ref: 'notice:17', state: 'delivered' },
    ]);
    expect(await eventOf('3', 'blocked')).toMatchObject([
      { kind: 'delivery', ref: 'notice:17', state: 'failed', outcome: { kind: 'rejected' } },
    ]);
  });

  it('has the same key when it is told again, and an event two keys when it is two', async () => {
    const call = server.customers.clicks(ann, '/help');
    const [first] = await eventsOf(call);
    const [again] = await eventsOf(call);
    const [other] = await eventsOf(server.customers.clicks(ann, '/stop'));
    expect(again?.key).toBe(first?.key);
    expect(other?.key).not.toBe(first?.key);
  });

  it('carries the language that the settings name, for WeChat tells none', async () => {
    const [silent] = await eventsOf(server.customers.writes(ann, 'hi'));
    expect(silent).not.toHaveProperty('locale');
    const [spoken] = (await told(server.customers.writes(ann, 'hi'), open({ locale: 'zh-CN' })))
      .events;
    expect(spoken).toMatchObject({ locale: 'zh-CN' });
  });

  describe('when its address is entered at the platform', () => {
    const greeting = (token: string, echostr = '5837397576500011341'): RawRequest => {
      const [timestamp, nonce] = [String(seconds), '1372623149'];
      const signature = sha1Sorted(token, timestamp, nonce);
      const query = { signature, timestamp, nonce, echostr };
      return { method: 'GET', path: '/webhooks/wechat', query, headers: {}, body: Buffer.alloc(0) };
    };

    it('gives the platform’s word back, and only to the platform', async () => {
      expect(await told(greeting(server.keys.token))).toEqual({
        reply: { status: 200, body: '5837397576500011341' },
        events: [],
      });
      const { reply } = await told(greeting('another'));
      expect(reply.status).toBe(401);
      expect(reply.body).not.toContain('5837397576500011341');
    });

    it('repeats no markup', async () => {
      const { reply } = await told(greeting(server.keys.token, '<script>alert(1)</script>'));
      expect(reply).toEqual({ status: 400, body: 'no echostr' });
    });
  });

  describe('in the plain mode, which has to be asked for', () => {
    const plain = (words: string) => {
      const xml = `<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[${ann}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${words}]]></Content><MsgId>1</MsgId></xml>`;
      return callbackOf(xml, server.keys, { now: morning, sealed: false });
    };

    it('takes signed calls and refuses the others', async () => {
      const by = open({ mode: 'plain' });
      expect(by.capabilities.webhook?.auth).toBe('query_no_body');
      expect((await told(plain('hi'), by)).events).toMatchObject([{ kind: 'message', text: 'hi' }]);
      const call = plain('hi');
      const forged = { ...call, query: { ...call.query, signature: '0'.repeat(40) } };
      expect(await told(forged, by)).toMatchObject({ reply: { status: 401 }, events: [] });
    });

    it('refuses nested, huge and foreign bodies at once', async () => {
      const by = open({ mode: 'plain' });
      const call = plain('hi');
      const bodies = [
        `<xml>${'<a>'.repeat(15_000)}`,
        'x'.repeat(64_001),
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>',
        '{"a":1}',
      ];
      for (const body of bodies) {
        const startedAt = performance.now();
        const { reply, events } = await told({ ...call, body: Buffer.from(body) }, by);
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(reply.status).toBeLessThan(500);
        expect(events).toEqual([]);
        expect(performance.now() - startedAt).toBeLessThan(50);
      }
    });
  });
});
