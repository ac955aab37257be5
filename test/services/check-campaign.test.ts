import { expect, it } from 'vitest';
import { liquidEngine } from '../../src/runtime/liquid.js';
import { checkCampaigns } from '../../src/services/check-campaign.js';
import { account, fileWith, problemsOf, sourceOfText } from '../support/campaign-files.js';
import { testShop } from '../support/campaigns.js';

it('finds nothing wrong with a right file', () => {
  expect(problemsOf(fileWith({}))).toEqual([]);
});

it.each([
  {
    why: 'an unknown segment',
    changes: { 4: '  segment: lapse' },
    wanted:
      'w.yaml:4:12 audience.segment: "lapse" is not a segment of segments.yaml; did you mean "lapsed"?',
  },
  {
    why: 'an unknown exclusion',
    changes: { 5: '  exclude: [vip, vib]' },
    wanted:
      'w.yaml:5:18 audience.exclude[1]: "vib" is not a segment of segments.yaml; did you mean "vip"?',
  },
  {
    why: 'an unknown channel',
    changes: { 7: 'channels: [webchat, webcaht]' },
    wanted:
      'w.yaml:7:21 channels[1]: "webcaht" is not a channel of shop.yaml; did you mean "webchat"?',
  },
  {
    why: 'a channel named twice',
    changes: { 7: 'channels: [webchat, webchat]' },
    wanted: 'w.yaml:7:21 channels[1]: "webchat" stands here a second time',
  },
  {
    why: 'only channels that are switched off',
    changes: { 7: 'channels: [telegram]' },
    wanted:
      'w.yaml:7:11 channels: all of these channels are switched off (telegram: TELEGRAM_BOT_TOKEN is not set)',
  },
  {
    why: 'an unknown promotion',
    changes: { 11: 'coupon: { promotion: gitf, valid_for: 14d }' },
    wanted:
      'w.yaml:11:22 coupon.promotion: "gitf" is not a promotion of promotions.yaml; did you mean "gift"?',
  },
  {
    why: 'a holdout that is no percentage',
    changes: { 6: '  holdout: 0.2' },
    wanted: 'w.yaml:6:12 audience.holdout: 0.2 is not a percentage (say 10%)',
  },
  {
    why: 'a goal nobody knows',
    changes: { 9: 'goal: { event: redeemed, within: 7d }' },
    wanted:
      'w.yaml:9:16 goal.event: "redeemed" is not one of click, reply, redeem, purchase, add_to_cart, share, rate; did you mean "redeem"?',
  },
  {
    why: 'a wrong hour',
    changes: { 8: 'schedule: { cron: "0 25 * * thu" }' },
    wanted: 'w.yaml:8:19 schedule.cron: "0 25 * * thu" has "25" as hour, which goes from 0 to 23',
  },
  {
    why: 'a day that is none',
    changes: { 8: 'schedule: { cron: "0 9 * * thu", until: 31 Nov 2026 }' },
    wanted:
      'w.yaml:8:41 schedule.until: "31 Nov 2026" is not a date (say 2026-11-30 or 30 Nov 2026)',
  },
  {
    why: 'an end before the beginning',
    changes: { 8: 'schedule: { cron: "0 9 * * thu", from: 2026-12-01, until: 30 Nov 2026 }' },
    wanted: 'w.yaml:8:59 schedule.until: "2026-11-30" is before 2026-12-01, its first day',
  },
  {
    why: 'a missing language',
    changes: { 19: '', 20: '' },
    wanted: 'w.yaml:13:3 message: has no text for zh-CN: the shop speaks en, zh-CN',
  },
  {
    why: 'a language the shop does not speak',
    changes: { 20: '    - text: 您好\n  fr:\n    - text: Bonjour' },
    wanted:
      'w.yaml:22:5 message.fr: nobody is written to in this language: the shop speaks en, zh-CN',
  },
  {
    why: 'Liquid left open, on the line where it is',
    changes: { 16: '        {% for pick in picks %}{{ pick.name }}' },
    wanted: 'w.yaml:16:1 message.en[0].text: Liquid: tag {% for pick in picks %} not closed',
  },
  {
    why: 'an unknown variable',
    changes: { 15: '        Hello {{ custmer.first_name }},' },
    wanted:
      'w.yaml:15:1 message.en[0].text: there is no variable "custmer"; did you mean "customer"?',
  },
  {
    why: 'an unknown field of a variable',
    changes: { 20: '    - text: 您好 {{ coupon.cod }}' },
    wanted:
      'w.yaml:20:13 message.zh-CN[0].text: there is no variable "coupon.cod"; did you mean "code"?',
  },
  {
    why: 'an unknown field of a pick in a loop',
    changes: { 16: '        {% for pick in picks %}{{ pick.nmae }}{% endfor %}' },
    wanted:
      'w.yaml:16:1 message.en[0].text: there is no variable "pick.nmae"; did you mean "name"?',
  },
  {
    why: 'an unknown field of a loop variable of another name',
    changes: { 16: '        {% for one in picks %}{{ one.nmae }}{% endfor %}' },
    wanted: 'w.yaml:16:1 message.en[0].text: Liquid: undefined variable: one.nmae',
  },
  {
    why: 'an unknown filter',
    changes: { 20: '    - text: 您好 {{ coupon.code | upcsae }}' },
    wanted: 'w.yaml:20:13 message.zh-CN[0].text: Liquid: undefined filter: upcsae',
  },
  {
    why: 'a coupon that the campaign does not give',
    changes: { 11: '' },
    wanted:
      'w.yaml:19:13 message.zh-CN[0].text: speaks of a coupon, but the campaign has none (coupon: …)',
  },
  {
    why: 'an action nobody knows',
    changes: { 18: '        - { label: Use it, action: use-cupon }' },
    wanted:
      'w.yaml:18:36 message.en[1].buttons[0].action: "use-cupon" is not one of picks, picks:more, coupons, use-coupon, share, less, stop, help; did you mean "use-coupon"?',
  },
  {
    why: 'a text that is too long at its longest',
    changes: { 10: 'picks: { count: 9 }' },
    wanted: expect.stringMatching(
      /^w\.yaml:14:7 message\.en\[0\]: does not fit webchat: \d{3,} letters, at most 400$/,
    ),
  },
  {
    why: 'a message that says nothing without a name',
    changes: { 20: '    - text: 您好 {{ customer.name }}' },
    wanted: expect.stringMatching(
      /^w\.yaml:20:5 message\.zh-CN: nothing is left of it.*customer\.first_name \| default: 'you' }}/,
    ),
  },
])('points at $why', ({ changes, wanted }) => {
  expect(problemsOf(fileWith(changes))).toEqual([wanted]);
});

