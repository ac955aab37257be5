import { expect, it } from 'vitest';
import { explanationText, previewText, sizesText } from '../../src/cli/segment-text.js';

const everyone = {
  name: 'everyone',
  description: 'All customers',
  rule: { kind: 'everyone' as const },
};
const vip = { ...everyone, name: 'vip', description: null };

it('lists sizes as shares of all', () => {
  const sizes = [
    { name: 'everyone', size: 1_200, all: 1_200, reachable: 7 },
    { name: 'vip', size: 150, all: 1_200, reachable: 0 },
  ];
  expect(sizesText(sizes, [everyone, vip], ['vip: odd'])).toBe(
    [
      'segment   customers  of all   reachable',
      '────────  ─────────  ───────  ─────────  ─────────────',
      'everyone      1,200  100.0 %          7  All customers',
      'vip             150  12.5 %           0',
      '',
      '! vip: odd',
    ].join('\n'),
  );
});

it('says how to reach people while nobody is reachable, and nothing of an empty shop', () => {
  const size = { name: 'everyone', size: 3, all: 3, reachable: 0 };
  expect(sizesText([size], [everyone], [])).toContain('hawker links export');
  expect(sizesText([{ ...size, size: 0, all: 0 }], [everyone], [])).not.toContain('links');
});

const noViews = { growth: null, overlaps: [], timezone: 'Europe/London' };

it('shows the size over time, by the shop’s days, and overlaps', () => {
  const size = { name: 'vip', size: 2, all: 8, reachable: 1 };
  const sizes = [
    { at: Date.UTC(2026, 5, 30, 23, 30), size: 0 },
    { at: Date.UTC(2026, 6, 30, 23, 30), size: 1_002 },
  ];
  const overlaps = [{ segment: 'new', size: 30, both: 1, share: 0.5, jaccard: 1 / 31 }];
  const parts = { ...noViews, growth: { kind: 'counted' as const, sizes }, overlaps };
  expect(previewText(vip, size, { ...parts, sample: [], warnings: [] })).toBe(
    [
      'vip',
      '2 of 8 customers (25.0 %), 1 of them reachable',
      '',
      'Size over time, of today’s customers, by when they did what they did:',
      'on           customers',
      '───────────  ─────────',
      '1 Jul 2026           0',
      '31 Jul 2026      1,002',
      '',
      'also in  customers  in both  of these  Jaccard',
      '───────  ─────────  ───────  ────────  ───────',
      'new             30        1  50.0 %    0.03',
    ].join('\n'),
  );
});

it('says what keeps the size over time from being known', () => {
  const size = { name: 'vip', size: 0, all: 8, reachable: 0 };
  const growth = { kind: 'unknown' as const, because: ['the locale', 'the tier'] };
  expect(previewText(vip, size, { ...noViews, growth, sample: [], warnings: [] })).toContain(
    'only today’s value is kept of the locale, the tier.',
  );
});

it('shows members with their reasons', () => {
  const size = { name: 'vip', size: 2, all: 8, reachable: 1 };
  const sample = [
    { customerId: 1, customer: '17850', reasons: ['placed 4 orders', 'is on webchat'] },
    { customerId: 2, customer: null, reasons: ['placed 9 orders'] },
  ];
  expect(previewText(vip, size, { ...noViews, sample, warnings: [] })).toBe(
    [
      'vip',
      '2 of 8 customers (25.0 %), 1 of them reachable',
      '',
      'All of them, and why:',
      '  17850  placed 4 orders; is on webchat',
      '  (chat only)  placed 9 orders',
    ].join('\n'),
  );
});

it('marks each condition, a denied fact as what was wanted', () => {
  const leaf = (text: string, matches: boolean) => ({ text, matches, parts: [] });
  const explanation = {
    matches: false,
    text: 'all of',
    parts: [
      { matches: true, text: 'not', parts: [leaf('bought nothing', false)] },
      leaf('no tier known', false),
    ],
  };
  expect(explanationText('vip', '7', explanation)).toBe(
    ['Customer 7 is not in vip:', '  ✗ all of', '    ✓ bought nothing', '    ✗ no tier known'].join(
      '\n',
    ),
  );
});
