import { expect, it } from 'vitest';
import { replayText } from '../../src/cli/replay-text.js';
import type { ReplayReport } from '../../src/domain/promotion/replay/replay-report.js';
import { replayPage } from '../../src/http/replay-page.js';

const report: ReplayReport = {
  currency: 'GBP',
  timezone: 'Europe/London',
  from: Date.parse('2026-09-01T00:00:00+01:00'),
  until: Date.parse('2026-12-01T00:00:00Z'),
  codes: 'all',
  orders: 1_000,
  guestOrders: 120,
  lines: 2_000,
  linesWithoutCost: 500,
  goodsMinor: 10_000_000,
  draft: { touched: 400, givenMinor: 500_000, marginMinor: 2_600_000 },
  now: { touched: 500, givenMinor: 400_000, marginMinor: 2_700_000 },
  marginBeforeMinor: 3_000_000,
  promotions: [
    {
      id: 'spring',
      draft: { orders: 400, givenMinor: 500_000 },
      now: null,
      justShort: { byMoney: 20, missingMinor: 3_000, byPiece: 4 },
      refusedByLimit: 33,
    },
    {
      id: 'gone',
      draft: null,
      now: { orders: 500, givenMinor: 400_000 },
      justShort: { byMoney: 0, missingMinor: 0, byPiece: 0 },
      refusedByLimit: 0,
    },
  ],
  overlaps: [],
  dearest: [
    {
      ref: '5<6',
      at: Date.parse('2026-11-05T09:30:00Z'),
      valueMinor: 10_000,
      givenMinor: 2_500,
      by: ['spring'],
    },
  ],
  weeks: [{ monday: '2026-11-02', orders: 1_000, draftMinor: 500_000, nowMinor: 400_000 }],
  shares: [
    { fromPercent: 0, orders: 1 },
    { fromPercent: 5, orders: 399 },
  ],
};

it('says what a draft would have cost before it says anything else', () => {
  const text = replayText(report);
  for (const line of [
    'Over 1,000 orders (2026-09-01 to 2026-11-30, £100,000.00 of goods) the draft would have given £5,000.00: 5.0 % of revenue.',
    'It would have touched 400 orders (40.0 %), each with £12.50 on average.',
    'That is £1,000.00 (+25.0 %) more than the promotions in force now would have: £4,000.00 in 500 orders.',
    'Margin: £30,000.00 without promotions, £26,000.00 with the draft, £27,000.00 with those in force now. Of 2,000 lines 500 have no cost and are left out of it.',
    'spring would have been used up: its limits end it after 400 orders and refuse 33.',
    'spring        400  £5,000.00      £12.50             5.0 %  not in force',
    'gone            –          –           –  not in the draft     £4,000.00',
    'spring                     20               £1.50                4',
    '120 of 1,000 orders are guests’',
  ])
    expect(text).toContain(line);
  expect(text.indexOf('Over 1,000')).toBe(0);
});

it('says so where there is no order', () => {
  expect(replayText({ ...report, orders: 0 })).toBe(
    'There are no orders from 2026-09-01 to 2026-11-30 to replay.',
  );
});

it('is a page with three pictures, whose texts are texts', () => {
  const page = replayPage(report, 'spring.yaml');
  expect(page.match(/<svg/g)).toHaveLength(3);
  expect(page).toContain('5&lt;6');
  expect(page).not.toContain('5<6');
});
