import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOfAction } from '../../../src/domain/conversation/action.js';
import type { ConversationInput } from '../../../src/domain/conversation/command.js';
import { converse, needsOf } from '../../../src/domain/conversation/converse.js';
import type { Language } from '../../../src/domain/conversation/language.js';
import { type ConversationState, freshState } from '../../../src/domain/conversation/state.js';
import type { Turn } from '../../../src/domain/conversation/topic.js';
import { noWishes } from '../../../src/domain/conversation/wish.js';
import type { Button } from '../../../src/domain/message/message.js';

import { viewWith } from '../../support/conversation-view.js';

const noRewards = { earnedPoints: 0, rewards: null };

const until = Date.UTC(2026, 11, 1); // the end of 30 November in London

const view = viewWith;

const cards = [1, 2, 3, 4, 5].map((n) => ({
  sku: `L${n}`,
  imageUrl: null,
  name: `Lantern ${n}`,
  price: `£${n}.00`,
  reason: 'popular right now',
  url: n === 2 ? null : `https://shop.example/${n}`,
}));
const coupons = [
  { code: 'GIFT-AAAA', offer: '10 % off', minimum: null, useUrl: null },
  { code: 'GIFT-BBBB', offer: '£5 off', minimum: '£20.00', useUrl: 'https://shop.example/till' },
].map((card) => ({ ...card, name: null, balance: null, validUntil: until }));

const text = (said: string): ConversationInput => ({ kind: 'text', text: said });
const press = (action: string): ConversationInput => ({ kind: 'action', action });
const start: ConversationInput = { kind: 'start', link: null };

function words(turn: Turn): string {
  return (turn.reply?.blocks ?? [])
    .map((block) => (block.kind === 'text' ? block.text : ''))
    .join('');
}

function buttons(turn: Turn): Button[] {
  return (turn.reply?.blocks ?? []).flatMap((block) =>
    block.kind === 'buttons' ? block.rows.flat() : [],
  );
}

function actions(turn: Turn): string[] {
  return buttons(turn).flatMap((button) => (button.kind === 'action' ? [button.action] : []));
}

const asked: ConversationState = { ...freshState, awaiting: 'consent' };

describe('start', () => {
  it.each<[Language, string]>([
    ['en', 'May Corner write to you'],
    ['zh-CN', 'Corner可以偶尔在这里给您发消息吗'],
  ])('asks for consent in %s, and waits for the answer', (language, question) => {
    const turn = converse(freshState, start, view({ language, consent: 'none' }));
    expect(words(turn)).toContain(question);
    expect(actions(turn).slice(0, 2)).toEqual(['consent:yes', 'consent:no']);
    expect(turn.state.awaiting).toBe('consent');
    expect(turn.intents).toEqual([]);
    expect(turn.reply?.locale).toBe(language);
  });

  it('asks again after a stop, and does not take the question for the answer', () => {
    const turn = converse(freshState, start, view({ consent: 'withdrawn' }));
    expect(turn.state.awaiting).toBe('consent');
    expect(turn.intents).toEqual([]);
  });

  it('does not ask who has agreed already', () => {
    const turn = converse(freshState, start, view({ customerName: 'Ada' }));
    expect(words(turn)).toContain('Hello Ada');
    expect(actions(turn)).toEqual([
      'picks',
      'coupons',
      'share',
      'language',
      'preferences',
      'help',
      'less',
      'stop',
    ]);
    expect(turn.state.awaiting).toBeNull();
  });

  it.each([
    ['linked', 'now yours', '已与您绑定'],
    ['already-linked', 'already linked', '已经与您绑定'],
    ['other-chat', 'another chat', '另一个聊天'],
    ['other-person', 'another customer', '另一位顾客'],
    ['expired', 'too old', '已过期'],
    ['invalid', 'does not work', '无效'],
    ['invited', 'friend sent you', '朋友邀请'],
    ['own-invitation', 'your own invitation', '您自己的邀请'],
  ] as const)('says in both languages what a link came to: %s', (link, english, chinese) => {
    const input: ConversationInput = { kind: 'start', link };
    expect(words(converse(freshState, input, view()))).toContain(english);
    expect(words(converse(freshState, input, view({ language: 'zh-CN' })))).toContain(chinese);
  });
});

