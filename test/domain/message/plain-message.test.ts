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
    { kind: 'text', text: 'My picks: picks\nShop: https://a.example' },
  ]);
});

it('keeps what the channel can show', () => {
  const { blocks } = plainMessage(message, { hasButtons: true, hasImages: false });
  expect(blocks.map((block) => block.kind)).toEqual(['text', 'text', 'buttons']);
});
