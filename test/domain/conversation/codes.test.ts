import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeQuestion } from '../../../src/domain/conversation/code-words.js';
import { type ConversationInput, commandOf } from '../../../src/domain/conversation/command.js';
import { converse, needsOf } from '../../../src/domain/conversation/converse.js';
import type { Language } from '../../../src/domain/conversation/language.js';
import { freshState } from '../../../src/domain/conversation/state.js';
import type { Turn } from '../../../src/domain/conversation/topic.js';
import type { CodeTrouble, CouponCard } from '../../../src/domain/conversation/view.js';
import { displayCode, newCouponCode } from '../../../src/domain/promotion/coupon-code.js';
import { viewWith } from '../../support/conversation-view.js';

const until = Date.UTC(2026, 11, 1); // the end of 30 November in London
const now = Date.UTC(2026, 10, 27, 12);
const code = newCouponCode(Uint8Array.of(91, 2, 183, 4, 75, 6, 77, 8), () =>
  Uint8Array.of(1, 2, 3),
);
const shown = displayCode(code);
const withPrefix = newCouponCode(
  Uint8Array.of(1, 22, 3, 44, 5, 66, 7, 88),
  () => Uint8Array.of(9, 9, 9),
  'SAVE',
);

const text = (message: string): ConversationInput => ({ kind: 'text', text: message });
const said = (message: string) => commandOf(freshState, text(message));

function words(turn: Turn): string {
  return (turn.reply?.blocks ?? [])
    .map((block) => (block.kind === 'text' ? block.text : ''))
    .join('');
}

function actions(turn: Turn): string[] {
  const buttons = (turn.reply?.blocks ?? []).flatMap((block) =>
    block.kind === 'buttons' ? block.rows.flat() : [],
  );
  return buttons.map((button) => (button.kind === 'action' ? button.action : button.url));
}