describe('consent', () => {
  it.each([
    [press('consent:yes'), freshState],
    [text('Yes'), asked],
    [text('好的。'), asked],
    [text(' OK! '), asked],
  ])('is given by %j', (input, state) => {
    const turn = converse(state, input, view({ consent: 'none' }));
    expect(turn.intents).toEqual([{ kind: 'consent', answer: 'granted' }]);
    expect(turn.state.awaiting).toBeNull();
  });

  it.each([
    [press('consent:no'), freshState],
    [text('no thanks'), asked],
    [text('不要'), asked],
  ])('is declined for this chat by %j', (input, state) => {
    const turn = converse(state, input, view({ consent: 'none' }));
    expect(turn.intents).toEqual([{ kind: 'consent', answer: 'declined' }]);
    expect(actions(turn)).toContain('start');
    expect(actions(turn)).not.toContain('stop');
  });

  it('is not given by a yes to nothing', () => {
    expect(converse(freshState, text('yes'), view({ consent: 'none' })).intents).toEqual([]);
    expect(converse(freshState, text('好的'), view({ consent: 'none' })).intents).toEqual([]);
  });
});

describe('stop', () => {
  it.each(
    [
      'STOP',
      'stop',
      'Stop.',
      ' stop!! ',
      '/stop',
      '/stop@corner_bot',
      '"STOP"',
      'ＳＴＯＰ',
      'Stop all',
      'please stop',
      'unsubscribe',
      'Unsubscribe me please',
      'CANCEL',
      'end',
      'quit',
      'opt out',
      'remove me',
      '退订',
      '退订。',
      '「退订」',
      '退訂',
      '取消',
      '取消订阅',
      '停止',
      'TD',
      '回T',
      '不要再发了',
      '别发了',
      '退订你们的消息',
    ].flatMap((said) => [[said, freshState] as const, [said, asked] as const]),
  )('is understood as %j', (said, state) => {
    for (const language of ['en', 'zh-CN'] as const) {
      const turn = converse(state, text(said), view({ language }));
      expect(turn.intents).toEqual([
        { kind: 'consent', answer: 'stopped' },
        { kind: 'record', interaction: 'unsubscribed' },
      ]);
      expect(turn.state.awaiting).toBeNull();
      expect(actions(turn)).toEqual(['start']);
    }
  });

  it.each([
    'stop by at 5?',
    'I cannot stop looking at it',
    'is there a bus stop',
    '可以取消订单吗',
  ])('is not read into %j', (said) => {
    expect(converse(freshState, text(said), view()).intents).toEqual([
      { kind: 'searched', words: said },
    ]);
  });

  it('is the button, too', () => {
    expect(converse(freshState, press('stop'), view()).intents[0]).toEqual({
      kind: 'consent',
      answer: 'stopped',
    });
  });
});

