import { describe, expect, it } from 'vitest';
import { commandOfAction } from '../../../src/domain/conversation/action.js';
import {
  consentRows,
  couponRows,
  foundRows,
  howToRows,
  languageRows,
  lessRows,
  menuRows,
  personRows,
  pickRows,
  type Rows,
  rateRows,
  startAgainRows,
  talkRows,
  undoRows,
  useRows,
  whyRows,
  wishRows,
} from '../../../src/domain/conversation/buttons.js';
import { commandOf } from '../../../src/domain/conversation/command.js';
import { freshState } from '../../../src/domain/conversation/state.js';
import { textsIn } from '../../../src/domain/conversation/texts/texts.js';
import type { CouponCard, PickCard } from '../../../src/domain/conversation/view.js';

const en = textsIn.en;
const zh = textsIn['zh-CN'];
const labels = (rows: Rows) => rows.map((row) => row.map(({ label }) => label));
const actions = (rows: Rows) =>
  rows.flat().flatMap((button) => (button.kind === 'action' ? [button.action] : []));

const tote: PickCard = {
  sku: 'T1',
  name: 'Tote',
  price: '£5.00',
  reason: '',
  url: 'https://a.example/1',
  imageUrl: null,
};
const coupon: CouponCard = {
  name: null,
  minimum: null,
  balance: null,
  code: 'SAVE7K3M9XQ2ABCDEFGH5',
  offer: '15% off',
  validUntil: 0,
  useUrl: null,
};

it.each([
  { consent: 'granted', hasStaff: false, last: ['preferences', 'help', 'less', 'stop'] },
  { consent: 'granted', hasStaff: true, last: ['preferences', 'person', 'less', 'stop'] },
  { consent: 'withdrawn', hasStaff: false, last: ['start', 'help'] },
  { consent: 'none', hasStaff: true, last: ['start', 'person'] },
] as const)('offers $last in the menu where consent is $consent, staff $hasStaff', (of) => {
  const { last } = of;
  expect(actions(menuRows(en, { ...of, membership: 'none' }))).toEqual([
    'picks',
    'coupons',
    'share',
    'language',
    ...last,
  ]);
});

it('asks to begin who never did, and to start again who stopped', () => {
  const labelOfStart = (consent: 'none' | 'withdrawn') =>
    [en, zh].map(
      (texts) =>
        labels(menuRows(texts, { consent, hasStaff: false, membership: 'none' })).at(-1)?.[0],
    );
  expect(labelOfStart('none')).toEqual(['Get messages', '订阅消息']);
  expect(labelOfStart('withdrawn')).toEqual(['Start again', '重新订阅']);
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
  const cards = [tote, { ...tote, sku: 'L1', name: 'Lamp', url: null }];
  expect(labels(pickRows(en, cards, true))).toEqual([
    ['Open 1', 'More like 1', 'Not 1'],
    ['More like 2', 'Not 2'],
    ['Show others', 'My coupons'],
  ]);
  expect(labels(pickRows(zh, cards, false))).toEqual([
    ['看看 1', '类似 1', '不要 1'],
    ['类似 2', '不要 2'],
    ['我的优惠券'],
  ]);
  expect(actions(pickRows(en, cards, false)).slice(0, 2)).toEqual(['similar:T1', 'not:T1']);
});

it('numbers the products of a later page on', () => {
  expect(labels(pickRows(en, [tote], false, 4))[0]).toEqual(['Open 4', 'More like 4', 'Not 4']);
});

it('has no button for an article number that no channel could carry', () => {
  const long = { ...tote, sku: 'x'.repeat(60) };
  expect(labels(pickRows(en, [long], false))[0]).toEqual(['Open 1', 'Not 1']);
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
  expect(actions(useRows(en, coupon))).toEqual([
    ...[`coupon:how:${coupon.code}`, 'share'],
    ...['coupons', 'picks'],
  ]);
  expect(useRows(en, coupon)).toHaveLength(2);
});

// Some channels show a button as words to answer with, and people type what they read.
describe.each([en, zh])('who types what a button says', (texts) => {
  const rows = [
    ...menuRows(texts, { consent: 'granted', hasStaff: true, membership: 'open' }),
    ...menuRows(texts, { consent: 'withdrawn', hasStaff: false, membership: 'open' }),
    ...pickRows(texts, [], true),
    ...lessRows(texts),
    ...undoRows(texts),
    ...wishRows(texts, true),
    ...consentRows(texts),
  ];
  const pressed = rows.flat().filter((button) => button.kind === 'action');
  const asked = { ...freshState, awaiting: 'consent' as const };

  it.each(pressed)('gets what $label does', ({ label, action }) => {
    const typed = commandOf(asked, { kind: 'text', text: label });
    expect(typed).toEqual(commandOfAction(action));
  });
});

describe('a label', () => {
  // `Use: ` and the offer.
  const labelOf = (offer: string) => couponRows(en, [{ ...coupon, offer }])[0]?.[0]?.label;

  it('of 32 characters stands, a longer one is cut to 31 and an ellipsis', () => {
    expect(labelOf('x'.repeat(27))).toBe(`Use: ${'x'.repeat(27)}`);
    expect(labelOf('x'.repeat(28))).toBe(`Use: ${'x'.repeat(26)}…`);
  });

  it('is never cut inside a character', () => {
    expect(labelOf('🎁'.repeat(27))).toBe(`Use: ${'🎁'.repeat(27)}`);
    expect(labelOf('🎁'.repeat(28))).toBe(`Use: ${'🎁'.repeat(26)}…`);
  });
});

it.each([en, zh])('asks for nothing that the conversation does not know', (texts) => {
  const all = [
    ...menuRows(texts, { consent: 'granted', hasStaff: true, membership: 'open' }),
    ...menuRows(texts, { consent: 'none', hasStaff: false, membership: 'open' }),
    ...foundRows(texts, [tote], true),
    ...undoRows(texts),
    ...wishRows(texts, true),
    ...whyRows(texts),
    ...rateRows('018f5b4e-0000-7000-8000-000000000000'),
    ...personRows(texts),
    ...talkRows(texts),
    ...consentRows(texts),
    ...pickRows(texts, [tote], true),
    ...couponRows(texts, [coupon]),
    ...useRows(texts, coupon),
    ...howToRows(texts, coupon),
    ...languageRows(),
    ...lessRows(texts),
    ...startAgainRows(texts),
  ];
  expect(actions(all).filter((each) => commandOfAction(each) === null)).toEqual([]);
  expect(all.flat().filter(({ label }) => label.trim() === '')).toEqual([]);
});
