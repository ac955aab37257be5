import WechatApi from 'co-wechat-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann, bob } from '../support/wechat.js';
import { WechatServer } from './wechat-server.js';

// The fake is held against a client that we did not write.
describe('the fake WeChat server, to co-wechat-api', () => {
  let server: WechatServer;
  let now: number;
  const client = (secret = server.appSecret): WechatApi => {
    const api = new WechatApi(server.keys.appId, secret);
    api.prefix = `${server.url}/cgi-bin/`;
    return api;
  };
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'taken',
      (error: { code?: number }) => error.code,
    );

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 21, 2);
    server = await new WechatServer({ now: () => now }).start();
    server.people.adds(ann);
    server.people.adds(bob, 2);
  });
  afterEach(() => server.stop());

  it('sends text, picture and article to who has written, five times in 48 hours', async () => {
    const api = client();
    expect(await codeOf(api.sendText(ann, 'before'))).toBe(45015);
    server.customers.writes(ann, 'hi');
    await api.sendText(ann, 'Hello, 世界');
    const { media_id: id } = await api.uploadMedia(
      server.pictureBytes,
      'image',
      'cup.png',
      'image/png',
    );
    await api.sendImage(ann, id);
    await api.sendNews(ann, [
      {
        title: 'Cup',
        description: 'blue',
        url: 'https://shop.example/',
        picurl: server.pictureUrl,
      },
    ]);
    now += 47 * 3_600_000;
    await api.sendText(ann, 'fourth');
    await api.sendText(ann, 'fifth');
    expect(await codeOf(api.sendText(ann, 'sixth'))).toBe(45047);
    now += 3_600_001;
    expect(await codeOf(api.sendText(ann, 'later'))).toBe(45015);
    expect(server.messages.map(({ body }) => body['msgtype'])).toEqual([
      'text',
      'image',
      'news',
      'text',
      'text',
    ]);
    expect(server.media.get(String(id))?.bytes.equals(server.pictureBytes)).toBe(true);
  });

  it('gives a minute and three messages to who has followed, scanned or clicked', async () => {
    const api = client();
    server.customers.follows(ann);
    for (const text of ['1', '2', '3']) await api.sendText(ann, text);
    expect(await codeOf(api.sendText(ann, '4'))).toBe(45047);
    server.customers.clicks(ann, '/help');
    await api.sendText(ann, '5');
    now += 60_000;
    expect(await codeOf(api.sendText(ann, '6'))).toBe(45015);
  });

  it('refuses strangers, who has left, and who is on the blacklist', async () => {
    const api = client();
    server.people.becomes(bob, 'left');
    server.people.becomes(ann, 'blacklisted');
    expect(await codeOf(api.sendText('oStranger', 'x'))).toBe(40003);
    expect(await codeOf(api.sendText(bob, 'x'))).toBe(43004);
    expect(await codeOf(api.sendText(ann, 'x'))).toBe(43019);
  });

  it('makes a code for a scene, and a menu', async () => {
    const api = client();
    const code = await api.createTmpQRCode('tok-en_1', 1_800);
    expect(code).toMatchObject({
      expire_seconds: 1_800,
      url: expect.stringContaining('weixin.qq.com/q/'),
    });
    expect(await codeOf(api.createTmpQRCode('x'.repeat(65), 1_800))).toBe(40053);
    const button = [{ type: 'click', name: '帮助', key: '/help' }];
    await api.createMenu({ button });
    expect(server.menu).toEqual({ button });
    expect(await codeOf(api.createMenu({ button: Array(4).fill(button[0]) }))).toBe(40016);
    const long = [{ type: 'click', name: '十七个字节的名字', key: '/x' }];
    expect(await codeOf(api.createMenu({ button: long }))).toBe(40018);
  });

  it('takes a mass send once for each key, and four a month', async () => {
    const api = client();
    await api.massSendText('一', true, 'key-1');
    expect(await codeOf(api.massSendText('一', true, 'key-1'))).toBe(45065);
    const { msg_id: id } = await api.massSendText('二', 2, 'key-2');
    expect(await api.getMassMessageStatus(String(id))).toMatchObject({
      msg_status: 'SEND_SUCCESS',
    });
    for (const key of ['3', '4', '5']) await api.massSendText(key, true, key);
    expect(await codeOf(api.massSendText('6', true, '6'))).toBe(45028);
    // Bob has had four with the one to his tag; the fourth to all passed him by.
    expect(server.messages.filter(({ to }) => to === bob).length).toBe(4);
    expect(server.messages.filter(({ to }) => to === ann).length).toBe(4);
    now = Date.UTC(2026, 10, 30, 16);
    expect(await codeOf(api.massSendText('7', true, '7'))).toBe('taken');
  });

  it('rotates the old kind of token, and takes the one before for five minutes', async () => {
    const api = client();
    const first = await api.getAccessToken();
    await api.getAccessToken();
    server.customers.writes(ann, 'hi');
    const stay = new WechatApi(server.keys.appId, 'unused', async () => first);
    stay.prefix = `${server.url}/cgi-bin/`;
    await stay.sendText(ann, 'within the five minutes');
    now += 300_000;
    server.customers.writes(ann, 'hi');
    // The client renews by itself when it hears 42001; with a wrong secret it cannot.
    expect(await codeOf(stay.sendText(ann, 'after'))).toBe(40125);
  });

  it('refuses a wrong secret, and addresses that are not on its list', async () => {
    expect(await codeOf(client('0'.repeat(32)).sendText(ann, 'x'))).toBe(40125);
    server.whiteList = ['203.0.113.7'];
    expect(await codeOf(client().sendText(ann, 'x'))).toBe(40164);
  });
});