describe('picks', () => {
  it.each(['picks', '/picks', '推荐'])('shows three with price and reason on %j', (said) => {
    expect(needsOf(freshState, text(said))).toMatchObject({
      pickCount: 4,
      coupons: false,
      share: false,
    });
    const turn = converse(freshState, text(said), view({ picks: cards.slice(0, 4) }));
    expect(words(turn)).toBe(
      [
        'Picked for you:',
        '1. Lantern 1, £1.00\n   popular right now',
        '2. Lantern 2, £2.00\n   popular right now',
        '3. Lantern 3, £3.00\n   popular right now',
      ].join('\n'),
    );
    const links = buttons(turn).flatMap((button) => (button.kind === 'link' ? [button.url] : []));
    expect(links).toEqual(['https://shop.example/1', 'https://shop.example/3']);
    expect(actions(turn)).toEqual([
      ...['similar:L1', 'not:L1', 'similar:L2', 'not:L2', 'similar:L3', 'not:L3'],
      ...['picks:more', 'coupons'],
    ]);
  });

  it('shows the others when asked for more, then says that was all', () => {
    const first = converse(freshState, press('picks'), view({ picks: cards.slice(0, 4) }));
    expect(needsOf(first.state, press('picks:more')).pickCount).toBe(7);
    const second = converse(first.state, press('picks:more'), view({ picks: cards }));
    expect(words(second)).toContain('Lantern 4');
    expect(words(second)).toContain('Lantern 5');
    expect(words(second)).not.toContain('Lantern 3');
    expect(actions(second)).toEqual(['similar:L4', 'not:L4', 'similar:L5', 'not:L5', 'coupons']);
    const third = converse(second.state, text('换一批'), view({ picks: cards, language: 'zh-CN' }));
    expect(words(third)).toBe('今天的推荐就是这些了。');
    expect(converse(third.state, press('picks'), view({ picks: cards })).state.picksPage).toBe(1);
  });

  it('shows others than the first three, which a campaign’s message has shown already', () => {
    const turn = converse(freshState, press('picks:more'), view({ picks: cards }));
    expect(words(turn)).toContain('Lantern 4');
    expect(words(turn)).not.toContain('Lantern 1');
  });

  it.each<[Language, string]>([
    ['en', 'I have nothing to suggest just now. Please look in again later.'],
    ['zh-CN', '现在还没有可以推荐的商品，请过些时候再来看看。'],
  ])('says plainly in %s when there are none', (language, said) => {
    expect(words(converse(freshState, press('picks'), view({ language })))).toBe(said);
  });
});

describe('coupons', () => {
  it('lists them with their last day and a button each', () => {
    expect(needsOf(freshState, press('coupons')).coupons).toBe(true);
    const turn = converse(freshState, press('coupons'), view({ coupons }));
    expect(words(turn)).toBe(
      [
        'Your coupons:',
        '• 10 % off\n   GIFT-AAAA, until 30 November 2026',
        '• £5 off\n   GIFT-BBBB, until 30 November 2026',
      ].join('\n'),
    );
    expect(actions(turn)).toEqual(['coupon:use:GIFT-AAAA', 'coupon:use:GIFT-BBBB', 'picks']);
  });

  it('names the last day where the shop is', () => {
    const inTokyo = view({ coupons, language: 'zh-CN', timezone: 'Asia/Tokyo' });
    expect(words(converse(freshState, text('优惠券'), inTokyo))).toContain('2026年12月1日');
  });

  it.each([
    press('coupon:use:GIFT-BBBB'),
    text('use gift-bbbb'),
    text('use GIFTBBBB'),
    text('使用 GIFT-BBBB'),
  ])('shows code and how to use it on %j', (input) => {
    expect(needsOf(freshState, input).coupons).toBe(true);
    const turn = converse(freshState, input, view({ coupons }));
    expect(words(turn)).toContain('Your code: GIFT-BBBB');
    expect(buttons(turn)[0]).toMatchObject({ kind: 'link', url: 'https://shop.example/till' });
  });

  it.each<[Language, string]>([
    [
      'en',
      [
        'Autumn thank-you',
        '£5 off',
        'Minimum: £20.00',
        'Your code: GIFT-BBBB',
        'Until: 30 November 2026 (3 days left)',
      ].join('\n'),
    ],
    [
      'zh-CN',
      [
        'Autumn thank-you',
        '£5 off',
        '使用门槛：满£20.00',
        '您的券码：GIFT-BBBB',
        '有效期至：2026年11月30日（还剩3天）',
      ].join('\n'),
    ],
  ])('shows the whole card in %s, with how to use it, share and the checkout', (language, card) => {
    const now = until - 3 * 86_400_000 - 3_600_000;
    const named = coupons.map((each) => ({ ...each, name: 'Autumn thank-you' }));
    const turn = converse(
      freshState,
      press('coupon:use:GIFT-BBBB'),
      view({ coupons: named, language, now }),
    );
    expect(words(turn)).toBe(card);
    expect(actions(turn)).toEqual(['coupon:how:GIFT-BBBB', 'share', 'coupons', 'picks']);
    expect(buttons(turn)[0]).toMatchObject({ kind: 'link', url: 'https://shop.example/till' });
  });

  it.each([press('coupon:how:GIFT-BBBB'), text('how to use GIFT-BBBB'), text('怎么用 gift-bbbb')])(
    'says step by step how to use one on %j',
    (input) => {
      const turn = converse(freshState, input, view({ coupons }));
      for (const said of ['1. Fill your cart with £20.00 or more.', 'GIFT-BBBB', 'works once'])
        expect(words(turn)).toContain(said);
    },
  );

  it('says of a gift card what is left on it, and that it works more than once', () => {
    const giftCards = coupons.map((each) => ({ ...each, balance: '£32.10' }));
    const shown = words(
      converse(freshState, press('coupon:use:GIFT-AAAA'), view({ coupons: giftCards })),
    );
    expect(shown).toContain('Left on it: £32.10');
    const how = words(
      converse(freshState, press('coupon:how:GIFT-AAAA'), view({ coupons: giftCards })),
    );
    expect(how).toContain('pays until nothing is left on it (now £32.10)');
    expect(how).not.toContain('works once');
  });

  it('tells the holder of an old button why that coupon is no longer good', () => {
    const trouble = { kind: 'used', at: until - 86_400_000, order: 'A-7' } as const;
    const kept = { kind: 'known', code: 'GIFT-CCCC', offer: '10 % off' } as const;
    const codeAsked = { ...kept, minimum: null, validUntil: until, useUrl: null, trouble };
    const turn = converse(freshState, press('coupon:use:GIFT-CCCC'), view({ coupons, codeAsked }));
    expect(words(turn)).toContain('It was used on 30 November 2026 in order A-7.');
    expect(actions(turn)).toEqual(['coupon:use:GIFT-AAAA', 'coupon:use:GIFT-BBBB', 'picks']);
  });

  it('knows no coupon but the customer’s own', () => {
    const turn = converse(freshState, press('coupon:use:GIFT-CCCC'), view({ coupons }));
    expect(words(turn)).toBe('There is no such coupon for you, or it has been used or has ended.');
    expect(words(turn)).not.toContain('GIFT-CCCC');
  });

  it.each<[Language, string]>([
    ['en', 'You have no coupon right now'],
    ['zh-CN', '您现在没有优惠券'],
  ])('says in %s when there is none', (language, said) => {
    expect(words(converse(freshState, press('coupons'), view({ language })))).toContain(said);
  });
});

