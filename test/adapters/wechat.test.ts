import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/wechat.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { adapterDeps } from '../support/channels.js';
import { openWechat } from '../support/wechat.js';

const signal = () => AbortSignal.timeout(5_000);

describe('the settings of a WeChat account', () => {
  const good = {
    app_id: 'wx2c2769f8efd9abc2',
    app_secret: '0123456789abcdef0123456789abcdef',
    token: 'spamtest',
    encoding_aes_key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    type: 'service',
  };
  const problemsOf = (change: Readonly<Record<string, unknown>>) => {
    const opened = adapter.open('shop', { ...good, ...change }, adapterDeps());
    return opened.ok ? [] : opened.problems.map(({ path, message }) => `${path}: ${message}`);
  };
  const noticeWith = (fields: Readonly<Record<string, string>>) => ({
    notices: [{ template: 'T', fields }],
  });

  it('are enough with AppID, secret, token, key and type', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    {
      change: { app_id: 'shop' },
      problem: 'app_id: is not an AppID (wx and 16 letters or digits)',
    },
    {
      change: { app_secret: 'short' },
      problem: 'app_secret: is not an AppSecret (32 letters or digits)',
    },
    {
      change: { encoding_aes_key: undefined },
      problem: 'encoding_aes_key: is needed in the safe mode (安全模式)',
    },
    {
      change: { encoding_aes_key: 'x' },
      problem: 'encoding_aes_key: is not an EncodingAESKey (43 letters or digits)',
    },
    { change: { token: 'a b' }, problem: 'token: must be 3 to 32 letters or digits' },
    { change: { base_url: 'http://api.weixin.qq.com' }, problem: 'base_url: must be an https URL' },
    {
      change: { app_secrets: 'x' },
      problem: 'app_secrets: is not a known key; did you mean "app_secret"?',
    },
    {
      change: { type: 'subscription', ...noticeWith({ thing1: 'title' }) },
      problem: 'notices: are for service accounts only',
    },
    {
      change: noticeWith({ thing1: 'titel' }),
      problem:
        'notices.0.fields.thing1: "titel" does not go into it; it takes title or text or =and the words themselves',
    },
    {
      change: noticeWith({ phrase1: '=一二三四五六' }),
      problem: 'notices.0.fields.phrase1: is 6 characters long; 5 is the most',
    },
    {
      change: noticeWith({ time1: 'title' }),
      problem:
        'notices.0.fields.time1: "title" does not go into it; it takes time or =and the words themselves',
    },
  ])('are refused with the place and the reason: $problem', ({ change, problem }) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it('need no key in the plain mode', () => {
    expect(problemsOf({ mode: 'plain', encoding_aes_key: undefined })).toEqual([]);
  });
});

describe('a WeChat account', () => {
  let server: WechatServer;
  let opened: Awaited<ReturnType<typeof openWechat>>;
  beforeEach(async () => {
    opened = await openWechat();
    server = opened.server;
  });
  afterEach(() => server.stop());

  it('says by whom it works, and why it does not', async () => {
    const { account } = opened;
    expect(await account.probe(signal())).toEqual({
      ok: true,
      name: `service account ${server.keys.appId}`,
    });
    server.tokens.stable.forgetAll();
    server.whiteList = ['203.0.113.7'];
    expect(await account.probe(signal())).toEqual({
      ok: false,
      why: 'permission',
      detail: '40164 invalid ip 127.0.0.1 ipv6 ::1, not in whitelist rid: 68f0-1a',
    });
    const gone = opened.open({ base_url: 'http://127.0.0.1:2' }, 'another');
    expect(await gone.probe(signal())).toMatchObject({ ok: false, why: 'network' });
  });

  it('asks for the link of a code that hands its token over', async () => {
    const asked = await opened.account.askLink?.('tok-en_1', signal());
    expect(asked).toEqual({
      ok: true,
      url: expect.stringMatching(/^http:\/\/weixin\.qq\.com\/q\/.+/),
    });
    const refused = await opened.account.askLink?.('x'.repeat(65), signal());
    expect(refused).toEqual({ ok: false, why: '40053 invalid action info rid: 68f0-1a' });
  });

  it('puts up to three commands side by side', async () => {
    const entries = [
      { command: 'help', label: '帮助' },
      { command: 'stop', label: '退订退订退订' },
    ];
    expect(await opened.account.publishMenu?.(entries, signal())).toEqual({
      ok: true,
      name: 'menu of 2',
    });
    // Sixteen bytes hold five of these characters.
    expect(server.menu).toEqual({
      button: [
        { type: 'click', name: '帮助', key: '/help' },
        { type: 'click', name: '退订退订退', key: '/stop' },
      ],
    });
  });

  it.each([
    { count: 4, columns: [0, 0, 2] },
    { count: 7, columns: [0, 0, 5] },
    { count: 8, columns: [0, 5, 2] },
    { count: 12, columns: [5, 5, 2] },
    { count: 15, columns: [5, 5, 5] },
  ])(
    'puts $count commands into three buttons, as many single as fit',
    async ({ count, columns }) => {
      const entries = Array.from({ length: count }, (_, at) => ({
        command: `c${at}`,
        label: `C${at}`,
      }));
      expect(await opened.account.publishMenu?.(entries, signal())).toMatchObject({ ok: true });
      const { button } = server.menu as {
        button: { key?: string; sub_button?: { key: string }[] }[];
      };
      expect(button.map(({ sub_button: below }) => below?.length ?? 0)).toEqual(columns);
      const keys = button.flatMap((each) => each.sub_button?.map(({ key }) => key) ?? [each.key]);
      expect(keys).toEqual(entries.map(({ command }) => `/${command}`));
    },
  );

  it('says which commands there was no room for', async () => {
    const entries = Array.from({ length: 17 }, (_, at) => ({ command: `c${at}`, label: `C${at}` }));
    expect(await opened.account.publishMenu?.(entries, signal())).toEqual({
      ok: true,
      name: 'menu of 15',
    });
    expect(opened.log.lines).toEqual([
      {
        level: 'warn',
        event: 'wechat.menu.full',
        fields: { account: 'wechat', left: ['c15', 'c16'] },
      },
    ]);
  });
});
