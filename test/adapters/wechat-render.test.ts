import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Button,
  type OutboundMessage,
  textMessage,
} from '../../src/domain/message/message.js';
import type { ChannelAccount, SendRight } from '../../src/ports/channel.js';
import type { WechatServer } from '../fakes/wechat-server.js';
import { ann, openWechat, rightToAnswer } from '../support/wechat.js';

// 2026-11-21 10:05 in Shanghai.
const morning = Date.UTC(2026, 10, 21, 2, 5);
const template = 'VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc';
const reply = { kind: 'reply', ref: 'message:1' } as const;
const notice = { kind: 'notice', ref: template, sequence: 0 } as const;

type Opened = Awaited<ReturnType<typeof openWechat>>;

describe('a message on WeChat', () => {
  let opened: Opened;
  let server: WechatServer;
  beforeEach(async () => {
    const templates = { [template]: ['thing1', 'thing3', 'time2', 'phrase4'] };
    opened = await openWechat({ now: () => morning, templates });
    server = opened.server;
  });
  afterEach(() => server.stop());

  const partsOf = (
    account: ChannelAccount,
    message: OutboundMessage,
    right: Pick<SendRight, 'kind' | 'ref'> = reply,
  ) => {
    const rendering = account.render(message, right);
    if (!rendering.ok) throw new Error(JSON.stringify(rendering.violations));
    return rendering.parts;
  };
  const faultsOf = (
    account: ChannelAccount,
    message: OutboundMessage,
    right?: Pick<SendRight, 'kind' | 'ref'>,
  ) => {
    const rendering = account.render(message, right);
    return rendering.ok ? [] : rendering.violations.map((each) => each.message);
  };
  const act = (label: string): Button => ({ kind: 'action', label, action: `do:${label}` });

  it('has its buttons as a menu message on a service account, and the links below it', () => {
    const link = { kind: 'link' as const, label: '商店', url: 'https://shop.example/' };
    const [part, ...more] = partsOf(
      opened.account,
      textMessage('zh-CN', '要吗？', [[act('要'), act('不要')], [link]]),
    );
    expect(more).toEqual([]);
    expect(part).toEqual({
      method: 'message/custom/send',
      payload: {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '要吗？',
          list: [
            { id: 'do:要', content: '要' },
            { id: 'do:不要', content: '不要' },
          ],
          tail_content: '商店: https://shop.example/',
        },
      },
    });
  });

  it('asks for words that are understood on a subscription account, which has no menu messages', async () => {
    const account = opened.open({ type: 'subscription' });
    expect(account.capabilities.buttons?.kinds).toEqual(['link']);
    const picks = { kind: 'action' as const, label: '为我推荐', action: 'picks' };
    const rows = [[act('要'), act('推荐'), picks]];
    const [part] = partsOf(account, textMessage('zh-CN', '要吗？', rows));
    expect(part?.payload).toEqual({
      msgtype: 'text',
      text: { content: '要吗？\n要：回复“do:要”\n推荐：回复“do:推荐”\n回复“为我推荐”' },
    });
  });

  it('names more choices than a menu message holds below it', async () => {
    const rows = [1, 2, 3].map((row) => [1, 2, 3, 4].map((each) => act(`${row}${each}`)));
    const message = textMessage('en', 'Choose', rows);
    const [part] = partsOf(opened.account, message);
    const { list, tail_content: tail } = (part?.payload['msgmenu'] ?? {}) as {
      list: unknown[];
      tail_content: string;
    };
    expect(list.length).toBe(10);
    expect(tail).toBe('33: reply “do:33”\n34: reply “do:34”');
  });

  it('shows two pictures and links to the others: a press on the menu allows three messages', () => {
    const images = ['red', 'blue', 'green'].map((alt) => ({
      kind: 'image' as const,
      url: `https://shop.example/${alt}.png`,
      alt,
    }));
    const blocks = [...images, { kind: 'text' as const, text: 'Cups' }];
    const parts = partsOf(opened.account, { locale: 'en', blocks });
    expect(parts.map(({ payload }) => payload['image'] ?? payload['text'])).toEqual([
      { url: 'https://shop.example/red.png' },
      { url: 'https://shop.example/blue.png' },
      { content: 'Cups\n<a href="https://shop.example/green.png">green</a>' },
    ]);
  });

  it('makes no link of what only looks like one', () => {
    const [part] = partsOf(
      opened.account,
      textMessage('en', 'Hi <A href="https://evil">Ann</a>, 1 < 2 <abc>'),
    );
    expect(part?.payload['text']).toEqual({
      content: 'Hi ＜A href="https://evil">Ann＜/a>, 1 < 2 <abc>',
    });
  });

  it('is refused when it is longer than a message may be with all its buttons', () => {
    const rows = [[act('yes')]];
    // "x…x" and "yes", and the two line ends between the three parts of the menu: 2,043 + 2 + 3 = 2,048.
    expect(faultsOf(opened.account, textMessage('en', 'x'.repeat(2_043), rows), reply)).toEqual([]);
    expect(faultsOf(opened.account, textMessage('en', 'x'.repeat(2_044), rows), reply)).toEqual([
      '2049 bytes of text with its buttons; 2048 is the most',
    ]);
  });

  it('is refused when there is nothing to say', () => {
    expect(faultsOf(opened.account, { locale: 'en', blocks: [] }, reply)).toEqual([
      'there is neither text nor picture',
    ]);
  });

  describe('as a subscription notice', () => {
    const fields = { thing1: 'title', thing3: 'text', time2: 'time', phrase4: '=新品' };
    const open = () => opened.open({ notices: [{ template, fields }] });
    const shop: Button = { kind: 'link', label: 'Shop', url: 'https://shop.example/l/abc' };

    it('fills the template’s fields, and leads to the link', async () => {
      const account = open();
      server.people.agrees(ann, template);
      const [part] = partsOf(
        account,
        textMessage('zh-CN', '新杯子到了\n今天九折', [[shop]]),
        notice,
      );
      if (part === undefined) throw new Error('nothing to send');
      const outcome = await account.send(part, {
        to: ann,
        key: 'k',
        signal: AbortSignal.timeout(5_000),
        right: notice,
      });
      expect(outcome).toEqual({
        kind: 'accepted',
        ref: `notice:${ann}:${template}:0`,
        final: true,
      });
      expect(server.messages.map(({ body }) => body)).toEqual([
        {
          touser: ann,
          template_id: template,
          page: 'https://shop.example/l/abc',
          data: {
            thing1: { value: '新杯子到了' },
            thing3: { value: '今天九折' },
            time2: { value: '2026年11月21日 10:05' },
            phrase4: { value: '新品' },
          },
        },
      ]);
      const again = await account.send(part, {
        to: ann,
        key: 'k2',
        signal: AbortSignal.timeout(5_000),
        right: notice,
      });
      expect(again).toEqual({
        kind: 'undeliverable',
        recipient: 'needs_consent',
        why: 'has agreed to no more notices',
      });
    });

    it('is cut to twenty characters where a link leads to the rest, and refused where none does', () => {
      const account = open();
      const long = '一二三四五六七八九十一二三四五六七八九十一';
      const [part] = partsOf(account, textMessage('zh-CN', long, [[shop]]), notice);
      expect(part?.payload['data']).toMatchObject({
        thing1: { value: '一二三四五六七八九十一二三四五六七八九…' },
      });
      expect(faultsOf(account, textMessage('zh-CN', long), notice)).toEqual([
        'too long for a notice, and no link leads to the rest',
      ]);
    });

    it('stands in the way of nothing that can be said otherwise', () => {
      const long = textMessage('zh-CN', '字'.repeat(60));
      expect(faultsOf(open(), long)).toEqual([]);
      expect(faultsOf(open(), long, reply)).toEqual([]);
    });

    it('is of a template of shop.yaml only', () => {
      expect(faultsOf(opened.account, textMessage('en', 'hi'), notice)).toEqual([
        `no notice of the template ${template} is set up in shop.yaml`,
      ]);
    });
  });

  it('goes out as it was rendered, each part by its own right', async () => {
    const message: OutboundMessage = {
      locale: 'en',
      blocks: [
        { kind: 'image', url: server.pictureUrl, alt: 'a cup' },
        { kind: 'text', text: 'A cup' },
        { kind: 'buttons', rows: [[act('Yes')]] },
      ],
    };
    const refs: unknown[] = [];
    for (const part of partsOf(opened.account, message)) {
      const right = { ...rightToAnswer(server), sequence: refs.length };
      const outcome = await opened.account.send(part, {
        to: ann,
        key: 'k',
        signal: AbortSignal.timeout(5_000),
        right,
      });
      refs.push(outcome.kind === 'accepted' ? outcome.ref : outcome);
    }
    expect(server.messages.map(({ body }) => body['msgtype'])).toEqual(['image', 'msgmenu']);
    expect(new Set(refs).size).toBe(2);
  });
});