describe('share', () => {
  it.each([
    [0, 'Nobody has joined through it yet.', '还没有朋友通过它加入。'],
    [1, '1 friend has joined through it.', '已有 1 位朋友通过它加入。'],
    [4, '4 friends have joined through it.', '已有 4 位朋友通过它加入。'],
  ])('gives the personal link and counts %i', (joinCount, english, chinese) => {
    expect(needsOf(freshState, press('share')).share).toBe(true);
    const share = { link: 'https://t.example/bot?start=abc', joinCount, ...noRewards };
    const turn = converse(freshState, press('share'), view({ share }));
    expect(words(turn)).toContain('https://t.example/bot?start=abc');
    expect(words(turn)).toContain(english);
    expect(turn.intents).toEqual([{ kind: 'record', interaction: 'share' }]);
    const inChinese = converse(freshState, text('分享'), view({ share, language: 'zh-CN' }));
    expect(words(inChinese)).toContain(chinese);
  });

  it('is no share where there is no link', () => {
    const turn = converse(
      freshState,
      press('share'),
      view({ share: { link: null, joinCount: 0, ...noRewards } }),
    );
    expect(words(turn)).toBe('There is no link to share from this chat, sorry.');
    expect(turn.intents).toEqual([]);
  });
});

describe('language', () => {
  it('offers both', () => {
    const turn = converse(freshState, text('language'), view());
    expect(actions(turn)).toEqual(['language:zh-CN', 'language:en']);
  });

  it.each<[ConversationInput, Language, string]>([
    [press('language:zh-CN'), 'zh-CN', '我们说中文'],
    [text('中文'), 'zh-CN', '我们说中文'],
    [press('language:en'), 'en', 'We speak English now'],
    [text('English'), 'en', 'We speak English now'],
  ])('answers %j in %s at once', (input, language, said) => {
    const turn = converse(
      freshState,
      input,
      view({ language: language === 'en' ? 'zh-CN' : 'en' }),
    );
    expect(turn.intents).toEqual([{ kind: 'set-language', language }]);
    expect(turn.reply?.locale).toBe(language);
    expect(words(turn)).toContain(said);
  });

  it('repeats an open question in the new language', () => {
    const turn = converse(asked, press('language:zh-CN'), view({ consent: 'none' }));
    expect(words(turn)).toContain('可以偶尔在这里给您发消息吗');
    expect(actions(turn)).toContain('consent:yes');
    expect(turn.state.awaiting).toBe('consent');
  });
});

