import type { CampaignReport } from './campaign-report.js';

type Cell = string | number | null;

/**
 * The report as one long table, a figure a line: section, name, arm, value, low, high. Shares are in [0, 1],
 * money in minor units; what does not apply is empty. RFC 4180.
 */
export function reportCsv(report: CampaignReport): string {
  const rows: Cell[][] = [
    ['section', 'name', 'arm', 'value', 'low', 'high'],
    ...report.funnel.map(({ step, people }) => ['funnel', step, null, people, null, null]),
    ...effectRows(report),
    ...report.days.flatMap(({ day, treated, holdout }) => [
      ['converted_by_day', day, 'treated', treated, null, null],
      ...(holdout === null ? [] : [['converted_by_day', day, 'holdout', holdout, null, null]]),
    ]),
    ...report.deliveries.map((row) => [
      'deliveries',
      [row.channelAccount, row.state, row.reason ?? ''].join(' ').trim(),
      null,
      row.deliveries,
      null,
      null,
    ]),
    ...report.leftOut.map(({ reason, people }) => ['left_out', reason, null, people, null, null]),
    ['clicks', 'human', null, report.clicks.human, null, null],
    ['clicks', 'machine', null, report.clicks.machine, null, null],
    ['coupons', 'issued', null, report.coupons.issued, null, null],
    ['coupons', 'redeemed', null, report.coupons.redeemed, null, null],
    ['coupons', 'discount_minor', null, report.coupons.discountMinor, null, null],
    ['satisfaction', 'ratings', null, report.satisfaction.ratings, null, null],
    ['satisfaction', 'average', null, report.satisfaction.average, null, null],
    ...report.satisfaction.distribution.map(({ stars, ratings }) => [
      ...['satisfaction', `stars_${stars}`, null, ratings, null, null],
    ]),
    ...report.posts.flatMap((post, index) =>
      (['comments', 'reposts', 'likes', 'byCustomers'] as const).map((name) => [
        `post_${index + 1}`,
        name === 'byCustomers' ? 'by_customers' : name,
        null,
        post[name],
        null,
        null,
      ]),
    ),
    ...report.clickedProducts.map(({ sku, people }) => [
      'clicked_products',
      sku,
      null,
      people,
      null,
      null,
    ]),
  ];
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function effectRows({ effect, effectKind }: CampaignReport): Cell[][] {
  const arm = (
    name: string,
    one: { people: number; converted: number; revenueMinor: { sum: number } },
  ): Cell[][] => [
    ['effect', 'people', name, one.people, null, null],
    ['effect', `people_${effectKind}`, name, one.converted, null, null],
    ['effect', 'revenue_minor', name, one.revenueMinor.sum, null, null],
  ];
  if (effect.kind === 'no-holdout') return arm('treated', effect.treated);
  const both = [...arm('treated', effect.treated), ...arm('holdout', effect.holdout)];
  if (effect.kind === 'uneven')
    return [...both, ['effect', 'sample_ratio_p', null, effect.p, null, null]];
  const { interval, revenueInterval } = effect;
  return [
    ...both,
    ['effect', 'lift', null, effect.lift, interval.low, interval.high],
    [
      'effect',
      'revenue_lift_minor_per_person',
      null,
      effect.revenueLiftMinor,
      revenueInterval?.low ?? null,
      revenueInterval?.high ?? null,
    ],
    ['effect', 'verdict', null, effect.verdict, null, null],
  ];
}

// A leading = + - @ would be a formula in a spreadsheet; names of products and reasons come from outside.
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
