import { expect, it } from 'vitest';
import { parseShop } from '../../src/config/shop-file.js';
import { problemLine } from '../../src/domain/problem.js';
import { clubRules } from '../support/membership.js';

const head =
  'id: a\nname: A\ncurrency: GBP\ntimezone: Europe/London\nlocales: [en]\nchannels: { webchat: }\n';

const parse = (membership: string) => parseShop('shop.yaml', `${head}${membership}`, {});

function linesOf(membership: string): string[] {
  const parsed = parse(membership);
  return parsed.ok ? ['ok'] : parsed.problems.map(problemLine);
}

it('reads tiers, points and what friends are worth', () => {
  const parsed = parse(`membership:
  tiers:
    - { id: member, name: { en: Member, zh-CN: 会员 } }
    - { id: silver, name: { en: Silver, zh-CN: 银卡 }, from_spend: 200.00, points_multiplier: 1.25 }
    - { id: gold, name: { en: Gold, zh-CN: 金卡 }, from_spend: 1000.00, points_multiplier: 1.5 }
  tier_window: 365d
  points:
    worth: 0.01
    most_of_order: 50%
    expire_after: 365d
    earn:
      purchase: { points: 1, for_each: 1.00 }
      join: 50
      review: { points: 20, most_per_day: 2 }
      photo: { points: 30, most_per_day: 1 }
      topic: { points: 10, most_per_day: any }
      share: 5
  referral:
    after: first_purchase
    sharer: { points: 100 }
    newcomer: { points: 30 }
`);
  expect(parsed).toMatchObject({ ok: true, value: { membership: clubRules } });
});

it('needs little: a tier, what a point is worth, and how to earn it', () => {
  const parsed = parse(`membership:
  tiers: [{ id: member, name: { en: Member } }]
  points: { worth: 0.01, earn: {} }
`);
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      membership: {
        tierWindowMs: 365 * 86_400_000,
        referral: null,
        points: {
          mostOfOrderBps: 5_000,
          expireAfterMs: 365 * 86_400_000,
          purchase: null,
          join: 0,
          deeds: { review: null, photo: null, topic: null, share: null },
        },
      },
    },
  });
});

it('a shop without the section has no membership', () => {
  const parsed = parse('');
  expect(parsed.ok && 'membership' in parsed.value).toBe(false);
});

it('says where a tier, an amount or a reward is wrong', () => {
  expect(
    linesOf(`membership:
  tiers:
    - { id: member, name: { en: Member } }
    - { id: gold, name: { en: Gold }, from_spend: 9.00 }
    - { id: silver, name: { en: Silver }, from_spend: 9.00 }
  points: { worth: 0.01, earn: {} }
`),
  ).toEqual([
    'shop.yaml:11:55 membership.tiers[2].from_spend: is not more than that of the tier before it',
  ]);
  expect(
    linesOf(`membership:
  tiers:
    - { id: member, name: { zh-CN: 会员 }, from_spend: 5.00 }
    - { id: silver, name: { en: Silver } }
    - { id: silver, name: { en: Silver }, from_spend: 0.001 }
  points: { worth: 0, earn: {} }
  referral: { sharer: { points: 5, coupon: welcome } }
`),
  ).toEqual([
    'shop.yaml:9:27 membership.tiers[0].name: has no text for en',
    'shop.yaml:9:54 membership.tiers[0].from_spend: the first tier is for everybody: leave this out',
    'shop.yaml:10:7 membership.tiers[1]: has no from_spend: when is it reached?',
    'shop.yaml:11:55 membership.tiers[2].from_spend: is not an amount of money in GBP (at most 2 decimals)',
    'shop.yaml:11:13 membership.tiers[2].id: there is a tier "silver" already',
    'shop.yaml:12:20 membership.points.worth: is nothing',
    'shop.yaml:13:23 membership.referral.sharer: needs either points or a coupon',
  ]);
});