describe('less', () => {
  it.each<[number | null, number]>([
    [null, 2],
    [7, 2],
    [3, 2],
    [2, 1],
  ])('from %j goes to %i a week', (maxPerWeek, count) => {
    const turn = converse(freshState, text('less'), view({ wishes: { ...noWishes, maxPerWeek } }));
    expect(turn.intents).toEqual([{ kind: 'change-wishes', change: { maxPerWeek: count } }]);
    expect(actions(turn)).toEqual(['less:undo', 'stop']);
  });

  it('ends at one a week, and names the way to none', () => {
    const turn = converse(
      freshState,
      text('少发'),
      view({ wishes: { ...noWishes, maxPerWeek: 1 }, language: 'zh-CN' }),
    );
    expect(turn.intents).toEqual([]);
    expect(words(turn)).toContain('退订');
  });

  it('is undone', () => {
    const turn = converse(
      freshState,
      press('less:undo'),
      view({ wishes: { ...noWishes, maxPerWeek: 1 } }),
    );
    expect(turn.intents).toEqual([{ kind: 'change-wishes', change: { maxPerWeek: null } }]);
  });
});

describe('anything else', () => {
  it.each<[Language, string, string]>([
    ['en', 'help', 'This is Corner'],
    ['zh-CN', '帮助', '这里是Corner'],
    ['en', '你好', 'This is Corner'],
  ])('helps in %s on %j', (language, said, wanted) => {
    expect(words(converse(freshState, text(said), view({ language })))).toContain(wanted);
  });

  it.each(['', '   ', '.'])('says that it did not understand %j', (said) => {
    const turn = converse(freshState, text(said), view());
    expect(words(turn)).toMatch(/^I did not understand that/);
    expect(turn.intents).toEqual([]);
  });

  it.each(['nonsense', 'coupon:use:', 'coupon:use:a b', 'language:fr', '__proto__', 'toString'])(
    'understands no button %j',
    (action) => {
      expect(commandOfAction(action)).toBeNull();
      expect(converse(freshState, press(action), view()).intents).toEqual([]);
    },
  );
});

it.each(['picks', 'coupons', 'share', 'less', 'stop', 'help', 'coupon:use:SAVE7K3M9XQ2ABCDEFGH5'])(
  'knows the button %j that a campaign may carry',
  (action) => {
    expect(commandOfAction(action)).not.toBeNull();
  },
);

const anyInput = fc.oneof(
  fc.constantFrom(
    ...[
      'start',
      'consent:yes',
      'consent:no',
      'picks',
      'picks:more',
      'coupons',
      'coupons:why',
      'coupon:how:GIFT-AAAA',
      'share',
      'language',
      'less',
      'stop',
      'preferences',
      'preferences:undo',
      'similar:L1',
      'not:L2',
      'hours:evenings',
      'interests:all',
      'why',
      'rate:abc:5',
      'person',
      'person:end',
      'link',
      'unlink',
    ].map(press),
    ...[
      'only bags',
      'no hats',
      'not before 9',
      '9点以后',
      'why',
      'human',
      '3',
      'more',
      'lantern',
    ].map(text),
    ...['yes', 'no', 'STOP', '退订', 'less', '换一批', 'use gift-aaaa', 'English', '中文'].map(
      text,
    ),
    start,
  ),
  fc.string().map(text),
  fc.string({ unit: 'binary' }).map(text),
  fc.string().map(press),
);