describe('a code, however it comes', () => {
  it.each([
    code,
    shown,
    shown.toLowerCase(),
    shown.replaceAll('-', ' '),
    `  ${shown}. `,
    `code ${shown}`,
    `/code ${shown}`,
    `/code@corner_bot ${code}`,
    `my code ${shown} does not work`,
    `Why doesn't ${shown} work?`,
    `the coupon ${code.toLowerCase()} is not working`,
    `券码${shown}用不了`,
    `我的优惠码 ${shown} 为什么不能用？`,
    `优惠码：${shown}`,
  ])('is read from "%s"', (message) => {
    expect(said(message)).toEqual({ kind: 'why-code', code });
  });

  it('is read with its prefix', () => {
    expect(said(displayCode(withPrefix))).toEqual({ kind: 'why-code', code: withPrefix });
    expect(said(`my coupon ${displayCode(withPrefix)} is invalid`)).toEqual({
      kind: 'why-code',
      code: withPrefix,
    });
  });

  it('is read with a slip in it, so that the slip can be told', () => {
    const slip = (code.startsWith('0') ? '1' : '0') + code.slice(1);
    expect(said(displayCode(slip))).toEqual({ kind: 'why-code', code: slip });
    expect(said(slip)).toEqual({ kind: 'why-code', code: slip });
  });

  it('is read whatever letters chance gave it, written through or in groups, with a slip or without', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(8), bytes(3), fc.nat(16), (random, mac, at) => {
        const made = newCouponCode(random, () => mac);
        const slip = made.slice(0, at) + (made[at] === '7' ? 'K' : '7') + made.slice(at + 1);
        // Nothing but digits is some other number.
        for (const each of [made, slip].filter((any) => /[A-Z]/.test(any))) {
          expect(said(each)).toEqual({ kind: 'why-code', code: each });
          expect(said(displayCode(each))).toEqual({ kind: 'why-code', code: each });
        }
      }),
    );
  });

  it.each([
    { message: 'code AUTUMN10', asked: 'AVTVMN10'.replaceAll('V', 'U') },
    { message: '/code welcome', asked: 'WE1C0ME' },
    { message: 'my code AUTUMN10 is not valid', asked: 'AUTUMN10' },
    { message: '优惠码 AUTUMN10 用不了', asked: 'AUTUMN10' },
  ])('may be everybody’s: "$message"', ({ message, asked }) => {
    expect(said(message)).toEqual({ kind: 'why-code', code: asked });
  });

  it.each([
    "why doesn't my code work",
    'Why does my code not work?',
    'my coupon does not work!',
    "I can't use my voucher",
    '我的券为什么不能用',
    '优惠券用不了',
    'code',
    '/code',
  ])('is asked for after "%s"', (message) => {
    expect(said(message)).toEqual({ kind: 'why-code', code: null });
  });

  it.each([
    { message: 'coupons', kind: 'coupons' },
    { message: 'why', kind: 'why' },
    { message: '为什么', kind: 'why' },
    { message: 'red lantern', kind: 'search' },
    { message: 'lantern with handle', kind: 'search' },
    { message: 'zip code wallet', kind: 'search' },
    { message: 'code please', kind: 'search' },
    { message: 'this lamp does not work', kind: 'search' },
    { message: '12345678901234567890', kind: 'search' },
    { message: 'link ABCD-EFGH', kind: 'enter-code' },
    { message: `use ${shown}`, kind: 'use-coupon' },
    { message: 'stop', kind: 'stop' },
  ])('is not what "$message" is about', ({ message, kind }) => {
    expect(said(message).kind).toBe(kind);
  });

  it('is taken from the answer to "which code?", and only from that', () => {
    const asked = converse(freshState, text("why doesn't my code work"), viewWith());
    expect(words(asked)).toBe('Which code? Write it here, and I will look.');
    expect(asked.state.awaiting).toBe('code');
    expect(commandOf(asked.state, text('autumn10'))).toEqual({
      kind: 'why-code',
      code: 'AUTUMN10',
    });
    expect(commandOf(asked.state, text('coupons')).kind).toBe('coupons');
    expect(commandOf(asked.state, text('stop')).kind).toBe('stop');
    const after = converse(asked.state, text('a red lantern'), viewWith());
    expect(after.state.awaiting).toBeNull();
  });

  it('is for the staff while one talks with them, unless it is asked by a command', () => {
    expect(commandOf(freshState, text(shown), true).kind).toBe('relay');
    expect(commandOf(freshState, text(`/code ${shown}`), true)).toEqual({ kind: 'why-code', code });
  });

  it('is not what a review complains of', () => {
    const reviewing = { ...freshState, awaiting: 'review' as const };
    expect(commandOf(reviewing, text('my coupon did not work')).kind).toBe('review');
  });

  it('is never found by a crash in whatever people type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const found = codeQuestion(any, any.toLowerCase());
        expect(found === null || typeof found.code === 'string' || found.code === null).toBe(true);
      }),
    );
  });
});

const other: CouponCard = {
  name: null,
  code: 'GIFT-BBBB',
  offer: '£5 off',
  minimum: null,
  balance: null,
  validUntil: until,
  useUrl: null,
};

