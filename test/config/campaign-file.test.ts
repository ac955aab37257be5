import { expect, it } from 'vitest';
import { fileWith, sourceOfText } from '../support/campaign-files.js';

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