const anyView = fc
  .record({
    language: fc.constantFrom<Language>('en', 'zh-CN'),
    consent: fc.constantFrom('granted' as const, 'withdrawn' as const, 'none' as const),
    wishes: fc.record({
      ...{ quietHours: fc.constantFrom(null, { fromMinute: 0, untilMinute: 540 }) },
      maxPerWeek: fc.option(fc.nat(9)),
      onlyInterests: fc.constantFrom([], [{ by: 'category' as const, name: 'bags' }]),
      mutedInterests: fc.constantFrom([], [{ by: 'word' as const, name: 'hat' }]),
    }),
    hasStaff: fc.boolean(),
    isTalking: fc.boolean(),
    foundCount: fc.nat(3),
    pickCount: fc.nat(5),
    couponCount: fc.nat(2),
  })
  .map(({ pickCount, couponCount, foundCount, isTalking, ...rest }) =>
    view({
      ...rest,
      talk: isTalking ? { caseId: 7 } : null,
      picks: cards.slice(0, pickCount),
      found: cards.slice(0, foundCount),
      similar: foundCount === 0 ? null : { name: 'Lamp', cards: cards.slice(0, foundCount) },
      interests: { found: rest.wishes.onlyInterests, unknown: ['x'] },
      coupons: coupons.slice(0, couponCount),
    }),
  );

it('never throws and always answers with something to read and buttons every channel can carry', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, anyView), { maxLength: 12 }), (chat) => {
      let state = freshState;
      for (const [input, seen] of chat) {
        const turn = converse(state, input, seen);
        // Only what is handed on to a person is not answered.
        if (turn.reply === null) expect(turn.intents).toMatchObject([{ kind: 'relay' }]);
        else expect(words(turn).trim()).not.toBe('');
        for (const button of buttons(turn)) {
          expect([...button.label].length).toBeLessThanOrEqual(32);
          if (button.kind !== 'action') continue;
          expect(Buffer.byteLength(button.action)).toBeLessThanOrEqual(64);
          expect(commandOfAction(button.action)).not.toBeNull();
        }
        state = turn.state;
      }
    }),
  );
});

it('ends in withdrawn consent whenever the last word is stop, whatever was said before', () => {
  const stop = fc.constantFrom(text('STOP'), text('退订'), press('stop'), text('/stop'));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, anyView), { maxLength: 12 }), stop, (chat, last) => {
      let state = freshState;
      const ledger: string[] = [];
      for (const [input, seen] of [...chat, [last, view()] as const]) {
        const turn = converse(state, input, seen);
        for (const intent of turn.intents)
          if (intent.kind === 'consent') ledger.push(intent.answer);
        state = turn.state;
      }
      expect(ledger.at(-1)).toBe('stopped');
    }),
  );
});

it('grants consent to nothing but a yes that was asked for, or its button', () => {
  fc.assert(
    fc.property(fc.string(), anyView, (said, seen) => {
      expect(converse(asked, text(`x${said}`), seen).intents).not.toContainEqual({
        kind: 'consent',
        answer: 'granted',
      });
    }),
  );
});

describe('a picture', () => {
  const pictured = cards.map((card) => ({
    ...card,
    imageUrl: `https://i.example/${card.sku}.jpg`,
  }));
  const blocksOf = (turn: Turn) => (turn.reply?.blocks ?? []).map(({ kind }) => kind);

  it('comes with a product that is shown alone, above its words', () => {
    const shown = { ...freshState, shown: ['L1'] };
    const turn = converse(shown, press('not:L1'), view({ picks: pictured }));
    expect(blocksOf(turn)).toEqual(['image', 'text', 'buttons']);
    expect(turn.reply?.blocks[0]).toEqual({
      kind: 'image',
      url: 'https://i.example/L2.jpg',
      alt: 'Lantern 2',
    });
  });

  it('comes with the only product that a search finds', () => {
    const found = pictured.slice(2, 3);
    const turn = converse(freshState, text('third lantern'), view({ found }));
    expect(blocksOf(turn)[0]).toBe('image');
    expect(words(turn)).toContain('Lantern 3');
  });

  it('comes with no list, and with no product that has none', () => {
    const list = converse(freshState, text('picks'), view({ picks: pictured }));
    expect(blocksOf(list)).toEqual(['text', 'buttons']);
    const bare = converse(freshState, text('third lantern'), view({ found: cards.slice(2, 3) }));
    expect(blocksOf(bare)).not.toContain('image');
  });
});
