import { expect, it } from 'vitest';
import type { OutboundMessage } from '../../../src/domain/message/message.js';
import { plainMessage } from '../../../src/domain/message/plain-message.js';

const message: OutboundMessage = {
  locale: 'en',
  blocks: [
    { kind: 'text', text: 'Hello' },
    { kind: 'image', url: 'https://a.example/1.png', alt: 'a lantern' },
    {
      kind: 'buttons',
      rows: [
        [{ kind: 'action', label: 'My picks', action: 'picks' }],
        [{ kind: 'link', label: 'Shop', url: 'https://a.example' }],
      ],
    },
  ],
};

it('is the same message where the channel can show everything', () => {
  expect(plainMessage(message, { hasButtons: true, hasImages: true })).toBe(message);
});

it('lists what cannot be pressed, so that it can be typed or opened, and describes what cannot be seen', () => {
  expect(plainMessage(message, { hasButtons: false, hasImages: false }).blocks).toEqual([
    { kind: 'text', text: 'Hello' },
    { kind: 'text', text: 'a lantern' },
    { kind: 'text', text: 'Reply “My picks”\nShop: https://a.example' },
  ]);
});

it('keeps what the channel can show', () => {
  const { blocks } = plainMessage(message, { hasButtons: true, hasImages: false });
  expect(blocks.map((block) => block.kind)).toEqual(['text', 'text', 'buttons']);
});

it.each([
  { locale: 'zh-CN', label: '为我推荐', action: 'picks', line: '回复“为我推荐”' },
  { locale: 'en', label: 'Yes, please', action: 'consent:yes', line: 'Reply “Yes, please”' },
  // A campaign's own words are not understood, nor are a word of ours that does something else here.
  {
    locale: 'zh-CN',
    label: '使用优惠券',
    action: 'coupon:use:ABCD',
    line: '使用优惠券：回复“使用 ABCD”',
  },
  { locale: 'en', label: 'Redeem', action: 'coupon:use:AB-CD', line: 'Redeem: reply “use AB-CD”' },
  { locale: 'zh-CN', label: '看看', action: 'picks', line: '看看：回复“推荐”' },
  { locale: 'en', label: 'Look', action: 'language:fr', line: 'Look: reply “language:fr”' },
  { locale: 'en', label: 'Help', action: 'picks', line: 'Help: reply “picks”' },
])(
  'says in $locale how to answer instead of pressing $label',
  ({ locale, label, action, line }) => {
    const rows = [[{ kind: 'action' as const, label, action }]];
    const said = plainMessage(
      { locale, blocks: [{ kind: 'buttons', rows }] },
      { hasButtons: false, hasImages: false },
    );
    expect(said.blocks).toEqual([{ kind: 'text', text: line }]);
  },
);