it('tells every mistake of a file at once', () => {
  const text = fileWith({ 4: '  segment: lapse', 7: 'channels: [webcaht]', 11: '' });
  expect(problemsOf(text).map((line) => line.split(' ')[0])).toEqual([
    'w.yaml:4:12',
    'w.yaml:7:12',
    'w.yaml:19:13',
  ]);
});

it('refuses a channel that only answers, or only publishes', () => {
  expect(problemsOf(fileWith({}), [account('webchat', { proactive: 'none' })])).toEqual([
    'w.yaml:7:12 channels[0]: "webchat" cannot write to a customer first: it only answers',
  ]);
});

it('takes a channel that is switched off beside one that is not', () => {
  expect(problemsOf(fileWith({ 7: 'channels: [telegram, webchat]' }))).toEqual([]);
});

it('refuses two files with one id', () => {
  const sources = [sourceOfText(fileWith({}), 'a.yaml'), sourceOfText(fileWith({}), 'b.yaml')];
  const around = { shop: testShop, segmentNames: ['lapsed', 'vip'], promotions: [] };
  const problems = checkCampaigns({ templates: liquidEngine(), accounts: [] }, sources, around);
  expect(problems.filter(({ message }) => message.startsWith('id'))).toEqual([
    { place: 'b.yaml:1:5', message: 'id: "welcome" is the id of a.yaml already' },
  ]);
});

const post = [
  'id: post',
  'name: Post',
  'post: { channel: webchat, place: "@shop" }',
  'schedule: manual',
  'message:',
  '  en:',
  '    - text: Look at this',
];

it('takes a post in one language on a channel with public places, and refuses it elsewhere', () => {
  expect(problemsOf(post.join('\n'), [account('webchat', { posts: true })])).toEqual([]);
  expect(problemsOf(post.join('\n'))).toEqual([
    'w.yaml:3:18 post.channel: "webchat" has no public place to post to',
  ]);
});

it('knows no audience for a post', () => {
  expect(problemsOf([...post, 'audience: { segment: lapsed }'].join('\n'))).toEqual([
    'w.yaml:8:1 audience: is not a known key',
  ]);
});
