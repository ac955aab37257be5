import { describe, expect, it } from 'vitest';
import { pickRulesText } from '../../src/cli/pick-rules-text.js';
import { fileWith, problemsOf, sourceOfText } from '../support/campaign-files.js';

it('reads a campaign into plain data, durations and shares as numbers', () => {
  const { campaign } = sourceOfText(fileWith({}));
  expect(campaign).toMatchObject({
    kind: 'message',
    id: 'welcome',
    audience: { segment: 'lapsed', exclude: ['vip'], holdoutShare: 0.2 },
    channels: ['webchat'],
    schedule: { kind: 'manual' },
    sendWithinMs: 86_400_000,
    goal: { kind: 'redeem', withinMs: 604_800_000 },
    picks: { count: 2 },
    coupon: { promotion: 'gift', validForMs: 1_209_600_000 },
    onUnknown: 'leave',
  });
  expect(JSON.parse(JSON.stringify(campaign))).toEqual(campaign);
});

it.each([
  { until: '2026-11-30', iso: '2026-11-30' },
  { until: '30 Nov 2026', iso: '2026-11-30' },
  { until: '1 December 2026', iso: '2026-12-01' },
])('reads the last day $until', ({ until, iso }) => {
  const { campaign } = sourceOfText(
    fileWith({ 8: `schedule: { cron: "0 10 * * thu", until: ${until} }` }),
  );
  expect(campaign.schedule).toEqual({
    kind: 'cron',
    cron: '0 10 * * thu',
    timezone: 'Europe/London',
    from: null,
    until: iso,
    catchUpWithinMs: 21_600_000,
  });
});

it('reads buttons: one to a row, several to a row, one for each pick', () => {
  const buttons = [
    '        - { label: A, open: product, pick: 2 }',
    '        - - { label: B, open: "https://shop.example" }',
    '          - { label: C, action: less }',
    '        - { label: "{{ pick.name }}", open: products }',
  ].join('\n');
  const { campaign, texts } = sourceOfText(fileWith({ 18: buttons }));
  expect(campaign.message['en']?.[1]).toEqual({
    kind: 'buttons',
    rows: [
      [{ kind: 'product', label: 'A', pick: 1 }],
      [
        { kind: 'link', label: 'B', url: 'https://shop.example' },
        { kind: 'action', label: 'C', action: 'less' },
      ],
      [{ kind: 'products', label: '{{ pick.name }}' }],
    ],
  });
  expect(texts.map(({ path, hasPick }) => [path.slice(2).join('.'), hasPick])).toContainEqual([
    '1.buttons.2.label',
    true,
  ]);
  expect(texts.map(({ path }) => path.slice(2).join('.'))).toContain('1.buttons.1.0.open');
});

describe('picks', () => {
  const picks = (line: string) => fileWith({ 10: `picks: ${line}` });
  const full =
    '{ count: 3, diversity: 0.3, most_per_category: 1, boost: { margin: 0.2 }, cool_down: 30d, ' +
    'never: [{ category: Alcohol, unless: { age: 18 } }, { category: Knives, unless: { attribute: age_18, is: yes } }, { category: Wrap }] }';

  it('are read with all that a marketer may ask, each with what it is unless given', () => {
    const { campaign } = sourceOfText(picks(full));
    expect(campaign.picks).toEqual({
      count: 3,
      rules: {
        diversity: 0.3,
        mostPerCategory: 1,
        boost: { margin: 0.2, stock: 0 },
        coolDownMs: 30 * 86_400_000,
        never: [
          { category: 'Alcohol', unless: { kind: 'age', years: 18 } },
          { category: 'Knives', unless: { kind: 'attribute', name: 'age_18', value: 'yes' } },
          { category: 'Wrap', unless: null },
        ],
      },
    });
    expect(JSON.parse(JSON.stringify(campaign))).toEqual(campaign);
  });

  it('have no rules where only a count is given, as versions applied before', () => {
    expect(sourceOfText(picks('{ count: 3 }')).campaign.picks).toEqual({ count: 3 });
  });

  it('may name a model, a kind, an audience and when to repeat', () => {
    const wish = '{ count: 3, model: personal-frequency, of: both, repeat_after: 36h }';
    const { campaign } = sourceOfText(picks(wish));
    expect(campaign.picks).toEqual({
      count: 3,
      model: 'personal-frequency',
      of: ['product', 'content'],
      repeatAfterDays: 1.5,
    });
    expect(pickRulesText(campaign)).toEqual([
      '3 for each customer',
      'by what one buys most often',
      'of goods and posts, articles and videos',
      'what was bought, again after 1.5 days',
    ]);
    const among = sourceOfText(picks('{ count: 3, among: audience }')).campaign;
    expect(among.picks).toEqual({ count: 3, among: 'audience' });
  });

  it('are explained in words', () => {
    expect(pickRulesText(sourceOfText(picks(full)).campaign)).toEqual([
      '3 for each customer',
      '30 % variety of categories, the rest what fits best',
      'at most 1 of a category',
      'what is all margin counts 20 % more',
      'nothing that was shown within 30 days',
      'never Alcohol, but for customers known to be 18 or older',
      'never Knives, but for customers whose age_18 is yes',
      'never Wrap',
    ]);
    expect(pickRulesText(sourceOfText(picks('{ count: 3 }')).campaign)).toEqual([]);
  });

  it.each([
    { line: '{ count: 3, diversty: 0.3 }', says: ['w.yaml:10:', 'diversty', 'diversity'] },
    { line: '{ count: 3, diversity: 30 }', says: ['picks.diversity', 'not a number from 0 to 1'] },
    { line: '{ count: 3, cool_down: soon }', says: ['picks.cool_down', 'not a duration'] },
    { line: '{ count: 3, model: item-nn }', says: ['picks.model', 'item-knn'] },
    { line: '{ count: 3, among: audience, model: slim }', says: ['picks.model', 'leave out'] },
    { line: '{ count: 3, of: goods }', says: ['picks.of', 'products'] },
    { line: '{ count: 3, most_per_category: 0 }', says: ['picks.most_per_category'] },
    { line: '{ count: 3, boost: { margn: 0.2 } }', says: ['picks.boost', 'margn', 'margin'] },
    {
      line: '{ count: 3, never: [{ category: A, unless: { agee: 18 } }] }',
      says: ['picks.never[0].unless', 'agee', 'age'],
    },
    {
      line: '{ count: 3, never: [{ category: A, unless: { attribute: adult } }] }',
      says: ['picks.never[0].unless', 'not { age: 18 } or { attribute: NAME, is: VALUE }'],
    },
  ])('point at what is wrong in $line', ({ line, says }) => {
    const problems = problemsOf(picks(line));
    for (const text of says) expect(problems.join(' ')).toContain(text);
    expect(problems.every((problem) => problem.startsWith('w.yaml:10:'))).toBe(true);
  });
});
