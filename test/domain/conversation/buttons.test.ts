import { describe, expect, it } from 'vitest';
import { commandOfAction } from '../../../src/domain/conversation/action.js';
import {
  consentRows,
  couponRows,
  languageRows,
  lessRows,
  menuRows,
  pickRows,
  type Rows,
  startAgainRows,
  useRows,
} from '../../../src/domain/conversation/buttons.js';
import { textsIn } from '../../../src/domain/conversation/texts/texts.js';
import type { CouponCard, PickCard } from '../../../src/domain/conversation/view.js';

const en = textsIn.en;
const zh = textsIn['zh-CN'];
const labels = (rows: Rows) => rows.map((row) => row.map(({ label }) => label));
const actions = (rows: Rows) =>
  rows.flat().flatMap((button) => (button.kind === 'action' ? [button.action] : []));

const tote: PickCard = { name: 'Tote', price: '£5.00', reason: '', url: 'https://a.example/1' };
const coupon: CouponCard = {
  code: 'SAVE7K3M9XQ2ABCDEFGH5',
  offer: '15% off',
  validUntil: 0,
  useUrl: null,
};

it.each([
  { consent: 'granted', last: ['less', 'stop'] },
  { consent: 'withdrawn', last: ['start', 'help'] },
  { consent: 'none', last: ['start', 'help'] },
] as const)('offers $last in the menu of one whose consent is $consent', ({ consent, last }) => {
  expect(actions(menuRows(en, consent))).toEqual([
    'picks',
    'coupons',
    'share',
    'language',
    ...last,
  ]);
});

it('asks for consent with yes, no and the other language', () => {
  expect(labels(consentRows(en))).toEqual([['Yes, please', 'No, thanks'], ['中文 / English']]);
  expect(labels(consentRows(zh))).toEqual([['好的', '不用了'], ['English / 中文']]);
  expect(actions(consentRows(zh))).toEqual(['consent:yes', 'consent:no', 'language']);
});

it('names each language in itself, whatever is spoken', () => {
  expect(languageRows()).toEqual([
    [
      { kind: 'action', label: '中文', action: 'language:zh-CN' },
      { kind: 'action', label: 'English', action: 'language:en' },
    ],
  ]);
});

it('links picks that have a page, and offers more only if there are more', () => {
  const cards = [tote, { ...tote, name: 'Lamp', url: null }];
  expect(labels(pickRows(en, cards, true))).toEqual([['Tote'], ['Show others', 'My coupons']]);
  expect(labels(pickRows(zh, cards, false))).toEqual([['Tote'], ['我的优惠券']]);
});

it('lets each coupon be used, by its own code', () => {
  const other = { ...coupon, code: 'X', offer: '£5.00 off' };
  const rows = couponRows(en, [coupon, other]);
  expect(labels(rows)).toEqual([['Use: 15% off'], ['Use: £5.00 off'], ['My picks']]);
  expect(actions(rows)).toEqual([`coupon:use:${coupon.code}`, 'coupon:use:X', 'picks']);
  expect(actions(couponRows(en, []))).toEqual(['picks']);
});

it('leads to the checkout only where there is one', () => {
  const useUrl = 'https://a.example/cart';
  expect(useRows(en, { ...coupon, useUrl })[0]).toEqual([
    { kind: 'link', label: 'Go to the checkout', url: useUrl },
  ]);
  expect(actions(useRows(en, coupon))).toEqual(['coupons', 'picks']);
  expect(useRows(en, coupon)).toHaveLength(1);
});

describe('a label', () => {
  const labelOf = (name: string) => pickRows(en, [{ ...tote, name }], false)[0]?.[0]?.label;

  it('of 32 characters stands, a longer one is cut to 31 and an ellipsis', () => {
    expect(labelOf('x'.repeat(32))).toBe('x'.repeat(32));
    expect(labelOf('x'.repeat(33))).toBe(`${'x'.repeat(31)}…`);
  });

  it('is never cut inside a character', () => {
    expect(labelOf('🎁'.repeat(32))).toBe('🎁'.repeat(32));
    expect(labelOf('🎁'.repeat(33))).toBe(`${'🎁'.repeat(31)}…`);
  });
});

it.each([en, zh])('asks for nothing that the conversation does not know', (texts) => {
  const all = [
    ...menuRows(texts, 'granted'),
    ...menuRows(texts, 'none'),
    ...consentRows(texts),
    ...pickRows(texts, [tote], true),
    ...couponRows(texts, [coupon]),
    ...useRows(texts, coupon),
    ...languageRows(),
    ...lessRows(texts),
    ...startAgainRows(texts),
  ];
  expect(actions(all).filter((each) => commandOfAction(each) === null)).toEqual([]);
  expect(all.flat().filter(({ label }) => label.trim() === '')).toEqual([]);
});