describe('the answer', () => {
  const answered = (codeAsked: Parameters<typeof viewWith>[0], language: Language = 'en') =>
    converse(freshState, text(shown), viewWith({ now, language, coupons: [other], ...codeAsked }));
  const known = (trouble: CodeTrouble | null) => ({
    codeAsked: {
      kind: 'known' as const,
      code: shown,
      offer: '15% off from £20.00',
      minimum: '£20.00',
      validUntil: until,
      useUrl: 'https://shop.example/till',
      trouble,
    },
  });

  it('is one and the same for everybody who does not hold it', () => {
    const turn = answered({ codeAsked: { kind: 'not-valid' } });
    expect(words(turn)).toBe('There is no such coupon for you, or it has been used or has ended.');
    expect(words(turn)).not.toContain(shown);
  });

  it.each<[CodeTrouble, string, string]>([
    [{ kind: 'expired', at: until }, 'It ended on 30 November 2026.', '它已于2026年11月30日到期。'],
    [
      { kind: 'used', at: Date.UTC(2026, 10, 20), order: 'A-17' },
      'It was used on 20 November 2026 in order A-17.',
      '它已于2026年11月20日在订单 A-17 中使用过了。',
    ],
    [{ kind: 'revoked' }, 'The shop has taken it back.', '商家已收回这张券。'],
    [
      { kind: 'being-paid', at: Date.UTC(2026, 10, 27, 12, 15) },
      'It is in a checkout right now, and free again at 12:15 unless that is paid.',
      '12:15后就可以再用',
    ],
    [{ kind: 'being-paid', at: null }, 'It is being paid with right now.', '它正在付款中。'],
    [
      { kind: 'not-started', at: Date.UTC(2026, 11, 3) },
      'It is good from 3 December 2026 on.',
      '它从2026年12月3日开始才能使用。',
    ],
    [
      {
        kind: 'outside-hours',
        hours: { zone: 'Europe/London', days: [5, 1], fromMinute: 900, untilMinute: 1_080 },
      },
      'It works only at certain hours: Mon, Fri, 15:00–18:00.',
      '它只在特定时段可用：周一、周五 15:00–18:00。',
    ],
    [
      { kind: 'cart-too-small', at: Date.UTC(2026, 10, 27, 11, 58), missing: '£1.20' },
      'Your cart at 11:58 was too small: £1.20 more is needed.',
      '11:58时您的购物车金额不够，还差£1.20。',
    ],
    [{ kind: 'used-up' }, 'So many have used this offer', '名额已经用完'],
    [{ kind: 'used-by-you' }, 'You have used this offer as often as one may.', '使用次数上限'],
    [{ kind: 'spent' }, 'Nothing is left on it.', '余额已经用完'],
    [
      { kind: 'not-for-cart', at: now },
      'It lowers nothing that was in your cart at 12:00.',
      '12:00',
    ],
    [{ kind: 'not-for-you', at: now }, 'for certain customers or places', '部分顾客'],
    [{ kind: 'better-exists', at: now }, 'Another offer saved you more', '更优惠'],
  ])('tells the holder the reason: %j', (trouble, english, chinese) => {
    const turn = answered(known(trouble));
    expect(words(turn)).toContain(`${shown}: 15% off from £20.00`);
    expect(words(turn)).toContain(english);
    expect(words(answered(known(trouble), 'zh-CN'))).toContain(chinese);
  });

  it('offers what else there is where the coupon is lost, and the checkout where the cart is at fault', () => {
    const lost = answered(known({ kind: 'expired', at: until }));
    expect(words(lost)).toContain('You have these:');
    expect(actions(lost)).toEqual(['coupon:use:GIFT-BBBB', 'picks']);
    const none = converse(
      freshState,
      text(shown),
      viewWith({ now, ...known({ kind: 'revoked' }) }),
    );
    expect(words(none)).toContain('You have no other coupon right now.');
    const small = answered(known({ kind: 'cart-too-small', at: now, missing: '£1.20' }));
    expect(words(small)).toContain('Change your cart, and enter it again.');
    expect(actions(small)).toEqual(['https://shop.example/till', 'picks']);
  });

  it('says that nothing is wrong, until when and from what', () => {
    const turn = answered(known(null));
    expect(words(turn)).toContain(
      'Nothing is wrong with it: you can use it until 30 November 2026.',
    );
    expect(words(turn)).toContain('with £20.00 or more in your cart');
    expect(actions(turn)).toEqual(['https://shop.example/till', 'picks']);
  });

  it('tells a slip from a wrong code, and how long a lock lasts, rounded up', () => {
    expect(words(answered({ codeAsked: { kind: 'mistyped' } }))).toContain('a slip in this code');
    const locked = (ms: number) => ({ codeAsked: { kind: 'locked' as const, until: now + ms } });
    const turn = answered(locked(60_001));
    expect(words(turn)).toContain('too many wrong codes. Please try again in 2 minutes.');
    expect(words(answered(locked(60_000)))).toContain('in 1 minute.');
    expect(words(answered(locked(24 * 3_600_000)))).toContain('in 24 hours.');
    expect(words(answered(locked(60_000), 'zh-CN'))).toContain('请1分钟后再试');
    // What is one's own is not typed, and stays at hand.
    expect(words(turn)).toContain('Your own coupons stay good meanwhile');
    expect(actions(turn)).toEqual(['coupon:use:GIFT-BBBB', 'picks']);
  });

  it('needs the customer’s own coupons beside it', () => {
    expect(needsOf(freshState, text(shown))).toMatchObject({ coupons: true, search: null });
  });
});
